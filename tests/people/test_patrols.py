"""Patrols: taken in once, measured, read by few, forgotten in time."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from chengyun.geo.track import Fix
from chengyun.people import patrols, receiving
from chengyun.people.models import AuditEntry, Patrol, PatrolBatch, Received
from chengyun.people.policy import viewer_of
from chengyun.people.refused import Refused

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
KEY = UUID("6f0cbb52-7f7e-4b2a-9a55-7c9b5b9b4a11")


def batch(start: int = 0, count: int = 6, **more: Any) -> patrols.Batch:
    """So many steps of about a hundred metres to the east, one a minute."""
    fixes = tuple(
        Fix(NOW.timestamp() + 60 * n, 121.4262 + 0.00105 * n, 31.1919, 8.0)
        for n in range(start, start + count)
    )
    return patrols.Batch(
        **{"key": uuid4(), "patrol": KEY, "started_at": NOW, "fixes": fixes, **more}
    )


def test_a_patrol_is_as_long_as_its_batches_in_any_order(wangfang: Any) -> None:
    later, sooner = batch(5, 6), batch(0, 6)
    patrols.take(wangfang, later)
    patrol = patrols.take(wangfang, sooner)
    assert patrol.metres == pytest.approx(1000, rel=0.01)
    assert 0 < patrol.seen_m2 < patrol.area_m2


def test_the_same_batch_twice_is_one(wangfang: Any) -> None:
    once = batch(ended_at=NOW + timedelta(minutes=6))
    assert patrols.take(wangfang, once).metres == patrols.take(wangfang, once).metres
    assert PatrolBatch.objects.count() == 1
    assert Patrol.objects.get().ended_at is not None


def test_positions_are_sealed_where_they_lie(wangfang: Any) -> None:
    patrols.take(wangfang, batch())
    assert "121.4" not in PatrolBatch.objects.get().points


def test_an_officer_and_those_who_lead_read_a_patrol_and_nobody_else(
    wangfang: Any, zhoumin: Any, zhaoguohua: Any, chenli: Any, liqiang: Any, district: Any
) -> None:
    patrols.take(wangfang, batch())
    readers = {
        who.username: patrols.visible(viewer_of(who)).count()
        for who in (wangfang, zhoumin, zhaoguohua, chenli, liqiang)
    }
    assert readers == {"wangfang": 1, "zhoumin": 1, "zhaoguohua": 1, "chenli": 0, "liqiang": 0}
    zhoumin.area = district.tianlin
    assert not patrols.visible(viewer_of(zhoumin)).exists(), "the lead of another area"


def test_that_a_lead_looked_is_written_down(wangfang: Any, zhoumin: Any) -> None:
    patrols.take(wangfang, batch())
    assert len(patrols.track(wangfang, KEY)[0]) == 6
    assert not AuditEntry.objects.exists(), "one's own needs no record"
    patrols.track(zhoumin, KEY)
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action) == (zhoumin, "patrol_track")


def test_a_stranger_adds_nothing_to_a_patrol(wangfang: Any, liqiang: Any) -> None:
    patrols.take(wangfang, batch())
    with pytest.raises(Refused) as no:
        patrols.take(liqiang, batch(6))
    assert no.value.code == "not_yours"


def test_positions_are_erased_in_time_and_the_sums_stay(wangfang: Any) -> None:
    patrols.take(wangfang, batch())
    assert patrols.forget(NOW + timedelta(days=29), keep_days=30) == 0
    assert patrols.forget(NOW + timedelta(days=31), keep_days=30) == 1
    patrol = Patrol.objects.get()
    assert patrol.metres > 0 and patrol.erased_at is not None
    assert not PatrolBatch.objects.exists()


@pytest.mark.parametrize(
    "rows", [None, "x", [[1]], [[1, 200, 0, 0]], [["a", 1, 1, 1]], [[1, float("nan"), 0, 0]]]
)
def test_what_is_no_track_is_refused(rows: object) -> None:
    with pytest.raises(Refused) as no:
        patrols.fixes_of(rows)
    assert no.value.code == "bad_points"


def test_what_is_received_twice_is_done_once(wangfang: Any) -> None:
    done: list[int] = []

    def work() -> dict[str, Any]:
        done.append(1)
        return {"n": len(done)}

    told = [receiving.once(wangfang, KEY, "act", work, NOW, NOW) for _ in range(2)]
    assert told == [({"n": 1}, False), ({"n": 1}, True)]


def test_what_was_refused_may_come_again(wangfang: Any) -> None:
    def refuse() -> dict[str, Any]:
        raise Refused("no", "no")

    with pytest.raises(Refused):
        receiving.once(wangfang, KEY, "act", refuse, NOW, NOW)
    assert not Received.objects.exists()
    assert receiving.once(wangfang, KEY, "act", dict, NOW, NOW) == ({}, False)


def test_the_key_of_another_is_told_nothing(wangfang: Any, liqiang: Any) -> None:
    receiving.once(wangfang, KEY, "act", lambda: {"secret": 1}, NOW, NOW)
    with pytest.raises(Refused) as no:
        receiving.once(liqiang, KEY, "act", dict, NOW, NOW)
    assert no.value.code == "key_used"


def test_keys_of_long_ago_are_forgotten(wangfang: Any) -> None:
    receiving.once(wangfang, KEY, "act", dict, NOW, NOW)
    assert receiving.forget(NOW + timedelta(days=179)) == 0
    assert receiving.forget(NOW + timedelta(days=181)) == 1

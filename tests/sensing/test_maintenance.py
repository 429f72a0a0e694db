"""Windows of maintenance: who plans them, what they mute, when."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from chengyun.sensing import maintenance, registry
from chengyun.sensing.maintenance import Refused, Window
from chengyun.sensing.models import Datastream, Maintenance, ObservedProperty, Thing

HOUR = timedelta(hours=1)


@pytest.fixture
def streams(district: Any) -> list[Datastream]:
    """Two air stations and a bin in 徐家汇, an air station in 田林."""
    pm, bins = (
        ObservedProperty.objects.create(code=code, name_zh=code, minimum=0, maximum=9)
        for code in ("pm25", "bin_fill")
    )
    made = []
    for key, area, prop in (
        ("air-1", district.grid, pm),
        ("air-2", district.grid, pm),
        ("bin-1", district.grid, bins),
        ("air-3", district.tianlin, pm),
    ):
        thing = Thing.objects.create(key=key, name=key, kind="x", area=area, lon=121.4, lat=31.2)
        made.append(Datastream.objects.create(key=f"{key}.v", thing=thing, observed_property=prop))
    return made


def window(**what: Any) -> Window:
    now = timezone.now()
    facts = {"since": now - HOUR, "until": now + HOUR, "reason": "换电池", **what}
    return Window(**facts)


def muted(now: datetime) -> list[int]:
    held = registry.load()
    at = round(now.timestamp() * 1e6)
    return [int(i) for i in range(held.size) if held.muted_from[i] <= at < held.muted_until[i]]


def test_what_is_given_must_all_fit(streams: list[Datastream], zhoumin: Any, district: Any) -> None:
    pm = streams[0].observed_property
    maintenance.plan(zhoumin, window(area=district.xujiahui, observed_property=pm))
    assert muted(timezone.now()) == [streams[0].pk, streams[1].pk]


@pytest.mark.parametrize(("prefix", "count"), [("air-", 3), ("air-1", 1), ("none", 0)])
def test_the_beginning_of_the_key_names_a_source(
    streams: list[Datastream], zhoumin: Any, prefix: str, count: int
) -> None:
    maintenance.plan(zhoumin, window(prefix=prefix))
    assert len(muted(timezone.now())) == count


def test_one_thing_alone(streams: list[Datastream], zhoumin: Any) -> None:
    row = maintenance.plan(zhoumin, window(thing=streams[2].thing))
    assert muted(timezone.now()) == [streams[2].pk]
    assert maintenance.of(streams[2], timezone.now()) == row
    assert maintenance.of(streams[0], timezone.now()) is None


def test_windows_that_touch_are_one_and_a_later_one_waits(
    streams: list[Datastream], zhoumin: Any
) -> None:
    now = timezone.now()
    thing = streams[0].thing
    maintenance.plan(zhoumin, window(thing=thing))
    maintenance.plan(zhoumin, window(prefix="air-1", since=now, until=now + 3 * HOUR))
    maintenance.plan(zhoumin, window(thing=thing, since=now + 9 * HOUR, until=now + 10 * HOUR))
    held = registry.load()
    end = round((now + 3 * HOUR).timestamp() * 1e6)
    assert held.muted_until[streams[0].pk] == end
    assert held.muted_until[streams[1].pk] == 0


def test_a_window_ended_early_mutes_no_more(streams: list[Datastream], zhoumin: Any) -> None:
    row = maintenance.plan(zhoumin, window(thing=streams[0].thing))
    ended = maintenance.end(zhoumin, row.pk)
    assert (ended.ended_by, muted(timezone.now())) == (zhoumin, [])
    with pytest.raises(Refused):
        maintenance.end(zhoumin, row.pk)


def test_the_end_of_a_window_is_noticed_so_that_the_next_one_counts(
    streams: list[Datastream], zhoumin: Any
) -> None:
    row = maintenance.plan(zhoumin, window(thing=streams[0].thing))
    assert not maintenance.ended_between(row.until - 2 * HOUR, row.until - HOUR)
    assert maintenance.ended_between(row.until - HOUR, row.until)


def test_what_makes_no_window_is_refused(streams: list[Datastream], zhoumin: Any) -> None:
    now, thing = timezone.now(), streams[0].thing
    for wrong in (
        window(),
        window(thing=thing, reason=" "),
        window(thing=thing, until=now - HOUR),
        window(thing=thing, since=now + 2 * HOUR),
        window(thing=thing, until=now + timedelta(days=200)),
    ):
        with pytest.raises(Refused):
            maintenance.plan(zhoumin, wrong)
    assert Maintenance.objects.count() == 0


def test_who_may_plan_and_only_within_their_own_area(
    streams: list[Datastream], chenli: Any, liqiang: Any, wangfang: Any, district: Any
) -> None:
    for officer in (liqiang, wangfang):
        with pytest.raises(Refused):
            maintenance.plan(officer, window(area=district.grid))
    chenli.area = district.tianlin
    for outside in (window(area=district.xujiahui), window(prefix="air-")):
        with pytest.raises(Refused):
            maintenance.plan(chenli, outside)
    assert maintenance.plan(chenli, window(thing=streams[3].thing)).author == chenli


def test_a_window_elsewhere_is_not_seen(
    streams: list[Datastream], zhoumin: Any, wangfang: Any, district: Any
) -> None:
    maintenance.plan(zhoumin, window(area=district.tianlin))
    here = maintenance.plan(zhoumin, window(area=district.root))
    assert list(maintenance.visible(wangfang)) == [here]


def test_detection_is_told(
    streams: list[Datastream],
    zhoumin: Any,
    monkeypatch: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(maintenance.notice, "tell", told.append)
    with django_capture_on_commit_callbacks(execute=True):
        row = maintenance.plan(zhoumin, window(thing=streams[0].thing))
        maintenance.end(zhoumin, row.pk)
    assert told == ["registry.changed"] * 2

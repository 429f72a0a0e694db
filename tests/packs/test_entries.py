"""Entries of registers: kept, scoped, sealed and proved."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from chengyun.packs.api import NewEntry
from chengyun.packs.models import Entry, EntryRow
from chengyun.packs.queries import entries as reading
from chengyun.packs.queries.registers import sheets
from chengyun.packs.services import book, keeping, revealing
from chengyun.packs.services import entries as writing
from chengyun.people.gates import Doorman
from chengyun.people.models import AuditEntry, Unit
from chengyun.people.policy import viewer_of
from chengyun.people.refused import Refused
from tests.packs.conftest import LESHAN, TIANLIN

pytestmark = pytest.mark.django_db
HYDRANT = {"number": "XF-1", "kind": "above", "state": "sound", "pressure": "0.2"}
SHEET = {
    "title": "乐山公寓", "grade": "key", "use": "homes", "address": "乐山路1号", "floors": "18",
    "keeper": "沈国平", "keeper_phone": "13912345678", "help_who": "陈某某，302室",
}  # fmt: skip
Hand = Callable[..., Any]


@contextmanager
def refused(code: str) -> Iterator[None]:
    """What is done within is refused with that code."""
    with pytest.raises(Refused) as told:
        yield
    assert told.value.code == code


def test_an_entry_is_read_as_it_was_declared(hand: Hand, wangfang: Any) -> None:
    made = hand(wangfang).add("hydrant", HYDRANT, at=LESHAN)
    assert (made.name, made.area, made.values["pressure"]) == ("XF-1", "310104014001001", 0.2)
    assert hand(wangfang).entries("hydrant", state="sound") == [made]
    assert hand(wangfang).count("hydrant", "state") == {"sound": 1}
    assert hand(wangfang).count("hydrant", "", state="broken") == {"": 0}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"pressure": "much"}, "静压应为数字"),
        ({"pressure": "9"}, "静压不大于 2.5"),
        ({"state": "gone"}, "“gone”"),
        ({"number": " "}, "编号"),
    ],
)
def test_a_wrong_value_is_refused_with_the_name_of_its_field(
    hand: Hand, wangfang: Any, wrong: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Refused) as told:
        hand(wangfang).add("hydrant", HYDRANT | wrong, at=LESHAN)
    assert sentence in str(told.value)
    assert not Entry.objects.exists()


def test_nobody_writes_outside_their_area_and_leaders_only_read(
    hand: Hand, wangfang: Any, zhaoguohua: Any
) -> None:
    with refused("outside"):
        hand(wangfang).add("hydrant", HYDRANT, at=TIANLIN)
    with refused("not_yours"):
        hand(zhaoguohua).add("hydrant", HYDRANT, at=LESHAN)
    made = hand().add("hydrant", HYDRANT, at=TIANLIN)
    assert hand(wangfang).entries("hydrant") == []
    assert hand(wangfang).entry(made.key) is None
    assert [one.key for one in hand(zhaoguohua).entries("hydrant")] == [made.key]


def test_handlers_see_a_register_only_if_their_kind_of_unit_is_named(
    hand: Hand, liqiang: Any, district: Any
) -> None:
    hand().add("building_sheet", SHEET, at=LESHAN)
    assert hand(liqiang).entries("building_sheet") == []
    liqiang.unit = district.fire
    assert [one.name for one in hand(liqiang).entries("building_sheet")] == ["乐山公寓"]


def test_personal_fields_are_sealed_and_opened_one_at_a_time_by_name(
    hand: Hand, zhoumin: Any, zhaoguohua: Any
) -> None:
    made = hand().add("building_sheet", SHEET, at=LESHAN)
    entry = Entry.objects.get(key=made.key)
    stored = f"{entry.values} {list(entry.rows.values())}"
    assert not any(word in stored for word in ("沈国平", "13912345678", "陈某某"))
    hers = hand(zhoumin)._hand
    told = revealing.reveal(zhoumin, hers, sheets()["building_sheet"], entry, "keeper_phone")
    assert told == "13912345678"
    note = AuditEntry.objects.get(action="reveal")
    assert (note.actor, note.detail) == (zhoumin, {"field": "keeper_phone"})
    with refused("not_yours"):
        revealing.reveal(
            zhaoguohua, hand(zhaoguohua)._hand, sheets()["building_sheet"], entry, "help_who"
        )


def test_a_strict_register_opens_to_units_of_its_kind_alone(
    hand: Hand, admin: Any, zhoumin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = sheets()["hydrant"]
    strict = replace(sheet, register=replace(sheet.register, strict=True, unit_kinds=("health",)))
    assert not Doorman(viewer_of(admin)).passes(strict.readers)
    assert not Doorman(viewer_of(zhoumin)).passes(strict.readers)
    zhoumin.unit = Unit.objects.create(code="wjw", name_zh="区卫健委", kind="health")
    assert Doorman(viewer_of(zhoumin)).passes(strict.readers)


def test_the_same_key_again_is_the_same_entry(hand: Hand) -> None:
    told = [NewEntry(values=HYDRANT, lon=LESHAN[0], lat=LESHAN[1], key="a:1")] * 2
    assert hand().add_many("hydrant", told) == 1
    assert hand().add_many("hydrant", told) == 0
    assert Entry.objects.count() == EntryRow.objects.count() == 1


def test_the_history_says_what_changed_and_proves_itself(hand: Hand, zhoumin: Any) -> None:
    made = hand().add("hydrant", HYDRANT, at=LESHAN)
    changed = hand(zhoumin).change(made.key, pressure="0.1", state="weak")
    row = EntryRow.objects.latest("seq")
    assert (changed.version, row.action, row.actor) == (2, "change", zhoumin)
    assert row.detail == {"pressure": [0.2, 0.1], "state": ["sound", "weak"]}
    assert (book.verify().rows, book.verify().broken) == (2, None)
    EntryRow.objects.filter(seq=1).update(detail={})
    broken = book.verify().broken
    assert broken is not None
    assert (broken.seq, broken.fault) == (1, "changed")


def test_nothing_changed_is_no_step(hand: Hand, zhoumin: Any) -> None:
    made = hand().add("hydrant", HYDRANT, at=LESHAN)
    assert hand(zhoumin).change(made.key, state="sound").version == 1
    assert EntryRow.objects.count() == 1


def test_an_ended_entry_leaves_the_lists_and_nothing_more_is_done(hand: Hand) -> None:
    made = hand().add("hydrant", HYDRANT, at=LESHAN)
    with refused("needs_reason"):
        hand().end(made.key, " ")
    hand().end(made.key, "道路改造后拆除")
    assert hand().entries("hydrant") == []
    assert [one.name for one in hand().entries("hydrant", ended=True)] == ["XF-1"]
    with refused("ended"):
        hand().change(made.key, state="broken")


def test_ended_entries_are_emptied_in_time_and_the_history_holds(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = hand().add("building_sheet", SHEET, at=LESHAN)
    hand().end(made.key, "已拆除")
    kept = {
        key: replace(sheet, register=replace(sheet.register, keep_days=30))
        for key, sheet in sheets().items()
    }
    monkeypatch.setattr(keeping, "sheets", lambda: kept)
    assert keeping.erase(timezone.now() + timedelta(days=29)) == 0
    assert keeping.erase(timezone.now() + timedelta(days=31)) == 1
    assert keeping.erase(timezone.now() + timedelta(days=31)) == 0
    entry = Entry.objects.get()
    assert (entry.name, entry.values, entry.sealed) == ("—", {}, "")
    assert book.verify().broken is None


def test_reading_takes_as_many_queries_for_many_as_for_one(
    hand: Hand, wangfang: Any, django_assert_num_queries: Any
) -> None:
    hand().add("hydrant", HYDRANT, at=LESHAN)
    door = Doorman(viewer_of(wangfang))
    sheet = sheets()["hydrant"]
    for more in (0, 30):
        told = [
            NewEntry(values=HYDRANT, lon=LESHAN[0], lat=LESHAN[1], key=f"{more}:{n}")
            for n in range(more)
        ]
        hand().add_many("hydrant", told)
        with django_assert_num_queries(1):
            assert len(reading.views(reading.visible(door, sheet))) == more + 1


def test_a_pack_opens_a_case_once_for_a_key(hand: Hand, zhoumin: Any) -> None:
    first = hand(zhoumin).open_case("major_hazard", "仓库住人", at=LESHAN, key="w-1")
    again = hand(zhoumin).open_case("major_hazard", "仓库住人", at=LESHAN, key="w-1")
    assert first == again
    assert [one.number for one in hand(zhoumin).cases()] == [first.number]
    with refused("unknown_kind"):
        hand(zhoumin).open_case("flying_saucer", "?")


def test_an_entry_is_moved_within_ones_area_and_not_out_of_it(hand: Hand, wangfang: Any) -> None:
    made = hand(wangfang).add("hydrant", HYDRANT, at=LESHAN)
    entry, sheet, hers = Entry.objects.get(key=made.key), sheets()["hydrant"], hand(wangfang)._hand
    moved = writing.change(hers, sheet, entry, {}, spot=(121.4331, 31.1921))
    assert (moved.lon, moved.version) == (121.4331, 2)
    assert EntryRow.objects.latest("seq").detail["place"][1] == [121.4331, 31.1921]
    with refused("outside"):
        writing.change(hers, sheet, moved, {}, spot=TIANLIN)

"""What packs read of visits: the last for each task to each entry that the viewer may see."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from chengyun.packs.api import NewEntry
from chengyun.packs.models import Entry, Inspection
from tests.packs.conftest import LESHAN, TIANLIN

pytestmark = pytest.mark.django_db


def test_the_last_visit_for_each_task_is_told_with_what_failed_within_the_reader_s_area(
    hand: Callable[..., Any], wangfang: Any
) -> None:
    house = hand(pack="hazards")
    kept = []
    for n, at in enumerate((LESHAN, TIANLIN)):
        values = {"title": f"店{n}", "risk": "red", "licence": f"L{n}", "address": "路",
                  "trade": "catering"}  # fmt: skip
        one = house.add("hazard_place", values, at=at)
        entry = Entry.objects.get(key=one.key)
        for days, passed in ((9, True), (2, False)):
            answers = {"exits": {"state": "fail", "note": ""}, "gas": {"state": "ok", "note": ""}}
            Inspection.objects.create(
                entry=entry, task="place_visit", at=house.now - timedelta(days=days), score=50,
                passed=passed, answers=answers, cases=["C1"],
            )  # fmt: skip
        kept.append(one.key)
    assert {one.entry for one in house.visits("hazard_place")} == set(kept)
    (mine,) = hand(wangfang, "hazards").visits("hazard_place")
    assert (mine.entry, mine.task, mine.passed) == (kept[0], "place_visit", False)
    assert (mine.failed, mine.cases, mine.score) == (("exits",), ("C1",), 50)
    assert (house.now - mine.at).days == 2


def test_what_nobody_has_visited_since_is_counted_and_the_longest_come_first(
    hand: Callable[..., Any], wangfang: Any
) -> None:
    house = hand(pack="fire")
    waited = {"新": (5, ()), "久": (90, ()), "查过": (90, (40, 3)), "早查": (90, (70, 50))}
    for name, (days, visits) in waited.items():
        values = {"number": name, "kind": "above", "state": "sound"}
        house.add_many("hydrant", [NewEntry(values=values, lon=LESHAN[0], lat=LESHAN[1],
                                            since=house.now - timedelta(days=days))])  # fmt: skip
        for ago in visits:
            Inspection.objects.create(
                entry=Entry.objects.get(name=name), at=house.now - timedelta(days=ago)
            )
    house.add("hydrant", {"number": "别处", "kind": "above", "state": "sound"}, at=TIANLIN)
    Entry.objects.filter(name="别处").update(added_at=house.now - timedelta(days=60))

    def told(since: int, by: Any = house, most: int = 40) -> tuple[int, list[tuple[str, int]]]:
        found = by.unvisited("hydrant", house.now - timedelta(days=since), most)
        return found.count, [(one.name, (house.now - at).days) for one, at in found.longest]

    assert told(30) == (3, [("久", 90), ("别处", 60), ("早查", 50)])
    assert told(30, most=1) == (3, [("久", 90)])
    assert told(30, hand(wangfang, "fire")) == (2, [("久", 90), ("早查", 50)])
    assert told(100) == (0, [])

"""What packs read of visits: the last for each task to each entry that the viewer may see."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

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

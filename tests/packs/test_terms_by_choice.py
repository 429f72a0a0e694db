"""A term that goes by a choice, an entry added under way, how sure a curve is."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from chengyun.faces.scenes import blocks
from chengyun.packs import api
from chengyun.packs.models import Entry, EntryRow
from chengyun.packs.services import book, staging
from chengyun.people.refused import Refused
from tests.packs.conftest import LESHAN

WAY = (("ordered", 0.5), ("rectified", 6.0), ("checked", 7.0), ("struck_off", 8.0))
TITLES = {"title_zh": "甲种", "title_en": "Kind"}
STAGE = api.Stage(key="found", **TITLES, limit="24uh", by="kind", limits=(("a", "2uh"),))
DONE = api.Stage(key="done", ends=True, **TITLES)
CHAIN = api.Chain(key="found_chain", **TITLES, stages=(STAGE, DONE))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"by": "kind"}, "by and limits go together"),
        ({"limits": (("a", "2uh"),)}, "by and limits go together"),
        ({"by": "kind", "limits": (("a", "soon"),)}, "'soon' is not a limit"),
        ({"by": "kind", "limits": (("a", "2uh"), ("a", "3uh"))}, "limits"),
        ({"by": "kind", "limits": (("a", "2uh"),), "ends": True}, "ends has no limit"),
    ],
)
def test_a_wrong_term_by_choice_is_named(more: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        api.Stage(key="found", **TITLES, **more)


@pytest.mark.django_db
def test_the_term_goes_by_the_choice_and_is_reckoned_anew_when_that_changes() -> None:
    now = timezone.now()
    grave, other = Entry(values={"kind": "a"}), Entry(values={"kind": "b"})
    for one in (grave, other):
        staging.enter(one, STAGE, now)
    assert (grave.due - now, other.due - now) == (timedelta(hours=2), timedelta(hours=24))
    other.values = {"kind": "a"}
    staging.again(other, CHAIN)
    assert other.due == grave.due


@pytest.fixture
def begun() -> Any:
    return timezone.now() - timedelta(days=20)


def hazard(begun: Any, *stages: tuple[str, float], **more: Any) -> api.NewEntry:
    values = {"title": "灭火器过期", "grade": "general", "kind": "fire", "measure": "更换"} | more
    told = tuple((key, begun + timedelta(days=days)) for key, days in stages)
    return api.NewEntry(values=values, lon=LESHAN[0], lat=LESHAN[1], since=begun, stages=told)


@pytest.mark.django_db
def test_an_entry_added_under_way_stands_where_advancing_would_have_brought_it(
    hand: Any, begun: Any
) -> None:
    house = hand()
    house.add_many("hazard", [hazard(begun, outcome="已换"), hazard(begun, *WAY, outcome="已换")])
    (step,), (whole,) = house.entries("hazard"), house.entries("hazard", ended=True)
    for key, days in WAY:
        step = house.advance(step.key, key, at=begun + timedelta(days=days))
    same = ("stage", "stage_since", "stages", "dues", "due", "ended_at")
    assert [getattr(step, key) for key in same] == [getattr(whole, key) for key in same]
    rows = EntryRow.objects.filter(entry__key=whole.key).order_by("seq")
    assert [row.action for row in rows] == ["add", *["stage"] * len(WAY)]
    assert book.verify().broken is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stages", "code", "outcome"),
    [
        ((("struck", 1.0),), "no_way", "已换"),
        ((WAY[0], (WAY[1][0], 0.1)), "untimely", "已换"),
        (((WAY[0][0], 99.0),), "untimely", ""),
        (WAY[:2], "needs_fields", ""),
    ],
)
def test_an_entry_is_not_added_where_it_could_not_have_come(
    hand: Any, begun: Any, stages: Any, code: str, outcome: str
) -> None:
    with pytest.raises(Refused) as refused:
        hand().add_many("hazard", [hazard(begun, *stages, outcome=outcome)])
    assert refused.value.code == code
    assert hand().count("hazard").get("", 0) == 0


def test_a_curve_has_its_ribbon_its_marks_and_days_along_the_bottom() -> None:
    start = timezone.now() - timedelta(days=30)
    days = [start + timedelta(days=n) for n in range(30)]
    line = api.Line(label="R", points=tuple((day, 1.0 + n / 30) for n, day in enumerate(days)))
    plain = blocks.draw([api.Curve(lines=(line,))])[0].more["plot"]
    assert (plain.band, plain.marks) == ("", ())
    ribbon = tuple((day, 0.5, 3.0) for day in days)
    told = api.Curve(lines=(line,), ribbon=ribbon, marks=((days[10], "停课"),))
    plot = blocks.draw([told])[0].more["plot"]
    assert plot.band.startswith("M") and plot.mid == ""
    assert plot.low < 0.5 and plot.high > 3.0
    assert [mark.label for mark in plot.marks] == ["停课"]
    assert all("-" in text for _, text in plot.xs) and 4 <= len(plot.xs) <= 7

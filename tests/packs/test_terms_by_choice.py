"""A stage whose term goes by a choice of the entry; a curve that says how sure it is."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from chengyun.faces.scenes import blocks
from chengyun.packs import api
from chengyun.packs.models import Entry
from chengyun.packs.services import staging

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

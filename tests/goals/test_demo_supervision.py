"""The demonstration of supervision and plan-making is what the tables allow."""

from collections import Counter
from datetime import date
from typing import Any

from chengyun.goals import demo_drafts, demo_matters, texts
from chengyun.goals import rules_matters as rules
from chengyun.goals.choices_matters import MatterStage
from chengyun.goals.models import Draft, DraftVersion, Matter, MatterStep
from chengyun.goals.queries import drafts, matters
from chengyun.people.policy import viewer_of

TODAY = date(2026, 11, 21)


def test_the_matters_stand_in_every_stage_and_colour(
    district: Any, zhaoguohua: Any, chenli: Any
) -> None:
    demo_matters.seed(TODAY)
    demo_matters.seed(TODAY)
    assert Matter.objects.count() == 24
    assert set(Matter.objects.values_list("stage", flat=True)) == set(MatterStage)
    board = matters.board(viewer_of(zhaoguohua), TODAY)
    assert all(board.lamps.values())
    legal = {(stage, row.to or stage) for row in rules.TRANSITIONS for stage in row.stages}
    for step in MatterStep.objects.exclude(action__in=("register", "notice")):
        assert (step.stage_before, step.stage_after) in legal
    for matter in matters.loaded(Matter.objects.all()):
        parts = matters.parts(matter)
        assert rules.adds_up(parts)
        assert not parts or matter.progress == int(rules.rolled_up(parts)[""])
        assert matter.steps.order_by("seq").last().stage_after == matter.stage


def test_there_are_fourteen_special_and_twenty_department_plans(
    district: Any, zhaoguohua: Any
) -> None:
    demo_drafts.seed(TODAY)
    demo_drafts.seed(TODAY)
    assert Counter(Draft.objects.values_list("kind", flat=True)) == {
        "special": 14,
        "department": 20,
    }
    lines = drafts.search(viewer_of(zhaoguohua), "", "", "", TODAY)
    lamps = Counter(line.now.lamp for line in lines if line.now)
    assert set(lamps) == {"green", "yellow", "red"}
    for version in DraftVersion.objects.all():
        assert texts.digest(drafts.paragraphs(version)) == version.digest

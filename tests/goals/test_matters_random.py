"""Whatever anybody tries, in whatever order: a matter is where its table lets it be."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chengyun.goals import rules_matters as rules
from chengyun.goals.models import Matter, MatterStep
from chengyun.goals.queries import matters as queries
from chengyun.goals.refused import Refused
from chengyun.goals.services.matter_acts import NewItem
from chengyun.goals.services.matters import NewMatter, act, register
from chengyun.goals.transitions import open_rows
from chengyun.people.policy import viewer_of

ACTIONS = st.sampled_from([row.action for row in rules.TRANSITIONS])
WHO = st.integers(0, 4)
CUT = st.integers(1, 99)
LEGAL = {(stage, row.to or stage) for row in rules.TRANSITIONS for stage in row.stages}


def _given(matter: Matter, number: int, full: bool) -> dict[str, Any]:
    if not full:
        return {}
    leaf = matter.items.filter(parts=None).order_by("?").first()
    due = matter.due
    return {
        "reason": "理由", "result": "结果", "proof": "佐证", "unit": "swj",
        "supporting": ["xfjy"], "lamp": "blue", "due": due + timedelta(days=1),
        "progress": number, "item": leaf.pk if leaf else None,
        "items": [
            NewItem("甲", number, due, "swj"), NewItem("乙", 100 - number, due, "xfjy"),
            NewItem("丙", 100 - number, due, "xfjy", 1),
        ],
    }  # fmt: skip


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(st.lists(st.tuples(WHO, ACTIONS, CUT, st.booleans()), min_size=5, max_size=30))
def test_no_order_of_actions_leads_where_the_table_does_not(
    zhaoguohua: Any, chenli: Any, liqiang: Any, wangfang: Any, admin: Any,
    tries: list[tuple[int, str, int, bool]],
) -> None:  # fmt: skip
    people = (zhaoguohua, chenli, liqiang, wangfang, admin)
    due = timezone.localdate() + timedelta(days=20)
    number = register(zhaoguohua, NewMatter("专项整治", "meeting", due)).number
    known: list[tuple[int, str, str]] = []
    # A start that gets somewhere: most random walks would end at the door.
    for who, action, cut, full in [(0, "approve", 1, False), *tries]:
        matter = Matter.objects.get(number=number)
        before = matter.stage
        # Every second one is somebody who may, for most of what is tried is not theirs to do.
        acts = (people[who], action) if cut % 2 else _fitting(people, matter, cut)
        try:
            act(acts[0], number, acts[1], _given(matter, cut, full))
        except (Refused, Matter.DoesNotExist):
            assert Matter.objects.get(number=number).stage == before
        after = Matter.objects.get(number=number)
        _holds(after, before)
        known = _grown(after, known)


def _fitting(people: Any, matter: Matter, cut: int) -> tuple[Any, str]:
    """Somebody and something of the table that is open to them; commenting last."""
    rows = [
        (one, row.action)
        for one in people
        for row in open_rows(
            rules.TRANSITIONS, matter.stage, queries.actor_of(viewer_of(one), matter)
        )
        if row.action not in ("comment", "cancel", "reject", "set_lamp", "urge")
    ]
    return rows[cut // 2 % len(rows)] if rows else (people[0], "comment")


def _holds(matter: Matter, before: str) -> None:
    assert matter.stage == before or (before, matter.stage) in LEGAL
    assert (matter.lead is None) == (matter.stage in ("registered", "approved", "decomposed")) or (
        matter.stage == "cancelled"
    )
    parts = queries.parts(matter)
    assert rules.adds_up(parts)
    if parts and matter.stage in ("assigned", "handling"):
        assert matter.progress == int(rules.rolled_up(parts)[""])
    assert matter.extensions <= rules.MAX_EXTENSIONS


def _grown(matter: Matter, known: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    rows = list(
        MatterStep.objects.filter(matter=matter).values_list("seq", "action", "stage_after")
    )
    assert rows[: len(known)] == known
    assert [seq for seq, _, _ in rows] == list(range(1, len(rows) + 1))
    assert rows[-1][2] == matter.stage
    return rows

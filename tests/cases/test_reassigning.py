"""A step of a playbook goes to another unit; a step that can begin says so."""

from datetime import timedelta
from typing import Any

import pytest

from chengyun.cases import queries
from chengyun.cases.models import Case, LedgerEntry, Playbook
from chengyun.cases.services import Refused, mark_late, tasks, verify
from chengyun.cases.services.reassigning import reassign
from chengyun.people.policy import viewer_of
from tests.cases.conftest import MONDAY
from tests.cases.test_together import fireman, playbook, with_water

__all__ = ["fireman", "playbook", "with_water"]
LATER = MONDAY + timedelta(hours=3)


@pytest.fixture
def begun(with_water: Any, zhoumin: Any, playbook: Playbook) -> Any:
    tasks.start(zhoumin, with_water.number, "flood.road", at=MONDAY)
    return with_water


def step(case: Any, key: str) -> Any:
    return case.tasks.get(key=key)


def end(actor: Any, task: Any, at: Any = LATER) -> None:
    tasks.move(actor, task.pk, "accept", at=at)
    tasks.move(actor, task.pk, "finish", "已完成", at=at)


def test_a_step_goes_to_another_unit_with_its_whole_limit_and_a_row(
    begun: Any, chenli: Any, liqiang: Any, fireman: Any, district: Any
) -> None:
    rescue = step(begun, "rescue")
    tasks.move(fireman, rescue.pk, "accept", at=MONDAY)
    mark_late(LATER)
    task = reassign(chenli, rescue.pk, district.water, "消防另有火警", at=LATER)
    assert (task.unit, task.stage, task.handler) == (district.water, "open", None)
    assert (task.due_at, task.overdue) == (LATER + timedelta(hours=2), False)
    row = LedgerEntry.objects.get(action="task_reassign")
    assert (row.detail["from"], row.detail["unit"], row.note) == ("xfjy", "swj", "消防另有火警")
    assert LedgerEntry.objects.filter(action="task_late").exists(), "that it was late stays"
    end(liqiang, task)
    assert step(begun, "rescue").stage == "done" and verify().broken is None


def test_the_former_unit_has_nothing_to_do_with_the_case_any_more(
    begun: Any, chenli: Any, fireman: Any, district: Any
) -> None:
    assert queries.shared(viewer_of(fireman)).filter(pk=begun.pk).exists()
    reassign(chenli, step(begun, "rescue").pk, district.water, "消防另有火警", at=LATER)
    assert not queries.shared(viewer_of(fireman)).filter(pk=begun.pk).exists()
    assert district.fire.pk not in Case.objects.get(pk=begun.pk).helpers


def test_a_step_that_waits_keeps_waiting_with_the_other_unit(
    begun: Any, chenli: Any, zhoumin: Any, district: Any
) -> None:
    task = reassign(chenli, step(begun, "pump").pk, district.fire, "水务局泵车检修", at=MONDAY)
    assert (task.stage, task.due_at) == ("waiting", None)
    end(zhoumin, step(begun, "close"))
    pump = step(begun, "pump")
    assert (pump.stage, pump.unit, pump.opened_at) == ("open", district.fire, LATER)


def test_a_declined_step_is_open_again_and_what_follows_it_waits(
    begun: Any, chenli: Any, zhoumin: Any, fireman: Any, district: Any
) -> None:
    for key in ("close", "pump"):
        end(zhoumin, step(begun, key))
    tasks.move(fireman, step(begun, "rescue").pk, "decline", "另有火警", at=LATER)
    assert step(begun, "open").stage == "open"
    task = reassign(chenli, step(begun, "rescue").pk, district.water, "改派水务", at=LATER)
    assert (task.stage, task.ended_at, task.result) == ("open", None, "")
    assert (step(begun, "open").stage, step(begun, "open").opened_at) == ("waiting", None)
    end(zhoumin, task)
    assert step(begun, "open").stage == "open"


@pytest.mark.parametrize(
    ("who", "key", "unit", "why", "code"),
    [
        ("liqiang", "rescue", "water", "不归我", "not_yours"),
        ("chenli", "rescue", "water", " ", "needs_reason"),
        ("chenli", "rescue", "fire", "同一单位", "same_unit"),
        ("chenli", "rescue", "", "没有单位", "needs_unit"),
        ("chenli", "close", "water", "已完成", "task_moved_on"),
    ],
)
def test_a_step_stays_where_it_is_and_it_is_said_why(
    begun: Any, request: Any, district: Any, zhoumin: Any, who: str, key: str, unit: str,
    why: str, code: str,
) -> None:  # fmt: skip
    end(zhoumin, step(begun, "close"))
    actor, to = request.getfixturevalue(who), getattr(district, unit) if unit else None
    with pytest.raises(Refused) as refused:
        reassign(actor, step(begun, key).pk, to, why, at=LATER)
    assert refused.value.code == code
    assert not LedgerEntry.objects.filter(action="task_reassign").exists()


def test_a_call_is_not_reassigned(with_water: Any, chenli: Any, district: Any) -> None:
    wanted = tasks.Call(tasks.TaskKind.SUPPORT, [district.fire], "支援")
    (task,) = tasks.call(chenli, with_water.number, wanted, at=MONDAY)
    with pytest.raises(Refused) as refused:
        reassign(chenli, task.pk, district.water, "改派", at=LATER)
    assert refused.value.code == "not_a_step"


def test_a_step_that_can_begin_names_the_units_it_opens_for(begun: Any, zhoumin: Any) -> None:
    end(zhoumin, step(begun, "close"))
    row = LedgerEntry.objects.get(action="task_open")
    assert row.detail["units"] == ["swj"] and row.detail["tasks"] == [step(begun, "pump").pk]
    end(zhoumin, step(begun, "pump"))
    assert LedgerEntry.objects.filter(action="task_open").count() == 1, "the last still waits"

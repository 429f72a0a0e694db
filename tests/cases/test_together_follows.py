"""What follows for units that work together when their case is filed, grows graver, or ends."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chengyun.cases.models import Case, LedgerEntry, OutboxEvent, Playbook
from chengyun.cases.queries import follow
from chengyun.cases.services import Refused, act, take_alarms, tasks, verify
from chengyun.cases.tasking import TaskKind
from chengyun.people.policy import scope_for, viewer_of
from tests.cases.conftest import MONDAY
from tests.cases.test_together import STEPS, called, fireman, with_water

__all__ = ["fireman", "with_water"]


@pytest.fixture
def grave(flood: Any) -> Playbook:
    return Playbook.objects.create(
        key="flood.road", pack="flood", title_zh="道路积水联动", case_types=[flood.key],
        severity=1, steps=STEPS,
    )  # fmt: skip


def test_a_grave_alarm_that_files_itself_starts_its_playbook(
    alarm: Callable[..., Any], grave: Playbook
) -> None:
    take_alarms([alarm(severity=1)])
    case = Case.objects.get()
    assert case.tasks.count() == 4
    assert LedgerEntry.objects.filter(case=case, action="playbook").count() == 1
    assert verify().broken is None


def test_a_playbook_starts_when_a_filed_case_becomes_grave_enough(
    alarm: Callable[..., Any], grave: Playbook
) -> None:
    take_alarms([alarm(severity=2)])
    case = Case.objects.get()
    assert (case.stage, case.tasks.count()) != ("reported", 4)
    take_alarms([alarm(key="a-2", severity=1)])
    assert case.tasks.count() == 4
    take_alarms([alarm(key="a-3", severity=1)])
    assert case.tasks.count() == 4


def test_filing_by_hand_starts_it_too_and_other_kinds_do_not(
    reported: Any, bins: Any, zhoumin: Any, grave: Playbook, do: Any
) -> None:
    Case.objects.filter(pk=reported.pk).update(severity=1)
    do(zhoumin, reported, "file")
    assert reported.tasks.count() == 4


def test_a_case_that_ends_takes_its_tasks_with_it(
    reported: Any, zhoumin: Any, fireman: Any, district: Any
) -> None:
    (task,) = called(zhoumin, reported, district.fire)
    act(zhoumin, reported.number, "reject", reason="不属实")
    task.refresh_from_db()
    assert task.stage == "cancelled"
    row = LedgerEntry.objects.get(action="task_cancel")
    assert row.detail["tasks"] == [task.pk]
    reported.refresh_from_db()
    assert reported.version == LedgerEntry.objects.filter(case=reported).count()
    assert verify().broken is None


def test_who_helps_hears_of_the_case_from_then_on(
    with_water: Any, zhoumin: Any, chenli: Any, fireman: Any, district: Any
) -> None:
    def last() -> dict[str, Any]:
        body: dict[str, Any] = OutboxEvent.objects.latest("pk").payload
        return body["scope"]

    scope = scope_for(viewer_of(fireman))
    assert not scope.allows(last())
    called(zhoumin, with_water, district.fire)
    assert scope.allows(last())
    act(chenli, with_water.number, "comment", reason="已联系")
    assert scope.allows(last())


def test_a_case_without_tasks_costs_the_bus_no_query(with_water: Any, zhoumin: Any) -> None:
    with CaptureQueriesContext(connection) as seen:
        act(zhoumin, with_water.number, "comment", reason="一切正常")
    assert not [q for q in seen.captured_queries if "cases_task" in q["sql"]]
    assert "units" not in OutboxEvent.objects.latest("pk").payload["scope"]


def test_the_reporter_reads_the_lead_units_answer_and_nobody_elses(
    with_water: Any, zhoumin: Any, liqiang: Any, fireman: Any, district: Any
) -> None:
    (task,) = called(zhoumin, with_water, district.fire)
    tasks.move(fireman, task.pk, "arrive", at=MONDAY)
    tasks.move(fireman, task.pk, "finish", "消防内部记录", at=MONDAY)
    for action, reason in (("accept", ""), ("handle", "积水已排除")):
        act(liqiang, with_water.number, action, reason=reason, at=MONDAY)
    act(zhoumin, with_water.number, "close", reason="核查通过", at=MONDAY)
    report = with_water.reports.get()
    told = str(follow.follow(report.follow))
    assert "积水已排除" in told
    assert "消防内部记录" not in told and "到场" not in told


def test_support_of_a_unit_counts_once_per_kind_of_call(
    with_water: Any, zhoumin: Any, district: Any
) -> None:
    called(zhoumin, with_water, district.fire)
    called(zhoumin, with_water, district.fire, kind=TaskKind.SUPPORT)
    with_water.refresh_from_db()
    assert (with_water.tasks.count(), with_water.helpers) == (2, [district.fire.pk])


def test_the_lead_unit_answers_last(
    with_water: Any, zhoumin: Any, liqiang: Any, district: Any
) -> None:
    (task,) = called(zhoumin, with_water, district.fire)
    act(liqiang, with_water.number, "accept", at=MONDAY)
    with pytest.raises(Refused) as refused:
        act(liqiang, with_water.number, "handle", reason="已抽排", at=MONDAY)
    assert refused.value.code == "tasks_open"
    assert "1" in str(refused.value)
    tasks.move(zhoumin, task.pk, "cancel", "不需要了", at=MONDAY)
    assert act(liqiang, with_water.number, "handle", reason="已抽排", at=MONDAY).stage == "check"


def test_a_task_of_the_lead_units_own_does_not_hold_it_up(
    with_water: Any, zhoumin: Any, liqiang: Any, district: Any
) -> None:
    called(zhoumin, with_water, district.water)
    act(liqiang, with_water.number, "accept", at=MONDAY)
    assert act(liqiang, with_water.number, "handle", reason="已抽排", at=MONDAY).stage == "check"

"""Whatever units try with the tasks of a playbook, in whatever order, each waits for its turn."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from chengyun.cases import tasking
from chengyun.cases.models import TASK_ENDED, Case, LedgerEntry, OutboxEvent, Playbook, TaskKind
from chengyun.cases.services import Refused, ReportIn, act, mark_late, take_report, tasks, verify
from tests.cases.conftest import LESHAN, MONDAY
from tests.cases.test_together import STEPS, fireman

__all__ = ["fireman"]
WORLD: dict[str, Any] = {}
# Steps of the ledger that tell of a task, one each.
TOLD = tuple(move.action.value for move in tasking.MOVES)


class Together(RuleBasedStateMachine):
    """A filed case with a playbook, and everybody who may or may not do something about it."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now: datetime = MONDAY
        self.moves = 0
        self.case = take_report(ReportIn("积水", *LESHAN, WORLD["flood"].key), at=MONDAY).case
        act(WORLD["zhoumin"], self.case.number, "file", at=MONDAY)
        tasks.start(WORLD["zhoumin"], self.case.number, "flood.road", at=MONDAY)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @rule(minutes=st.integers(1, 600))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        mark_late(self.now)

    @rule(
        which=st.integers(0, 9),
        verb=st.sampled_from([*tasking.BY_VERB, "dance"]),
        who=st.sampled_from(["zhoumin", "chenli", "liqiang", "fireman", "wangfang"]),
        said=st.sampled_from(["", "已完成"]),
    )
    def somebody_moves(self, which: int, verb: str, who: str, said: str) -> None:
        rows = list(self.case.tasks.values_list("pk", flat=True))
        try:
            tasks.move(WORLD[who], rows[which % len(rows)], verb, said, at=self.now)
        except Refused:
            return
        self.moves += 1

    @rule(who=st.sampled_from(["wangfang", "liqiang", "zhoumin"]))
    def somebody_calls(self, who: str) -> None:
        wanted = tasks.Call(TaskKind.SCENE, [WORLD["district"].fire], "到场")
        try:
            tasks.call(WORLD[who], self.case.number, wanted, at=self.now)
        except Refused:
            return

    @invariant()
    def nothing_begins_before_its_forerunners_have_ended(self) -> None:
        steps = {task.key: task for task in self.case.tasks.exclude(key="")}
        for task in steps.values():
            before = [steps[key] for key in task.after]
            if task.opened_at:
                assert all(one.ended_at and one.ended_at <= task.opened_at for one in before)
            elif task.stage == "waiting":
                assert any(one.stage not in TASK_ENDED for one in before)
            else:
                assert task.stage == "cancelled"

    @invariant()
    def the_counts_add_up(self) -> None:
        found = Counter(self.case.tasks.values_list("stage", flat=True))
        ended = self.case.tasks.filter(ended_at__isnull=False).count()
        assert sum(found[stage] for stage in TASK_ENDED) == ended
        rows = LedgerEntry.objects.filter(case=self.case)
        assert rows.filter(action__in=TOLD).count() == self.moves
        assert (
            rows.filter(action="task_late").count()
            == self.case.tasks.filter(
                pk__in=[row.detail["task"] for row in rows.filter(action="task_late")], overdue=True
            ).count()
        )
        case = Case.objects.get(pk=self.case.pk)
        assert (
            case.version
            == rows.count()
            == OutboxEvent.objects.filter(payload__case__number=case.number).count()
        )

    @invariant()
    def the_ledger_verifies(self) -> None:
        assert verify().broken is None


@pytest.mark.slow
@pytest.mark.django_db
def test_any_moves_by_anybody_keep_the_order_of_a_playbook(
    flood: Any, district: Any, zhoumin: Any, chenli: Any, liqiang: Any, wangfang: Any, fireman: Any
) -> None:
    WORLD.update(
        flood=flood, district=district, zhoumin=zhoumin, chenli=chenli, liqiang=liqiang,
        wangfang=wangfang, fireman=fireman,
    )  # fmt: skip
    Playbook.objects.create(
        key="flood.road", pack="flood", title_zh="联动", case_types=[flood.key], steps=STEPS
    )
    run_state_machine_as_test(
        Together,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip

"""Whatever people try, in whatever order: no illegal stage, and the ledger always holds."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from chengyun.cases import rules
from chengyun.cases.choices import Action
from chengyun.cases.models import Case, LedgerEntry, OutboxEvent
from chengyun.cases.services import (
    Refused,
    ReportIn,
    act,
    run_clock,
    take_alarms,
    take_report,
    verify,
)
from tests.cases.conftest import LESHAN, MONDAY

WORLD: dict[str, Any] = {}


class ClosedLoop(RuleBasedStateMachine):
    """People, the clock and sensors on a few cases of one street corner."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now: datetime = MONDAY
        self.alarms = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @rule(minutes=st.integers(1, 600))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        run_clock(self.now)

    @rule()
    def a_resident_reports(self) -> None:
        take_report(ReportIn("积水", *LESHAN, WORLD["flood"].key), at=self.now)

    @rule(severity=st.integers(1, 4))
    def a_sensor_alarms(self, severity: int) -> None:
        self.alarms += 1
        key = f"m-{self.alarms}"
        take_alarms([WORLD["alarm"](key=key, severity=severity, onset_at=self.now, at=self.now)])

    @precondition(lambda self: self.alarms)
    @rule(phase=st.sampled_from(["escalate", "downgrade", "clear"]), severity=st.integers(1, 4))
    def an_alarm_goes_on(self, phase: str, severity: int) -> None:
        told = WORLD["alarm"](key=f"m-{self.alarms}", phase=phase, severity=severity, at=self.now)
        take_alarms([told, told])

    @precondition(lambda self: Case.objects.exists())
    @rule(
        which=st.integers(0, 5),
        action=st.sampled_from([*Action.values, "nonsense"]),
        who=st.sampled_from(["zhoumin", "chenli", "liqiang", "wangfang", "zhaoguohua", None]),
        reason=st.sampled_from(["", "有理由"]),
        unit=st.sampled_from(["water", "fire", None]),
    )
    def somebody_acts(
        self, which: int, action: str, who: str | None, reason: str, unit: str | None
    ) -> None:
        cases = list(Case.objects.order_by("pk"))
        case = cases[which % len(cases)]
        before = Case.objects.filter(pk=case.pk).values().get()
        given = {"reason": reason, "unit": getattr(WORLD["district"], unit) if unit else None}
        actor = WORLD[who] if who else None
        try:
            after = act(actor, case.number, action, at=self.now, **given)
        except Refused:
            assert Case.objects.filter(pk=case.pk).values().get() == before
        else:
            row = rules.BY_ACTION[action]
            assert before["stage"] in row.stages
            assert after.stage == (row.to or before["stage"])
            assert actor is None or actor.role in row.roles

    @invariant()
    def the_ledger_holds(self) -> None:
        assert verify().broken is None
        assert LedgerEntry.objects.count() == OutboxEvent.objects.count()

    @invariant()
    def every_case_is_as_its_last_step_left_it(self) -> None:
        for case in Case.objects.all():
            last = LedgerEntry.objects.filter(case=case).order_by("seq").last()
            assert last and last.stage_after == case.stage

    @invariant()
    def stages_and_times_agree(self) -> None:
        for case in Case.objects.all():
            assert (case.closed_at is not None) == (case.stage in ("closed", "cancelled"))
            assert (case.unit_id is None) <= (case.stage not in ("dispatched", "handling", "check"))
            assert (case.stage == "reported") <= (case.due_at is None)
            assert case.extensions <= 2 and case.suspensions <= 1
            if case.suspended_at:
                assert case.stage in ("filed", "dispatched", "handling")


@pytest.fixture
def world(
    district: Any, flood: Any, alarm: Any, zhoumin: Any, chenli: Any, liqiang: Any,
    wangfang: Any, zhaoguohua: Any,
) -> Iterator[None]:  # fmt: skip
    WORLD.update(
        district=district, flood=flood, alarm=alarm, zhoumin=zhoumin, chenli=chenli,
        liqiang=liqiang, wangfang=wangfang, zhaoguohua=zhaoguohua,
    )  # fmt: skip
    yield
    WORLD.clear()


def test_nobody_can_bring_a_case_where_it_may_not_be(world: None) -> None:
    run_state_machine_as_test(
        ClosedLoop,
        settings=settings(
            max_examples=15,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

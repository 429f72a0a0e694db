"""Whatever people try, in whatever order: no illegal stage, and the ledger always holds."""

import random
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
from chengyun.cases.choices import Action, Outcome
from chengyun.cases.models import Alarm, Case, LedgerEntry, OutboxEvent, Report
from chengyun.cases.services import (
    Part,
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
PEOPLE = ("zhoumin", "chenli", "liqiang", "fireman", "wangfang", "zhaoguohua", None)
SOME = st.integers(0, 5)


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
        which=SOME,
        action=st.sampled_from([*Action.values, "nonsense"]),
        who=st.sampled_from(PEOPLE),
        reason=st.sampled_from(["", "有理由", "有理由"]),
        unit=st.sampled_from(["water", "fire", None]),
        into=SOME,
        parts=st.integers(0, 3),
        anyway=st.booleans(),
        outcome=st.sampled_from(["", *Outcome.values]),
        stale=st.sampled_from([None, None, 0, 3]),
    )
    def somebody_acts(
        self, which: int, action: str, who: str | None, reason: str, unit: str | None, into: int,
        parts: int, anyway: bool, outcome: str, stale: int | None,
    ) -> None:  # fmt: skip
        case = self.one(which)
        chosen = getattr(WORLD["district"], unit) if unit else None
        self.act(
            WORLD[who] if who else None, case, action, reason=reason, unit=chosen, outcome=outcome,
            into=self.one(into).number, parts=[Part(f"部分{n}", unit=chosen) for n in range(parts)],
            anyway=anyway, version=None if stale is None else max(0, case.version - stale),
        )  # fmt: skip

    @precondition(lambda self: Case.objects.exists())
    @rule(choices=st.lists(st.integers(0, 10_000), min_size=1, max_size=6))
    def people_do_what_is_allowed(self, choices: list[int]) -> None:
        """Most random actions are refused; these go farther."""
        for choice in choices:
            self.allowed_action(random.Random(choice))

    def allowed_action(self, chance: random.Random, known: frozenset[str] = frozenset()) -> str:
        """One of the actions that are open to somebody; what is `known` comes less often."""
        open_: dict[str, list[tuple[Case, Any]]] = {}
        for case in Case.objects.order_by("pk"):
            for name in PEOPLE[:-1]:
                actor = WORLD[str(name)]
                ask = rules.Ask(self.now, actor.role, actor.pk)
                for row in rules.allowed(case, ask):
                    open_.setdefault(row.action.value, []).append((case, actor))
        fresh = sorted(open_.keys() - known)
        action = chance.choice(fresh if fresh and chance.random() < 0.5 else sorted(open_))
        case, actor = chance.choice(open_[action])
        units = [WORLD["district"].water, WORLD["district"].fire]
        done = self.act(
            actor, case, action, reason="有理由", anyway=True, unit=chance.choice(units),
            into=self.one(chance.randrange(6)).number, version=case.version,
            parts=[Part("抽排", unit=chance.choice(units)), Part("抢修")],
        )  # fmt: skip
        return action if done else ""

    def a_case_ends_late(self) -> None:
        """Appeals begin here; by chance alone they are rare."""
        self.a_resident_reports()
        case = self.one(0)
        for who, action in (("zhoumin", "file"), ("chenli", "dispatch"), ("liqiang", "accept")):
            assert self.act(WORLD[who], case, action, unit=WORLD["district"].water)
        self.now += timedelta(hours=3)
        assert self.act(WORLD["liqiang"], case, "handle", reason="已抽排")
        assert self.act(WORLD["wangfang"], case, "close", reason="无积水")

    def one(self, which: int) -> Case:
        cases = list(Case.objects.order_by("pk"))
        return cases[which % len(cases)]

    def act(self, actor: Any, case: Case, action: str, **given: Any) -> bool:
        before, all_before = Case.objects.get(pk=case.pk), picture()
        try:
            after = act(actor, case.number, action, at=self.now, **given)
        except Refused:
            assert picture() == all_before
            return False
        row = rules.BY_ACTION[action]
        assert before.stage in row.stages
        assert row.back or after.stage == (row.to or before.stage)
        assert actor is None or actor.role in row.roles
        assert after.version > before.version
        return True

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
    def no_step_was_lost(self) -> None:
        """A case counts its steps; two writers who saw the same state would count one."""
        for case in Case.objects.all():
            assert case.version == LedgerEntry.objects.filter(case=case).count()

    @invariant()
    def stages_and_times_agree(self) -> None:
        for case in Case.objects.all():
            assert (case.closed_at is not None) == (case.stage in ("closed", "cancelled"))
            assert (case.unit_id is None) <= (case.stage not in ("dispatched", "handling"))
            at_nobody = case.stage == "check" and case.unit_id is None
            assert at_nobody <= LedgerEntry.objects.filter(case=case, action="split").exists()
            assert (case.stage in ("reported", "verification")) <= (case.due_at is None)
            assert case.extensions <= 2 and case.suspensions <= 1
            assert bool(case.review) <= (case.stage in ("dispatched", "handling", "closed"))
            assert case.excluded == (case.appeal == "granted")
            if case.suspended_at:
                assert case.stage in ("filed", "dispatched", "handling")

    @invariant()
    def no_clock_runs_backwards(self) -> None:
        for case in Case.objects.all():
            moments = [case.filed_at, case.dispatched_at, case.accepted_at]
            known = [case.opened_at, *(moment for moment in moments if moment)]
            assert known == sorted(known)
            assert (case.due_at is None) == (case.warn_at is None)
            if case.due_at and case.warn_at and case.filed_at:
                assert case.filed_at < case.warn_at < case.due_at
            if case.handled_at and case.filed_at:
                assert case.filed_at <= case.handled_at <= self.now

    @invariant()
    def everything_is_counted_once(self) -> None:
        for case in Case.objects.all():
            assert case.report_count == Report.objects.filter(case=case).count()
            assert case.alarm_count == Alarm.objects.filter(case=case).count()

    @invariant()
    def what_was_merged_goes_on_elsewhere(self) -> None:
        for case in Case.objects.filter(merged_into__isnull=False):
            assert (case.stage, case.outcome, case.report_count) == ("cancelled", "duplicate", 0)
            last, seen = case, {case.pk}
            while last.merged_into:
                last = last.merged_into
                assert last.pk not in seen
                seen.add(last.pk)

    @invariant()
    def parts_have_no_parts(self) -> None:
        assert not Case.objects.filter(parent__parent__isnull=False).exists()


def picture() -> list[dict[str, Any]]:
    """All that is stored of all cases, and how many steps there were."""
    return [*Case.objects.order_by("pk").values(), {"rows": LedgerEntry.objects.count()}]


@pytest.fixture
def world(
    district: Any, flood: Any, alarm: Any, zhoumin: Any, chenli: Any, liqiang: Any,
    wangfang: Any, zhaoguohua: Any,
) -> Iterator[None]:  # fmt: skip
    from chengyun.people.models import User

    fireman = User.objects.create(
        username="fireman", name="消防员", role="handler", unit=district.fire, area=district.root
    )
    WORLD.update(
        fireman=fireman, district=district, flood=flood, alarm=alarm, zhoumin=zhoumin,
        chenli=chenli, liqiang=liqiang, wangfang=wangfang, zhaoguohua=zhaoguohua,
    )  # fmt: skip
    yield
    WORLD.clear()


@pytest.mark.slow
def test_nobody_can_bring_a_case_where_it_may_not_be(world: None) -> None:
    run_state_machine_as_test(
        ClosedLoop,
        settings=settings(
            max_examples=10,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


CHECKS = (
    ClosedLoop.every_case_is_as_its_last_step_left_it,
    ClosedLoop.no_step_was_lost,
    ClosedLoop.stages_and_times_agree,
    ClosedLoop.no_clock_runs_backwards,
    ClosedLoop.everything_is_counted_once,
    ClosedLoop.what_was_merged_goes_on_elsewhere,
    ClosedLoop.parts_have_no_parts,
)


def walk(seed: int, steps: int, done: set[str]) -> None:
    """A long day at the desk; adds the actions that were done in it."""
    chance, loop = random.Random(seed), ClosedLoop()
    try:
        loop.a_case_ends_late()
        for _ in range(steps):
            if chance.random() < 0.08 or not Case.objects.exists():
                loop.a_resident_reports()
            if chance.random() < 0.05:
                loop.a_sensor_alarms(chance.randrange(1, 5))
            if chance.random() < 0.25:
                loop.time_passes(chance.randrange(1, 300))
            done.add(loop.allowed_action(chance, frozenset(done)))
            for check in CHECKS:
                check(loop)
        loop.the_ledger_holds()
    finally:
        loop.teardown()


@pytest.mark.slow
def test_everything_that_can_be_done_is_done_and_leaves_all_in_order(world: None) -> None:
    done: set[str] = set()
    for seed in range(10):
        walk(seed, 60, done)
        if done >= rules.BY_ACTION.keys():
            break
    assert rules.BY_ACTION.keys() - done == set()

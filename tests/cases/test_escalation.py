"""Escalation by steps: who is called when, once, and whom the rota names."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.calendar import Limit, WorkCalendar
from chengyun.calendar.instants import MICRO
from chengyun.cases import escalating
from chengyun.cases.escalating import ladder
from chengyun.cases.models import Case, LedgerEntry, OutboxEvent
from chengyun.cases.services import Refused, run_clock, verify
from chengyun.cases.services.ladder import percents_of, set_ladder
from chengyun.people import rota
from chengyun.people.choices import PostKind
from chengyun.people.models import Post
from tests.cases.conftest import MONDAY

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def calls() -> list[tuple[str, int, list[str]]]:
    rows = LedgerEntry.objects.filter(action="escalate_step").values_list("detail", flat=True)
    return [(row["post"], row["percent"], row["to"]) for row in rows]


@pytest.fixture
def in_hand(reported: Any, do: Any, zhoumin: Any, liqiang: Any, district: Any) -> Any:
    """Two urgent hours for the water bureau, in the hands of 李强."""
    do(zhoumin, reported, "file")
    do(zhoumin, reported, "dispatch", unit=district.water)
    return do(liqiang, reported, "accept")


def on_duty(unit: Any, kind: PostKind, user: Any, planner: Any) -> None:
    post = Post.objects.create(unit=unit, kind=kind, title_zh=str(kind))
    rota.assign(planner, post, user, MONDAY, MONDAY + DAY)


def test_time_running_out_calls_handler_unit_lead_duty_officer_and_leader(
    in_hand: Any, zhoumin: Any, chenli: Any, zhaoguohua: Any, district: Any
) -> None:
    on_duty(district.water, PostKind.UNIT_LEAD, chenli, zhoumin)
    for hours in (1.6, 2.1, 2.6, 3.1):
        run_clock(MONDAY + hours * HOUR)
    assert calls() == [
        ("handler", 75, ["liqiang"]),
        ("unit_lead", 100, ["chenli"]),
        ("duty_officer", 125, ["zhoumin"]),
        ("leader", 150, ["zhaoguohua"]),
    ]
    assert Case.objects.get().escalation == 4
    assert OutboxEvent.objects.filter(subject="event.case.escalate_step").count() == 4
    assert verify().broken is None


def test_whoever_is_on_the_rota_is_called_before_others_of_the_role(
    in_hand: Any, zhoumin: Any, chenli: Any
) -> None:
    on_duty(None, PostKind.DUTY_OFFICER, chenli, zhoumin)
    run_clock(MONDAY + 2.6 * HOUR)
    assert calls()[2] == ("duty_officer", 125, ["chenli"])


def test_nobody_is_called_who_may_not_see_the_case(
    in_hand: Any, zhoumin: Any, chenli: Any, district: Any
) -> None:
    chenli.area = district.tianlin
    chenli.save()
    on_duty(None, PostKind.DUTY_OFFICER, chenli, zhoumin)
    run_clock(MONDAY + 2.6 * HOUR)
    assert calls()[2] == ("duty_officer", 125, [])


def test_a_case_that_no_unit_has_is_the_duty_officers(reported: Any, do: Any, zhoumin: Any) -> None:
    do(zhoumin, reported, "file")
    run_clock(MONDAY + 1.6 * HOUR)
    assert calls() == [("handler", 75, ["zhoumin"])]


def test_a_step_is_taken_once_however_often_the_clock_is_looked_at(in_hand: Any) -> None:
    for minutes in range(0, 240, 5):
        run_clock(MONDAY + timedelta(minutes=minutes))
        assert run_clock(MONDAY + timedelta(minutes=minutes)) == 0
    assert [post for post, _, _ in calls()] == list(PostKind.values)


def test_nobody_is_called_while_the_clock_stands_still(in_hand: Any, do: Any, zhoumin: Any) -> None:
    do(zhoumin, in_hand, "suspend", "等待配合", at=MONDAY + HOUR)
    run_clock(MONDAY + 30 * HOUR)
    assert calls() == []
    do(zhoumin, in_hand, "resume", at=MONDAY + 30 * HOUR)
    run_clock(MONDAY + 30.4 * HOUR)
    assert calls() == []
    run_clock(MONDAY + 30.6 * HOUR)
    assert [post for post, _, _ in calls()] == ["handler"]


def test_an_extension_begins_the_ladder_again(in_hand: Any, do: Any, zhoumin: Any) -> None:
    run_clock(MONDAY + 1.6 * HOUR)
    assert do(zhoumin, in_hand, "extend", "雨未停", at=MONDAY + 1.7 * HOUR).escalation == 0
    run_clock(MONDAY + 2.5 * HOUR)
    assert len(calls()) == 1
    run_clock(MONDAY + 3.6 * HOUR)
    assert [post for post, _, _ in calls()] == ["handler", "handler"]


def test_a_severity_may_have_a_ladder_of_its_own(in_hand: Any, admin: Any, zhaoguohua: Any) -> None:
    only = {"handler": None, "unit_lead": None, "duty_officer": None, "leader": 50}
    set_ladder(admin, 3, only)
    assert percents_of(3) == only
    assert percents_of(1) == dict(escalating.DEFAULT)
    run_clock(MONDAY + 1.1 * HOUR)
    run_clock(MONDAY + 9 * HOUR)
    assert calls() == [("leader", 50, ["zhaoguohua"])]


@pytest.mark.parametrize("share", [0, 1001])
def test_a_share_beyond_reason_is_refused(share: int, admin: Any) -> None:
    with pytest.raises(Refused) as refused:
        set_ladder(admin, 3, {"leader": share})
    assert refused.value.code == "wrong_share"


def test_only_an_administrator_changes_the_ladder(zhoumin: Any) -> None:
    with pytest.raises(Refused) as refused:
        set_ladder(zhoumin, 3, {"leader": 200})
    assert refused.value.code == "not_yours"


def test_a_check_that_is_not_made_in_time_is_marked_once(
    in_hand: Any, do: Any, liqiang: Any
) -> None:
    do(liqiang, in_hand, "handle", "已抽排", at=MONDAY + HOUR)
    Case.objects.update(step_due_at=MONDAY + 3 * HOUR)
    assert run_clock(MONDAY + 2 * HOUR) == 0
    assert run_clock(MONDAY + 4 * HOUR) == 1
    assert run_clock(MONDAY + 5 * HOUR) == 0
    Case.objects.update(step_due_at=MONDAY + 6 * HOUR)
    assert run_clock(MONDAY + 7 * HOUR) == 1
    rows = LedgerEntry.objects.filter(action="step_overdue")
    assert rows.count() == 2


def test_many_cases_are_marked_in_batches_and_the_chain_holds(
    flood: Any, zhoumin: Any, do: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chengyun.cases.services import ReportIn, clock, take_report

    monkeypatch.setattr(clock, "BATCH", 3)
    flood.merge_metres = 0
    flood.save()
    for n in range(8):
        told = ReportIn(f"积水 {n}", 121.43 + n / 1000, 31.19, flood.key)
        do(zhoumin, take_report(told, at=MONDAY).case, "file")
    assert run_clock(MONDAY + 2.1 * HOUR) == 8 * 3
    assert Case.objects.filter(overdue=True, escalation=2).count() == 8
    assert verify().broken is None


@given(
    st.integers(-(10**12), 10**12),
    st.sampled_from(["2uh", "4h", "15sd", "2mo"]),
    st.dictionaries(st.sampled_from(PostKind.values), st.one_of(st.none(), st.integers(1, 300))),
)
def test_steps_in_columns_are_those_of_the_definition(
    left: int, code: str, percents: dict[str, int | None]
) -> None:
    span = Limit.parse(code).span // MICRO
    rungs = ladder(percents)
    behind = [rung for rung in rungs if (span - left) * 100 >= span * rung.percent]
    column = escalating.taken(np.array([left]), np.array([span]), [rungs], np.zeros(1, np.int64))
    assert column.tolist() == [len(behind)]
    assert list(rungs[: len(behind)]) == behind


def test_the_default_ladder_begins_when_the_warning_does() -> None:
    limit, office = Limit.parse("4h"), WorkCalendar()
    due = office.add(MONDAY, limit)
    warned = office.advance(MONDAY, limit.span * 3 / 4, limit.unit)
    left = office.worked(warned, due, limit.unit) // MICRO
    spans = np.array([limit.span // MICRO])
    rungs = [ladder({})]
    zero = np.zeros(1, np.int64)
    assert escalating.taken(np.array([left]), spans, rungs, zero).tolist() == [1]
    assert escalating.taken(np.array([left + 1]), spans, rungs, zero).tolist() == [0]

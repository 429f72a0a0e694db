"""What stands in the way of an action, and what it does to the clock."""

from datetime import timedelta
from typing import Any

import pytest

from chengyun.cases import queries, rules
from chengyun.cases.models import Case, LedgerEntry
from chengyun.cases.services import run_clock
from chengyun.people.policy import viewer_of
from tests.cases.conftest import MONDAY, refused

HOUR = timedelta(hours=1)


@pytest.fixture
def dispatched(reported: Any, do: Any, zhoumin: Any, chenli: Any, district: Any) -> Any:
    do(zhoumin, reported, "file")
    return do(chenli, reported, "dispatch", unit=district.water)


@pytest.fixture
def late(handling: Any, do: Any, liqiang: Any, wangfang: Any) -> Any:
    """Handled an hour after its time was up, and closed."""
    do(liqiang, handling, "handle", "已抽排", at=MONDAY + 3 * HOUR)
    return do(wangfang, handling, "close", "无积水", at=MONDAY + 4 * HOUR)


def test_a_grid_officer_verifies_before_filing(
    reported: Any, do: Any, zhoumin: Any, wangfang: Any
) -> None:
    case = do(zhoumin, reported, "verify")
    assert (case.stage, case.step_due_at) == ("verification", MONDAY + 24 * HOUR)
    assert case in queries.search(viewer_of(wangfang), queries.CaseFilter(mine=True)).items
    case = do(wangfang, reported, "confirm", "路口积水约20厘米", at=MONDAY + HOUR)
    assert (case.stage, case.verdict, case.step_due_at) == ("reported", "confirmed", None)
    assert (case.verified_at, case.due_at) == (MONDAY + HOUR, None)


def test_what_is_not_so_is_decided_by_the_duty_officer(
    reported: Any, do: Any, zhoumin: Any, wangfang: Any
) -> None:
    do(zhoumin, reported, "verify")
    with refused("needs_result"):
        do(wangfang, reported, "refute")
    assert do(wangfang, reported, "refute", "现场无积水").verdict == "refuted"
    case = do(zhoumin, reported, "reject", "核实不属实", outcome="no_fault")
    assert (case.stage, case.outcome) == ("cancelled", "no_fault")


def test_nobody_has_to_wait_for_a_verification(reported: Any, do: Any, zhoumin: Any) -> None:
    do(zhoumin, reported, "verify")
    assert do(zhoumin, reported, "file").due_at == MONDAY + 2 * HOUR


def test_the_check_is_due_two_working_hours_after_handling(
    handling: Any, do: Any, liqiang: Any, wangfang: Any, zhoumin: Any
) -> None:
    noon = MONDAY + 1.5 * HOUR
    case = do(liqiang, handling, "handle", "已抽排", at=noon)
    assert case.step_due_at == MONDAY + 5.5 * HOUR
    case = do(wangfang, handling, "check_pass", "路面干燥", at=MONDAY + 5 * HOUR)
    assert (case.stage, case.checked_at, case.step_due_at) == ("check", MONDAY + 5 * HOUR, None)
    with refused("checked_before"):
        do(wangfang, handling, "check_pass", "路面干燥")
    assert do(zhoumin, handling, "close", "核查通过").outcome == "handled"


def test_every_stage_leaves_its_time(handling: Any) -> None:
    times = (handling.filed_at, handling.dispatched_at, handling.accepted_at)
    assert times == (MONDAY, MONDAY, MONDAY)
    assert (handling.dispatches, handling.limit) == (1, "2uh")


def test_an_assignment_is_revoked_before_a_return(
    handling: Any, do: Any, liqiang: Any, zhoumin: Any
) -> None:
    with refused("assigned"):
        do(zhoumin, handling, "return", "不属于该单位")
    case = do(zhoumin, handling, "unassign", "改派他人")
    assert (case.stage, case.handler) == ("dispatched", None)
    case = do(zhoumin, handling, "return", "不属于该单位")
    assert (case.stage, case.returns, case.dispatched_at) == ("filed", 1, None)


def test_whoever_received_a_return_is_not_by_passed(
    handling: Any, do: Any, liqiang: Any, zhoumin: Any, chenli: Any, district: Any
) -> None:
    do(liqiang, handling, "return", "不属于我单位")
    for action in ("accept", "handle", "close", "transfer"):
        with refused("wrong_stage"):
            do(zhoumin, handling, action, "跳过", unit=district.fire)
    with refused("returned_by_it"):
        do(chenli, handling, "dispatch", unit=district.water)
    assert do(chenli, handling, "dispatch", "管辖清单已核对", unit=district.water).dispatches == 2


def test_a_unit_hands_the_case_to_another(
    handling: Any, do: Any, liqiang: Any, district: Any
) -> None:
    with refused("same_unit"):
        do(liqiang, handling, "transfer", "转办", unit=district.water)
    with refused("needs_reason"):
        do(liqiang, handling, "transfer", unit=district.fire)
    case = do(liqiang, handling, "transfer", "需排涝车", unit=district.fire, at=MONDAY + HOUR)
    assert (case.stage, case.unit, case.handler) == ("dispatched", district.fire, None)
    assert (case.transfers, case.dispatches) == (1, 1)
    assert (case.due_at, case.dispatched_at) == (MONDAY + 2 * HOUR, MONDAY + HOUR)
    with refused("unknown_case"):
        do(liqiang, handling, "comment", "已不在我单位")


def test_an_objection_waits_for_the_desk(
    dispatched: Any, do: Any, liqiang: Any, chenli: Any
) -> None:
    case = do(liqiang, dispatched, "object", "该路段归高速公司养护")
    assert (case.stage, case.review, case.objected_at) == ("dispatched", "objection", MONDAY)
    with refused("under_review"):
        do(liqiang, dispatched, "return", "不等了")
    assert case in queries.search(viewer_of(chenli), queries.CaseFilter(mine=True)).items
    case = do(chenli, dispatched, "uphold")
    assert (case.stage, case.unit, case.review, case.returns) == ("filed", None, "", 0)


def test_an_objection_that_is_overruled_is_the_last_to_this_dispatch(
    dispatched: Any, do: Any, liqiang: Any, chenli: Any, district: Any
) -> None:
    do(liqiang, dispatched, "object", "不归我们")
    case = do(chenli, dispatched, "overrule", "管辖清单第3条")
    assert (case.stage, case.unit, case.review) == ("dispatched", district.water, "")
    with refused("objected_before"):
        do(liqiang, dispatched, "object", "还是不归我们")
    do(chenli, dispatched, "dispatch", unit=district.fire)
    do(chenli, dispatched, "dispatch", unit=district.water)
    assert do(liqiang, dispatched, "object", "又派来了").review == "objection"


def test_an_objection_comes_within_four_working_hours(
    dispatched: Any, do: Any, liqiang: Any
) -> None:
    with refused("objection_late"):
        do(liqiang, dispatched, "object", "不归我们", at=MONDAY + 6.1 * HOUR)
    do(liqiang, dispatched, "object", "不归我们", at=MONDAY + 5.9 * HOUR)


def test_who_accepts_withdraws_the_objection(dispatched: Any, do: Any, liqiang: Any) -> None:
    do(liqiang, dispatched, "object", "不归我们")
    assert do(liqiang, dispatched, "accept").review == ""


def test_more_time_is_asked_for_and_granted(
    handling: Any, do: Any, liqiang: Any, chenli: Any
) -> None:
    case = do(liqiang, handling, "ask_extension", "雨势未停", at=MONDAY + HOUR)
    assert (case.review, case.due_at) == ("extension", MONDAY + 2 * HOUR)
    with refused("under_review"):
        do(liqiang, handling, "ask_extension", "再问一次", at=MONDAY + HOUR)
    case = do(chenli, handling, "extend", "同意", at=MONDAY + HOUR)
    assert (case.review, case.extensions, case.due_at) == ("", 1, MONDAY + 4 * HOUR)


def test_what_was_asked_for_in_time_may_be_granted_late(
    handling: Any, do: Any, liqiang: Any, chenli: Any
) -> None:
    do(liqiang, handling, "ask_extension", "雨势未停", at=MONDAY + HOUR)
    run_clock(MONDAY + 3 * HOUR)
    assert Case.objects.get().overdue
    case = do(chenli, handling, "extend", "同意", at=MONDAY + 3 * HOUR)
    assert (case.overdue, case.due_at) == (False, MONDAY + 4 * HOUR)


def test_more_time_is_refused_and_not_asked_for_too_late(
    handling: Any, do: Any, liqiang: Any, chenli: Any
) -> None:
    with refused("not_asked"):
        do(chenli, handling, "refuse_extension", "没有申请")
    do(liqiang, handling, "ask_extension", "雨势未停")
    assert do(chenli, handling, "refuse_extension", "可先设围挡").due_at == MONDAY + 2 * HOUR
    with refused("too_late"):
        do(liqiang, handling, "ask_extension", "忘了", at=MONDAY + 2 * HOUR)


def test_a_late_unit_appeals_once_and_the_raw_fact_stays(
    late: Any, do: Any, liqiang: Any, zhoumin: Any, zhaoguohua: Any
) -> None:
    with refused("not_yours"):
        do(zhoumin, late, "appeal", "替水务局申诉")
    assert do(liqiang, late, "appeal", "暴雨红色预警期间").appeal == "asked"
    with refused("not_yours"):
        do(liqiang, late, "grant_appeal", "同意")
    case = do(zhaoguohua, late, "grant_appeal", "不可抗力")
    assert (case.appeal, case.excluded, case.overdue) == ("granted", True, True)
    with refused("appealed_before"):
        do(liqiang, late, "appeal", "再申诉")
    with refused("not_asked"):
        do(zhoumin, late, "refuse_appeal", "不同意")


def test_an_appeal_that_is_refused_leaves_the_case_in_the_figures(
    late: Any, do: Any, liqiang: Any, zhoumin: Any
) -> None:
    do(liqiang, late, "appeal", "路远")
    case = do(zhoumin, late, "refuse_appeal", "不属不可抗力")
    assert (case.appeal, case.excluded, case.review) == ("refused", False, "")


def test_a_case_in_time_has_nothing_to_appeal_against(
    handling: Any, do: Any, liqiang: Any, zhoumin: Any
) -> None:
    do(liqiang, handling, "handle", "已抽排", at=MONDAY + HOUR)
    do(zhoumin, handling, "close", "无积水", at=MONDAY + 9 * HOUR)
    with refused("not_late"):
        do(liqiang, handling, "appeal", "以防万一")


def test_a_cancelled_case_says_why_and_can_be_reopened(
    handling: Any, do: Any, zhoumin: Any
) -> None:
    with refused("needs_reason"):
        do(zhoumin, handling, "cancel")
    case = do(zhoumin, handling, "cancel", "市民撤回", outcome="withdrawn")
    assert (case.stage, case.outcome, case.is_open) == ("cancelled", "withdrawn", False)
    case = do(zhoumin, handling, "comment", "已电话告知", at=MONDAY + 9 * HOUR)
    assert not case.overdue, "the clock has stopped"
    case = do(zhoumin, handling, "reopen", "市民再次反映", at=MONDAY + 9 * HOUR)
    assert (case.stage, case.outcome, case.due_at) == ("filed", "", MONDAY + 11 * HOUR)


def test_lists_are_narrowed_by_how_cases_ended(handling: Any, do: Any, zhoumin: Any) -> None:
    do(zhoumin, handling, "cancel", "职责在市级", outcome="not_ours")

    def found(outcome: str) -> int:
        return queries.search(viewer_of(zhoumin), queries.CaseFilter(outcome=outcome)).total

    assert (found("not_ours"), found("handled")) == (1, 0)
    assert LedgerEntry.objects.get(action="cancel").detail["outcome"] == "not_ours"
    with refused("unknown_outcome"):
        do(zhoumin, handling, "reopen", "看看", outcome="nonsense")


def test_a_suspension_ends_by_itself_after_a_year(handling: Any, do: Any, zhoumin: Any) -> None:
    do(zhoumin, handling, "suspend", "等待拆迁", at=MONDAY + HOUR)
    later = MONDAY + HOUR + timedelta(days=rules.SUSPENSION_DAYS)
    run_clock(later)
    case = Case.objects.get()
    assert (case.suspended_at, case.due_at) == (None, later + HOUR)


def test_what_an_action_does_to_the_deadline_is_known_before(
    handling: Any, zhoumin: Any, do: Any
) -> None:
    allowed = queries.allowed_actions(viewer_of(zhoumin), handling, MONDAY + HOUR)
    told = {one.action: one for one in allowed}
    due = MONDAY + 2 * HOUR
    assert (told["extend"].foreseen.before, told["extend"].foreseen.after) == (due, due + 2 * HOUR)
    assert told["suspend"].foreseen.stands and not told["suspend"].moves
    assert not told["unassign"].moves and told["unassign"].note
    done = do(zhoumin, handling, "extend", "同意", at=MONDAY + HOUR)
    assert done.due_at == told["extend"].foreseen.after


def test_the_end_of_a_pause_is_foreseen(handling: Any, do: Any, zhoumin: Any) -> None:
    case = do(zhoumin, handling, "suspend", "等待配合", at=MONDAY + HOUR)
    allowed = queries.allowed_actions(viewer_of(zhoumin), case, MONDAY + 25 * HOUR)
    (resume,) = [one for one in allowed if one.action == "resume"]
    case = do(zhoumin, handling, "resume", at=MONDAY + 25 * HOUR)
    assert resume.foreseen.after == case.due_at == MONDAY + 26 * HOUR

"""The closed loop, as the people in it meet it."""

from datetime import timedelta
from typing import Any

from chengyun.cases.models import LedgerEntry, OutboxEvent
from tests.cases.conftest import MONDAY, refused

HOUR = timedelta(hours=1)


def test_a_case_goes_from_report_to_closing(
    handling: Any, do: Any, liqiang: Any, wangfang: Any
) -> None:
    do(liqiang, handling, "handle", "已抽排, 路面干燥")
    case = do(wangfang, handling, "close", "现场核实无积水")
    assert (case.stage, case.handler, case.is_open) == ("closed", liqiang, False)
    actions = list(LedgerEntry.objects.order_by("seq").values_list("action", flat=True))
    assert actions == ["open", "file", "dispatch", "accept", "handle", "close"]
    assert OutboxEvent.objects.count() == len(actions)


def test_the_limit_starts_at_filing(reported: Any, do: Any, zhoumin: Any) -> None:
    assert reported.due_at is None
    assert do(zhoumin, reported, "file").due_at == MONDAY + 2 * HOUR


def test_a_return_needs_a_reason(handling: Any, do: Any, liqiang: Any) -> None:
    with refused("needs_reason"):
        do(liqiang, handling, "return", "  ")


def test_a_returned_case_waits_for_the_dispatcher_with_all_it_had(
    handling: Any, do: Any, liqiang: Any
) -> None:
    case = do(liqiang, handling, "return", "不属于我单位管辖")
    assert (case.stage, case.unit, case.handler) == ("filed", None, None)
    assert case.description and case.due_at == handling.due_at
    assert LedgerEntry.objects.get(action="return").detail == {"former_unit": "swj"}


def test_closing_and_handling_need_a_result(
    handling: Any, do: Any, liqiang: Any, zhoumin: Any
) -> None:
    with refused("needs_result"):
        do(liqiang, handling, "handle")
    do(liqiang, handling, "handle", "已抽排")
    with refused("needs_result"):
        do(zhoumin, handling, "close")


def test_a_dispatch_needs_a_unit(reported: Any, do: Any, zhoumin: Any, chenli: Any) -> None:
    do(zhoumin, reported, "file")
    with refused("needs_unit"):
        do(chenli, reported, "dispatch")


def test_failed_work_goes_back_to_the_same_hands(
    handling: Any, do: Any, liqiang: Any, wangfang: Any, district: Any
) -> None:
    do(liqiang, handling, "handle", "已抽排")
    case = do(wangfang, handling, "check_fail", "仍有积水")
    assert (case.stage, case.unit, case.handler) == ("handling", district.water, liqiang)
    assert case.reworks == 1 and case.handled_at is None


def test_time_under_check_does_not_count(
    handling: Any, do: Any, liqiang: Any, wangfang: Any
) -> None:
    do(liqiang, handling, "handle", "已抽排", at=MONDAY + HOUR)
    case = do(wangfang, handling, "check_fail", "仍有积水", at=MONDAY + 5 * HOUR)
    assert case.due_at == MONDAY + 6 * HOUR


def test_a_suspension_stops_the_clock(handling: Any, do: Any, zhoumin: Any) -> None:
    do(zhoumin, handling, "suspend", "等待管线单位配合", at=MONDAY + HOUR)
    case = do(zhoumin, handling, "resume", at=MONDAY + 25 * HOUR)
    assert case.due_at == MONDAY + 26 * HOUR


def test_a_case_is_suspended_only_once(handling: Any, do: Any, zhoumin: Any) -> None:
    do(zhoumin, handling, "suspend", "等待配合")
    do(zhoumin, handling, "resume")
    with refused("suspended_before"):
        do(zhoumin, handling, "suspend", "再等等")


def test_a_suspended_case_stands_still(handling: Any, do: Any, zhoumin: Any, liqiang: Any) -> None:
    do(zhoumin, handling, "suspend", "等待配合")
    with refused("suspended"):
        do(liqiang, handling, "handle", "已抽排")
    do(liqiang, handling, "comment", "管线单位明天到场")


def test_a_case_is_extended_at_most_twice(handling: Any, do: Any, chenli: Any) -> None:
    do(chenli, handling, "extend", "雨势未停")
    case = do(chenli, handling, "extend", "雨势未停")
    assert case.due_at == MONDAY + 6 * HOUR
    with refused("extended_twice"):
        do(chenli, handling, "extend", "雨势未停")


def test_a_case_is_not_extended_when_its_time_is_up(handling: Any, do: Any, chenli: Any) -> None:
    with refused("too_late"):
        do(chenli, handling, "extend", "忘了", at=MONDAY + 3 * HOUR)


def test_work_reported_after_the_limit_is_late(handling: Any, do: Any, liqiang: Any) -> None:
    assert do(liqiang, handling, "handle", "已抽排", at=MONDAY + 3 * HOUR).overdue


def test_a_reopened_case_starts_over(handling: Any, do: Any, liqiang: Any, zhoumin: Any) -> None:
    do(liqiang, handling, "handle", "已抽排")
    do(zhoumin, handling, "close", "无积水")
    case = do(zhoumin, handling, "reopen", "居民反映仍积水", at=MONDAY + 9 * HOUR)
    assert (case.stage, case.unit, case.closed_at) == ("filed", None, None)
    assert case.due_at == MONDAY + 11 * HOUR


def test_a_handler_does_not_file(reported: Any, do: Any, liqiang: Any, zhoumin: Any) -> None:
    with refused("unknown_case"):
        do(liqiang, reported, "file")


def test_a_role_does_only_its_own_part(handling: Any, do: Any, wangfang: Any) -> None:
    with refused("not_yours"):
        do(wangfang, handling, "handle", "我来写")


def test_a_handler_of_another_unit_sees_no_such_case(
    handling: Any, do: Any, liqiang: Any, district: Any
) -> None:
    liqiang.unit = district.fire
    with refused("unknown_case"):
        do(liqiang, handling, "handle", "已抽排")


def test_the_centre_may_act_for_a_unit_and_the_ledger_says_so(
    reported: Any, do: Any, zhoumin: Any, district: Any
) -> None:
    do(zhoumin, reported, "file")
    do(zhoumin, reported, "dispatch", unit=district.water)
    do(zhoumin, reported, "accept")
    assert LedgerEntry.objects.get(action="accept").actor == zhoumin


def test_the_same_key_a_second_time_changes_nothing(reported: Any, do: Any, zhoumin: Any) -> None:
    first = do(zhoumin, reported, "file", key="k-1")
    again = do(zhoumin, reported, "file", key="k-1")
    assert (first.stage, again.stage) == ("filed", "filed")
    assert LedgerEntry.objects.filter(action="file").count() == 1
    with refused("key_used"):
        do(zhoumin, reported, "comment", "另一件事", key="k-1")


def test_nothing_is_kept_of_an_action_that_is_refused(reported: Any, do: Any, zhoumin: Any) -> None:
    before = LedgerEntry.objects.count()
    with refused("wrong_stage"):
        do(zhoumin, reported, "close", "好了")
    assert LedgerEntry.objects.count() == OutboxEvent.objects.count() == before


def test_an_unknown_action_is_told_apart(reported: Any, do: Any, zhoumin: Any) -> None:
    with refused("unknown_action"):
        do(zhoumin, reported, "explode")


def test_numbers_run_by_day_without_gaps(flood: Any) -> None:
    from chengyun.cases.services import ReportIn, take_report

    def opened(at: Any) -> str:
        return take_report(ReportIn("积水", case_type=flood.key), at=at).case.number

    assert opened(MONDAY) == "CY20261123-000001"
    assert opened(MONDAY) == "CY20261123-000002"
    assert opened(MONDAY + 14 * HOUR) == "CY20261124-000001"


def test_a_key_that_no_ledger_holds_is_refused(reported: Any, do: Any, zhoumin: Any) -> None:
    with refused("key_too_long"):
        do(zhoumin, reported, "file", key="9" * 65)

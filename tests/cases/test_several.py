"""Several cases that are one thing: merging and its undoing, parts and the whole."""

from datetime import timedelta
from typing import Any

import pytest

from chengyun.cases.models import Alarm, Case, CaseType, LedgerEntry, Report
from chengyun.cases.services import Part, ReportIn, rate, take_alarms, take_report, verify
from tests.cases.conftest import LESHAN, MONDAY, refused

HOUR = timedelta(hours=1)
FAR = (LESHAN[0] + 0.008, LESHAN[1])


def report(kind: Any, spot: tuple[float, float], at: Any = MONDAY) -> Any:
    return take_report(ReportIn("积水", *spot, kind.key), at=at).case


def fresh(case: Any) -> Case:
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def other(flood: Any) -> Any:
    """A second case of the same water, 760 m away."""
    return report(flood, FAR)


def test_a_merged_case_ends_and_its_reports_go_along(
    reported: Any, other: Any, do: Any, zhoumin: Any
) -> None:
    case = do(zhoumin, other, "merge", "同一处积水", into=reported.number)
    assert (case.stage, case.merged_into, case.outcome) == ("cancelled", reported, "duplicate")
    assert (case.report_count, fresh(reported).report_count) == (0, 2)
    assert set(Report.objects.values_list("case", flat=True)) == {reported.pk}
    assert LedgerEntry.objects.get(action="absorb").detail["merged"] == other.number


def test_what_would_have_joined_a_merged_case_joins_the_other(
    reported: Any, other: Any, do: Any, zhoumin: Any, flood: Any
) -> None:
    do(zhoumin, other, "merge", into=reported.number)
    assert report(flood, FAR, MONDAY + HOUR) == reported
    assert report(flood, FAR, MONDAY + 6 * HOUR) == reported, "the spot stays known"
    assert fresh(reported).report_count == 4


def test_what_joins_a_case_merged_twice_joins_the_last(
    reported: Any, other: Any, do: Any, zhoumin: Any, flood: Any
) -> None:
    last = report(flood, (LESHAN[0] - 0.008, LESHAN[1]))
    do(zhoumin, other, "merge", into=reported.number)
    do(zhoumin, reported, "merge", into=last.number)
    assert report(flood, FAR, MONDAY + HOUR) == last
    assert fresh(last).report_count == 4


def test_where_the_other_is_closed_a_new_case_opens(
    reported: Any, other: Any, do: Any, zhoumin: Any, flood: Any
) -> None:
    do(zhoumin, other, "merge", into=reported.number)
    do(zhoumin, reported, "reject", "已退水")
    assert report(flood, FAR, MONDAY + HOUR) not in (reported, other)


def test_the_alarms_of_a_merged_case_go_on_in_the_other(
    reported: Any, other: Any, do: Any, zhoumin: Any, alarm: Any
) -> None:
    far = take_alarms([alarm(severity=4)])[0]
    assert far == reported
    do(zhoumin, reported, "merge", into=other.number)
    take_alarms([alarm(phase="clear", at=MONDAY + HOUR)])
    assert Alarm.objects.get().case == other
    assert LedgerEntry.objects.get(action="clear").case == other


def test_the_resident_follows_and_rates_the_case_that_goes_on(
    reported: Any, other: Any, do: Any, zhoumin: Any, district: Any
) -> None:
    follow = Report.objects.get(case=other).follow
    do(zhoumin, other, "merge", into=reported.number)
    do(zhoumin, reported, "file")
    do(zhoumin, reported, "dispatch", unit=district.water)
    do(zhoumin, reported, "accept")
    do(zhoumin, reported, "handle", "已抽排")
    do(zhoumin, reported, "close", "无积水")
    assert rate(follow, 5).case == reported


def test_a_merging_can_be_undone_with_the_time_that_was_left(
    reported: Any, other: Any, do: Any, zhoumin: Any
) -> None:
    do(zhoumin, other, "file")
    do(zhoumin, other, "merge", into=reported.number, at=MONDAY + HOUR)
    case = do(zhoumin, other, "unmerge", "不是同一处", at=MONDAY + 10 * HOUR)
    assert (case.stage, case.merged_into, case.outcome) == ("filed", None, "")
    assert (case.due_at, case.is_open) == (MONDAY + 11 * HOUR, True)
    assert (case.report_count, fresh(reported).report_count) == (1, 1)
    assert set(Report.objects.values_list("case", flat=True)) == {reported.pk, other.pk}
    assert verify().broken is None


def test_mergings_are_undone_in_the_reverse_order(
    reported: Any, other: Any, do: Any, zhoumin: Any, flood: Any
) -> None:
    last = report(flood, (LESHAN[0] - 0.008, LESHAN[1]))
    do(zhoumin, other, "merge", into=reported.number)
    do(zhoumin, reported, "merge", into=last.number)
    with refused("merged_on"):
        do(zhoumin, other, "unmerge", "误并")
    do(zhoumin, reported, "unmerge", "误并")
    do(zhoumin, other, "unmerge", "误并")
    assert [fresh(c).report_count for c in (reported, other, last)] == [1, 1, 1]


def test_a_merged_case_is_not_reopened_beside_the_other(
    reported: Any, other: Any, do: Any, zhoumin: Any
) -> None:
    do(zhoumin, other, "merge", into=reported.number)
    with refused("merged"):
        do(zhoumin, other, "reopen", "再看看")
    with refused("not_merged"):
        do(zhoumin, do(zhoumin, reported, "reject", "已退水"), "unmerge", "没有并案")


def test_a_case_is_not_merged_into_itself_or_into_what_is_over_or_out_of_sight(
    reported: Any, other: Any, do: Any, zhoumin: Any
) -> None:
    with refused("needs_case"):
        do(zhoumin, reported, "merge")
    with refused("not_into"):
        do(zhoumin, reported, "merge", into=reported.number)
    with refused("unknown_case"):
        do(zhoumin, reported, "merge", into="CY20261123-999999")
    do(zhoumin, other, "reject", "已退水")
    with refused("not_into"):
        do(zhoumin, reported, "merge", into=other.number)


@pytest.fixture
def lamp(flood: Any) -> Any:
    return CaseType.objects.create(
        key="lamp", pack="p", title_zh="路灯不亮", severity=4, limit="3wd", unit_kind="power"
    )


def test_a_split_case_waits_for_its_parts(
    handling: Any, do: Any, zhoumin: Any, district: Any, lamp: Any
) -> None:
    with refused("needs_parts"):
        do(zhoumin, handling, "split", parts=[Part("抽排")])
    parts = [Part("抽排", unit=district.water), Part("", kind=lamp)]
    whole = do(zhoumin, handling, "split", "两家处置", parts=parts, at=MONDAY + HOUR)
    first, second = Case.objects.filter(parent=whole).order_by("pk")
    assert (first.title, first.type, first.stage) == ("抽排", whole.type, "dispatched")
    assert (first.due_at, first.dispatches) == (MONDAY + 3 * HOUR, 1)
    assert (second.title, second.stage, second.limit) == ("路灯不亮", "filed", "3wd")
    assert (whole.stage, whole.handled_at) == ("check", MONDAY + HOUR)
    assert (first.report_count, whole.report_count) == (0, 1)


def test_a_whole_does_not_end_before_its_parts_unless_told_so(
    handling: Any, do: Any, zhoumin: Any, liqiang: Any
) -> None:
    do(zhoumin, handling, "split_off", parts=[Part("抢修井盖")])
    do(liqiang, handling, "handle", "已抽排")
    with refused("open_parts"):
        do(zhoumin, handling, "close", "好了")
    assert do(zhoumin, handling, "close", "井盖另行处置", anyway=True).stage == "closed"


def test_the_whole_is_told_when_its_last_part_has_ended(
    handling: Any, do: Any, zhoumin: Any
) -> None:
    whole = do(zhoumin, handling, "split", parts=[Part("抽排"), Part("抢修")])
    first, second = Case.objects.filter(parent=whole).order_by("pk")
    do(zhoumin, first, "cancel", "重复")
    assert not LedgerEntry.objects.filter(action="parts_done").exists()
    do(zhoumin, second, "cancel", "重复")
    assert LedgerEntry.objects.get(action="parts_done").case == whole
    assert do(zhoumin, whole, "close", "办结").stage == "closed"


def test_a_whole_that_no_unit_worked_on_is_not_sent_back(
    reported: Any, do: Any, zhoumin: Any
) -> None:
    do(zhoumin, reported, "file")
    do(zhoumin, reported, "split", parts=[Part("抽排"), Part("抢修")])
    with refused("no_unit"):
        do(zhoumin, reported, "check_fail", "未修好")


def test_parts_have_no_parts(handling: Any, do: Any, zhoumin: Any) -> None:
    whole = do(zhoumin, handling, "split_off", parts=[Part("抢修井盖")])
    part = Case.objects.get(parent=whole)
    with refused("is_part"):
        do(zhoumin, part, "split_off", parts=[Part("再拆")])
    with refused("has_parts"):
        do(zhoumin, whole, "split", parts=[Part("一"), Part("二")])
    with refused("too_many_parts"):
        do(zhoumin, whole, "split_off", parts=[Part(str(n)) for n in range(21)])


def test_an_open_case_becomes_part_of_another_and_free_again(
    handling: Any, other: Any, do: Any, zhoumin: Any, liqiang: Any
) -> None:
    with refused("not_into"):
        do(zhoumin, other, "make_part", into=other.number)
    case = do(zhoumin, other, "make_part", into=handling.number)
    assert (case.parent, case.stage) == (handling, "reported")
    do(liqiang, handling, "handle", "已抽排")
    with refused("open_parts"):
        do(zhoumin, handling, "close", "好了")
    assert do(zhoumin, other, "free_part", "两回事").parent is None
    assert do(zhoumin, handling, "close", "好了").stage == "closed"
    with refused("not_a_part"):
        do(zhoumin, other, "free_part", "再来一次")

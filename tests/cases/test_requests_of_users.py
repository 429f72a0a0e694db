"""What users of other systems have asked for, each with a test named after it."""

from datetime import timedelta
from typing import Any

import pytest

from chengyun.cases import follow, queries, rules
from chengyun.cases.models import Case, Report
from chengyun.cases.queries import CaseFilter
from chengyun.cases.services import ReportIn, merge, not_same, take_report
from chengyun.people.policy import viewer_of
from tests.cases.conftest import LESHAN, MONDAY


def seven(flood: Any) -> list[Report]:
    """Seven residents tell of one flood within an hour."""
    return [
        take_report(
            ReportIn(f"积水第 {n} 报", LESHAN[0] + n * 1e-5, LESHAN[1], flood.key),
            at=MONDAY + timedelta(minutes=8 * n),
        )
        for n in range(7)
    ]


def test_request_5_many_reports_of_one_event_are_one_case(flood: Any, zhoumin: Any) -> None:
    """Austin #10024: seven requests of one event; #5660: duplicates distort counts."""
    seven(flood)
    found = queries.search(viewer_of(zhoumin), CaseFilter(open=True))
    assert (found.total, found.items[0].report_count) == (1, 7)
    assert len(queries.reports(viewer_of(zhoumin), found.items[0])) == 7


def test_request_5_every_report_carries_the_number_of_its_case(flood: Any) -> None:
    """Austin #11002: carry the parent's number."""
    numbers = {follow.as_json(follow.follow(one.follow))["case"] for one in seven(flood)}
    assert numbers == {Case.objects.get().number}


def test_request_5_what_is_another_matter_is_not_swallowed(flood: Any, zhoumin: Any) -> None:
    """FixMyStreet PR #1677: a suggestion before sending, and the reporter decides."""
    first = seven(flood)[0].case
    other = take_report(ReportIn("灯不亮", *LESHAN, flood.key, apart=True), at=MONDAY).case
    not_same(zhoumin, other.number, first.number)
    assert Case.objects.count() == 2


@pytest.mark.skipif("merge" not in rules.BY_ACTION, reason="merging is not in the lifecycle yet")
def test_request_5_what_was_joined_late_counts_once(flood: Any, zhoumin: Any) -> None:
    """Two cases of one event, found out afterwards: one goes on, and no report is lost."""
    first = seven(flood)[0].case
    other = take_report(ReportIn("还是积水", *LESHAN, flood.key, apart=True), at=MONDAY)
    merge(zhoumin, other.case.number, first.number)
    found = queries.search(viewer_of(zhoumin), CaseFilter(open=True))
    assert found.total == 1
    assert len(queries.reports(viewer_of(zhoumin), found.items[0])) == 8
    assert follow.follow(other.follow).case == first

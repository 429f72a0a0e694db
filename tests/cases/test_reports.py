"""What residents tell, and what they think of it afterwards."""

from datetime import timedelta
from typing import Any

import pytest

from chengyun.cases.models import Case, LedgerEntry, Report
from chengyun.cases.services import ReportIn, rate, take_report
from tests.cases.conftest import LESHAN, MONDAY
from tests.cases.test_lifecycle import refused


def test_a_report_gets_a_receipt_a_secret_link_and_a_case(flood: Any, district: Any) -> None:
    report = take_report(ReportIn("乐山路口积水", *LESHAN, flood.key), at=MONDAY)
    assert report.receipt == "SB20261123-000001" and len(report.follow) == 43
    assert (report.case.stage, report.case.area) == ("reported", district.grid)


def test_contact_details_are_not_readable_in_the_database(reported: Any) -> None:
    kept = Report.objects.get()
    assert kept.contact and "张" not in kept.contact and "1381234" not in kept.contact


def test_several_reports_of_one_thing_are_one_case(flood: Any) -> None:
    for minute in range(3):
        take_report(
            ReportIn("积水了", LESHAN[0] + 0.0002 * minute, LESHAN[1], flood.key),
            at=MONDAY + timedelta(minutes=minute),
        )
    case = Case.objects.get()
    assert (case.report_count, Report.objects.count()) == (3, 3)


def test_reports_without_a_kind_are_never_joined(district: Any) -> None:
    for _ in range(2):
        take_report(ReportIn("有事", *LESHAN), at=MONDAY)
    assert Case.objects.filter(type__key="other").count() == 2


def test_a_report_without_a_place_is_taken(flood: Any, district: Any) -> None:
    case = take_report(ReportIn("哪里都积水", case_type=flood.key)).case
    assert case.lon is None and case.area_path == district.root.path


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (ReportIn("  "), "needs_text"),
        (ReportIn("长" * 2001), "too_long"),
        (ReportIn("x", phone="打我电话"), "bad_phone"),
        (ReportIn("x", float("nan"), 31.0), "bad_place"),
        (ReportIn("x", 500.0, 31.0), "bad_place"),
        (ReportIn("x", 121.4), "bad_place"),
        (ReportIn("x", -73.7, 40.7), "outside"),
    ],
)
def test_a_bad_report_is_refused_with_its_reason(district: Any, told: ReportIn, code: str) -> None:
    with refused(code):
        take_report(told)
    assert not Report.objects.exists() and not Case.objects.exists()


def test_a_long_text_becomes_a_short_title(flood: Any) -> None:
    case = take_report(ReportIn("积水" * 100, case_type=flood.key)).case
    assert len(case.title) == 40 and case.title.endswith("…") and len(case.description) == 200


def test_a_resident_rates_once_and_only_after_closing(
    reported: Any, do: Any, zhoumin: Any, district: Any
) -> None:
    follow = Report.objects.get().follow
    with refused("not_closed"):
        rate(follow, 5)
    for action, more in (("file", {}), ("dispatch", {"unit": district.water}), ("accept", {})):
        do(zhoumin, reported, action, **more)
    do(zhoumin, reported, "handle", "已抽排")
    do(zhoumin, reported, "close", "无积水")
    for stars in (0, 6):
        with refused("bad_rating"):
            rate(follow, stars)
    assert rate(follow, 4, "很快").rating == 4
    assert Case.objects.get().rating == 4
    assert LedgerEntry.objects.get(action="rate").detail["rating"] == 4
    with refused("rated"):
        rate(follow, 1)
    with refused("unknown_report"):
        rate("guess", 5)

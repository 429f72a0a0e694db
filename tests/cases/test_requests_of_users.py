"""What users of comparable systems have asked for, each as a test named after it."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chengyun.cases import queries, rules, standards
from chengyun.cases.choices import Outcome
from chengyun.cases.models import Case, Category, LedgerEntry, OutboxEvent, Report
from chengyun.cases.present import as_dict
from chengyun.cases.queries import CaseFilter, follow
from chengyun.cases.services import (
    ReportIn,
    change_calendar,
    merge,
    not_same,
    run_clock,
    take_report,
)
from chengyun.cases.services.standards import put_condition, withdraw_condition
from chengyun.people import calendar_book as book
from chengyun.people.policy import viewer_of
from tests.cases.conftest import LESHAN, MONDAY, refused

TODAY = date(2026, 11, 21)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_request_1_the_clock_stops_while_a_case_is_suspended(
    handling: Any, do: Any, zhoumin: Any
) -> None:
    """Open Zaak #885: the end date was not shifted."""
    do(zhoumin, handling, "suspend", "等待管线单位", at=MONDAY + HOUR)
    run_clock(MONDAY + 30 * HOUR)
    handling.refresh_from_db()
    assert (handling.overdue, handling.warned) == (False, False)
    case = do(zhoumin, handling, "resume", at=MONDAY + 30 * HOUR)
    assert case.due_at == MONDAY + 31 * HOUR


def test_request_1_weekends_and_holidays_do_not_count_in_working_time(
    bins: Any, do: Any, zhoumin: Any
) -> None:
    """Signalen ignores holidays. Friday 17:00 before the new year of 2026, four working hours."""
    from datetime import UTC, datetime

    eve = datetime(2025, 12, 31, 9, 0, tzinfo=UTC)
    case = take_report(ReportIn("垃圾满溢", case_type=bins.key), at=eve).case
    # 1 to 3 January are a holiday; Sunday the 4th is worked for it.
    assert do(zhoumin, case, "file", at=eve).due_at == datetime(2026, 1, 4, 3, 0, tzinfo=UTC)


def test_request_6_a_case_goes_back_and_on_between_offices(
    handling: Any, do: Any, liqiang: Any, chenli: Any, district: Any
) -> None:
    """uniTicket #108, froide #367, Austin #27558: with its history, and who has it is known."""
    do(liqiang, handling, "transfer", "需排涝车", unit=district.fire)
    do(chenli, handling, "dispatch", unit=district.water)
    case = do(liqiang, handling, "return", "不属我单位")
    assert (case.stage, case.unit, case.transfers, case.returns) == ("filed", None, 1, 1)
    assert case.returned_by == district.water and case.due_at == handling.due_at
    told = LedgerEntry.objects.filter(case=case).order_by("seq").values_list("action", "note")
    assert list(told)[-3:] == [("transfer", "需排涝车"), ("dispatch", ""), ("return", "不属我单位")]


@pytest.mark.parametrize("ending", ["close", "cancel"])
def test_request_6_a_case_that_ended_is_reopened(
    handling: Any, do: Any, zhoumin: Any, liqiang: Any, ending: str
) -> None:
    """uReport #403: reopening was broken."""
    if ending == "close":
        do(liqiang, handling, "handle", "已抽排")
    do(zhoumin, handling, ending, "办结")
    case = do(zhoumin, handling, "reopen", "仍有积水", at=MONDAY + 24 * HOUR)
    assert (case.stage, case.is_open, case.due_at) == ("filed", True, MONDAY + 26 * HOUR)


def test_request_13_updates_that_come_twice_or_late_are_not_applied(
    reported: Any, do: Any, zhoumin: Any, chenli: Any, district: Any
) -> None:
    """Austin #6639: updates were applied out of order."""
    do(zhoumin, reported, "file", key="u-1")
    seen = do(chenli, reported, "dispatch", unit=district.water, key="u-2").version
    do(zhoumin, reported, "file", key="u-1")
    do(zhoumin, reported, "accept", version=seen)
    with refused("changed"):
        do(chenli, reported, "dispatch", unit=district.fire, version=seen)
    reported.refresh_from_db()
    assert (reported.stage, reported.unit) == ("handling", district.water)


@pytest.mark.parametrize("outcome", Outcome.values)
def test_request_13_there_are_more_reasons_to_close_than_one(
    handling: Any, do: Any, zhoumin: Any, liqiang: Any, outcome: str
) -> None:
    """FixMyStreet #285: kept with the case and in its story, and lists are narrowed by it."""
    do(liqiang, handling, "handle", "已到场")
    case = do(zhoumin, handling, "close", "结案", outcome=outcome)
    found = queries.search(viewer_of(zhoumin), queries.CaseFilter(outcome=outcome)).items
    assert (case.outcome, found) == (outcome, [case])
    assert LedgerEntry.objects.get(action="close").detail["outcome"] == outcome


def test_13_an_office_writes_as_many_closing_reasons_of_its_own_as_it_needs(zhoumin: Any) -> None:
    standards.install()
    road = Category.objects.get(edition="2026", code="06013")
    before = list(standards.conditions_for("06013", TODAY))
    ours = put_condition(
        zhoumin, road, {"filing_zh": "人行道板松动", "closing_zh": "更换或加固"}, "3wd"
    )
    withdraw_condition(zhoumin, before[0].pk)
    standards.install()
    found = {row.closing_zh for row in standards.conditions_for("06013", TODAY)}
    assert "更换或加固" in found
    assert len(standards.conditions_for("06013", TODAY)) == len(before)
    assert ours in standards.conditions_for("06013", TODAY)


def test_1_a_clock_that_stops_while_suspended_and_on_holidays_on_the_calendar(
    bins: Any, do: Any, zhoumin: Any, admin: Any
) -> None:
    """Open Zaak #885: the end date is not shifted; Signalen: holidays are ignored."""
    bins.limit = "2wd"
    bins.save()
    case = take_report(ReportIn("桶满了", *LESHAN, bins.key), at=MONDAY).case
    assert do(zhoumin, case, "file").due_at == MONDAY + 2 * DAY
    holiday = date(2026, 11, 24)
    change_calendar(admin, lambda: book.put_day(admin, holiday, False, name="放假"), MONDAY)
    case.refresh_from_db()
    assert case.due_at == MONDAY + 3 * DAY  # Tuesday does not count
    do(zhoumin, case, "suspend", "等待配件", at=MONDAY + 2 * DAY)
    assert run_clock(MONDAY + 20 * DAY) == 0  # nothing is late meanwhile
    # One working day was left on Wednesday; resumed on a Friday, it ends on Monday.
    resumed = do(zhoumin, case, "resume", at=MONDAY + 18 * DAY)
    assert resumed.due_at == MONDAY + 21 * DAY


def test_2_overdue_cases_are_shown_and_somebody_is_told(
    reported: Any, do: Any, zhoumin: Any, district: Any
) -> None:
    """FixMyStreet #2378, gemma-zaken #1801."""
    do(zhoumin, reported, "file")
    OutboxEvent.objects.all().delete()
    run_clock(MONDAY + 2.6 * HOUR)
    (shown,) = queries.search(viewer_of(zhoumin), CaseFilter(overdue=True)).items
    assert as_dict(shown)["lamp"] == "red"
    told = list(OutboxEvent.objects.values_list("subject", flat=True))
    assert "event.case.overdue" in told
    called = LedgerEntry.objects.filter(action="escalate_step").last()
    assert called is not None
    assert called.detail["to"] == ["zhoumin"]


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


def _evaluated(viewer_user: Any, period: Any, now: datetime, **asked: Any) -> Any:
    from chengyun.cases.evaluation.tables import Question, evaluate
    from chengyun.people.policy import viewer_of

    return evaluate(viewer_of(viewer_user), Question(period, **asked), now)


@pytest.fixture
def october() -> Any:
    from chengyun.cases.evaluation.periods import Period

    return Period(date(2026, 10, 1), date(2026, 10, 31))


def _cases(flood: Any, unit: Any, area: Any, n: int, closed_after: timedelta | None) -> list[Any]:
    """Cases due within October, closed so long after opening, or never."""
    from chengyun.cases.models import Case

    at = datetime(2026, 10, 5, 2, tzinfo=UTC)
    done = None if closed_after is None else at + closed_after
    return Case.objects.bulk_create(
        Case(
            number=f"{unit.code}-{i}-{closed_after}", type=flood, title="积水", severity=3,
            origin="report", area=area, area_path=area.path, unit=unit, opened_at=at, seen_at=at,
            due_at=at + timedelta(days=2), stage="closed" if done else "handling",
            handled_at=done, closed_at=done, report_count=1,
        )
        for i in range(n)
    )  # fmt: skip


def test_3_a_rate_on_time_counts_the_open_overdue_cases(
    district: Any, flood: Any, zhaoguohua: Any, october: Any
) -> None:
    """Austin #21672, #22160: never "100 % on time" beside a count of overdue cases."""
    _cases(flood, district.water, district.grid, 19, timedelta(hours=5))
    _cases(flood, district.water, district.grid, 1, None)
    later = datetime(2027, 2, 1, tzinfo=UTC)
    for period in (october, october.after, october.after.after):
        for by in ("street", "unit"):
            table = _evaluated(zhaoguohua, period, later, by=_by(by))
            for row in (*table.rows, table.total):
                late, rate = row.cells["overTimeToArchive"], row.cells["inTimeArchiveRate"]
                if late.value:
                    assert rate.value is not None
                    assert rate.value < 100
    october_ = _evaluated(zhaoguohua, october, later).total.cells
    assert october_["inTimeArchiveRate"].value == 95
    november = _evaluated(zhaoguohua, october.after, later).total.cells
    assert november["inTimeArchiveRate"].value == 0


def _by(name: str) -> Any:
    from chengyun.cases.evaluation.grouping import By

    return By(name)


def test_3_no_history_of_cases_gives_a_hundred_per_cent_beside_an_overdue_one(
    district: Any, flood: Any, zhaoguohua: Any, liqiang: Any
) -> None:
    from chengyun.cases.evaluation.periods import Period
    from tests.cases import random_cases

    random_cases.make(district, [flood], [liqiang], 77, n=300)
    now = datetime(2026, 6, 1, tzinfo=UTC)
    for month in (1, 2, 3, 4):
        period = Period(date(2026, month, 1), date(2026, month, 28))
        for by in ("street", "unit", "person", "post"):
            for row in _evaluated(zhaoguohua, period, now, by=_by(by)).rows:
                cells = row.cells
                sides = ("inTimeArchive", "overTimeArchived", "overTimeToArchive")
                assert sum(cells[key].value for key in sides) == cells["needArchive"].value
                if cells["overTimeToArchive"].value:
                    assert cells["inTimeArchiveRate"].value < 100
                if cells["overTimeToDispose"].value:
                    assert cells["inTimeDisposeRate"].value < 100


def test_4_who_handled_one_report_in_four_minutes_does_not_top_the_ranking(
    district: Any, flood: Any, zhaoguohua: Any, october: Any
) -> None:
    """FixMyStreet #1957: fair ranking needs a volume, shares ties, and says who has no place."""
    _cases(flood, district.fire, district.grid, 1, timedelta(minutes=4))
    _cases(flood, district.water, district.grid, 45, timedelta(hours=30))
    _cases(flood, district.water, district.grid, 5, None)
    _cases(flood, district.centre, district.grid, 9, timedelta(hours=30))
    _cases(flood, district.centre, district.grid, 1, None)
    now = datetime(2026, 12, 1, tzinfo=UTC)
    rows = _evaluated(zhaoguohua, october, now, by=_by("unit")).rows
    places = {row.peer.key: row.standing for row in rows}
    assert [row.peer.key for row in rows] == ["cyzx", "swj", "xfjy"]
    assert (places["cyzx"].rank, places["swj"].rank) == (1, 1)
    assert places["cyzx"].tied
    assert places["xfjy"].rank is None
    assert rows[-1].cells["inTimeArchiveRate"].value == 100


def _heard(now: Any) -> None:
    """What is on the bus reaches the notices."""
    from chengyun.cases import tasks
    from chengyun.notices.services.hearing import Heard, take

    take([Heard(event.id, json.loads(event.payload)) for event in tasks.waiting(1000)], now)


def _inbox(user: Any) -> list[str]:
    from chengyun.notices.models import Delivery

    rows = Delivery.objects.filter(channel__user=user, channel__kind="app")
    return list(rows.order_by("event").values_list("kind", flat=True))


def test_2_whoever_has_an_overdue_case_is_alerted_and_so_is_the_desk(
    reported: Any, do: Any, zhoumin: Any, chenli: Any, liqiang: Any, district: Any
) -> None:
    """FixMyStreet #2378, open since 2019; gemma-zaken #1801."""
    from chengyun.cases.services import run_clock

    do(zhoumin, reported, "file")
    do(zhoumin, reported, "dispatch", unit=district.water)
    late = reported.opened_at + timedelta(days=2)
    run_clock(late)
    _heard(late)
    assert "overdue" in _inbox(liqiang)
    assert "overdue" in _inbox(zhoumin)
    assert "overdue" in _inbox(chenli)


def test_13_events_are_told_in_the_order_in_which_they_happened(
    reported: Any, do: Any, zhoumin: Any, admin: Any, district: Any
) -> None:
    """Austin #6639: updates applied out of order. Nothing overtakes what has not yet arrived."""
    from chengyun.notices.messenger import Outcome
    from chengyun.notices.models import Posting
    from chengyun.notices.services import hooking, webhooks

    now = reported.opened_at
    hook = hooking.HookIn("t", "https://a.example/")
    hooking.make(admin, hook, now - timedelta(days=1))
    do(zhoumin, reported, "file")
    do(zhoumin, reported, "dispatch", unit=district.water)
    _heard(now)
    arrived: list[int] = []
    for n in range(12):
        (job,) = webhooks.jobs(now, (), 9) or (None,)
        if job is None:
            break
        first = Posting.objects.filter(state__in=["waiting", "failed"]).order_by("event")[0].event
        good = n % 2 == 1
        job.settle([Outcome(good, status=200 if good else 503)], now)
        arrived += [first] if good else []
        now += timedelta(hours=2)
    told = Posting.objects.filter(state="sent").values_list("event", flat=True)
    assert arrived == sorted(told)
    assert len(arrived) == 3

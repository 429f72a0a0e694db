"""What users of comparable systems have asked for, each as a test named after it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest


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

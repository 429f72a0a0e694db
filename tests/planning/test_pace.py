from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.planning import Curve, double_half, linear, pace, seasonal, stepped
from chengyun.planning.pace import half_date

YEAR = date(2026, 1, 1), date(2026, 12, 31)
DAY = timedelta(days=1)
dates = st.dates(date(2020, 1, 1), date(2030, 12, 31))
weights = st.lists(st.floats(0, 100), min_size=12, max_size=12).filter(lambda w: min(w[:2]) > 0.01)
curves = st.one_of(
    st.tuples(dates, st.integers(0, 2000)).map(lambda p: linear(p[0], p[0] + p[1] * DAY)),
    weights.map(lambda w: seasonal(*YEAR, w)),
    st.just(stepped(*YEAR, [(date(2026, 3, 31), 0.3), (date(2026, 9, 30), 1.0)])),
)


def test_a_linear_plan_counts_each_day_to_its_end() -> None:
    curve = linear(date(2026, 3, 1), date(2026, 3, 10))
    assert curve.expected(date(2026, 3, 1)) == pytest.approx(0.1)
    assert curve.expected(date(2026, 3, 5)) == pytest.approx(0.5)


def test_a_stepped_plan_expects_nothing_new_between_milestones() -> None:
    curve = stepped(*YEAR, [(date(2026, 3, 31), 0.3), (date(2026, 9, 30), 1.0)])
    wanted = {"03-30": 0.0, "03-31": 0.3, "09-29": 0.3, "09-30": 1.0, "12-31": 1.0}
    assert {d: curve.expected(date.fromisoformat(f"2026-{d}")) for d in wanted} == wanted


def test_a_seasonal_plan_follows_the_months() -> None:
    curve = seasonal(*YEAR, [0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    assert curve.expected(date(2026, 2, 28)) == 0
    assert curve.expected(date(2026, 3, 31)) == pytest.approx(0.75)
    assert curve.expected(date(2026, 11, 30)) == pytest.approx(0.75)
    assert curve.expected(date(2026, 12, 31)) == 1


def test_a_month_only_partly_in_the_plan_carries_that_part() -> None:
    curve = seasonal(date(2026, 4, 16), date(2026, 5, 31), [1] * 12)
    assert curve.expected(date(2026, 4, 30)) == pytest.approx(1 / 3)


@given(curves, dates, dates)
def test_what_is_expected_never_falls_and_goes_from_nothing_to_all(
    curve: Curve, a: date, b: date
) -> None:
    assert curve.expected(min(a, b)) <= curve.expected(max(a, b)) + 1e-9
    assert curve.expected(curve.start - DAY) == 0
    assert curve.expected(curve.end) == 1


@pytest.mark.parametrize(
    "knots",
    [
        (),
        ((date(2026, 6, 30), 0.9),),
        ((date(2025, 6, 30), 1.0),),
        ((date(2027, 1, 1), 1.0),),
        ((date(2026, 6, 30), 0.8), (date(2026, 7, 30), 0.7), (date(2026, 8, 30), 1.0)),
        ((date(2026, 6, 30), 0.8), (date(2026, 6, 30), 1.0)),
    ],
)
def test_a_plan_that_does_not_reach_the_whole_in_order_is_refused(
    knots: tuple[tuple[date, float], ...],
) -> None:
    with pytest.raises(ValueError, match="knot"):
        Curve(*YEAR, knots)


@pytest.mark.parametrize("wrong", [[1] * 11, [-1] + [1] * 11, [0] * 12])
def test_wrong_seasons_are_refused(wrong: list[float]) -> None:
    with pytest.raises(ValueError, match="weight"):
        seasonal(*YEAR, wrong)


def test_a_plan_must_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError):
        seasonal(YEAR[1], YEAR[0], [1] * 12)


def test_pace_says_how_far_and_where_it_leads() -> None:
    behind = pace(0.5, 0.4)
    assert behind.gap == pytest.approx(-0.1)
    assert behind.ratio == pytest.approx(0.8)
    assert not behind.on_pace
    assert pace(0.1 + 0.2, 0.3).on_pace  # 0.1 + 0.2 is a little more than 0.3 to a machine
    assert pace(0.0, 0.0).ratio is None


@pytest.mark.parametrize(
    ("on", "done", "holds"),
    [
        (date(2026, 6, 29), 0.1, True),
        (date(2026, 6, 30), 0.49, False),
        (date(2026, 6, 30), 0.5, True),
        (date(2026, 12, 31), 0.4, False),
    ],
)
def test_when_half_the_year_is_gone_half_must_be_done(on: date, done: float, holds: bool) -> None:
    assert double_half(*YEAR, on, done).holds is holds


@pytest.mark.parametrize(
    ("start", "end", "half"),
    [
        ("2026-01-01", "2026-12-31", "2026-06-30"),
        ("2026-07-01", "2026-08-31", "2026-07-31"),
        ("2026-03-01", "2026-03-03", "2026-03-02"),
        ("2026-03-01", "2026-03-04", "2026-03-02"),
        ("2026-03-01", "2026-03-01", "2026-03-01"),
    ],
)
def test_half_the_time_is_counted_in_months_where_it_can_be(
    start: str, end: str, half: str
) -> None:
    first, last, middle = map(date.fromisoformat, (start, end, half))
    assert half_date(first, last) == middle

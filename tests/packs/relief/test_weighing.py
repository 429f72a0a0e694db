"""What signals are worth: as set, and as visits have shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.packs.relief.weighing import Record, records, score, worth

counts = st.integers(0, 500)


def test_without_a_visit_a_signal_is_worth_what_is_set() -> None:
    assert worth(40, Record()) == 40
    assert Record().precision is None


@pytest.mark.parametrize(
    ("real", "none", "points"), [(5, 5, 40), (15, 5, 53.3), (1, 14, 19.2), (0, 1, 36.4)]
)
def test_what_visits_found_draws_the_points_and_few_visits_draw_little(
    real: int, none: int, points: float
) -> None:
    assert worth(40, Record(real, none)) == points


def test_the_interval_is_that_of_wilson() -> None:
    low, high = Record(9, 3).interval
    assert (round(low, 4), round(high, 4)) == (0.4677, 0.9111)


@given(counts, counts)
def test_the_interval_holds_the_share_and_the_factor_stays_within_nought_and_two(
    real: int, none: int
) -> None:
    one = Record(real, none)
    low, high = one.interval
    assert 0 <= low <= high <= 1 and 0 < one.factor < 2
    if one.precision is not None:
        assert low - 1e-9 <= one.precision <= high + 1e-9


def test_a_kind_of_signal_counts_once_however_often_it_comes() -> None:
    assert score([("calls", 20), ("calls", 12), ("water_idle", 40)]) == 60
    assert score([]) == 0


def test_only_what_a_visit_found_counts() -> None:
    told = [("calls", "real"), ("calls", "none"), ("calls", "absent"), ("lapsed", "declined")]
    assert records(told) == {"calls": Record(1, 1)}

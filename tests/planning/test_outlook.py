"""Where a year ends: declared methods whose intervals hold what they say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.planning.outlook import hold, needed, student, tempo

HALF = [n / 12 for n in range(1, 7)]


def test_an_even_tempo_goes_on_without_any_doubt() -> None:
    found = tempo(HALF, [10.0 * n for n in range(1, 7)], 0.0)
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((120, 120, 120))


def test_the_tempo_follows_the_seasons_of_the_curve() -> None:
    """A quarter of the year's work expected and done: the whole will be, however late it is."""
    found = tempo([0.05, 0.1, 0.25], [5.0, 10.0, 25.0], 0.0)
    assert found is not None
    assert found.value == pytest.approx(100)


@given(st.lists(st.floats(1, 30), min_size=6, max_size=6))
def test_the_outlook_lies_within_its_interval_and_ends_at_the_figure(steps: list[float]) -> None:
    figures = np.cumsum(steps).tolist()
    found, ended = tempo(HALF, figures, 0.0), tempo([2 * n for n in HALF], figures, 0.0)
    assert found is not None
    assert ended is not None
    assert found.low <= found.value <= found.high
    assert ended.low == pytest.approx(figures[-1])
    assert ended.high == pytest.approx(figures[-1])


def test_the_interval_of_the_tempo_holds_about_eighty_of_a_hundred_ends() -> None:
    chance = np.random.default_rng(7)
    years = np.cumsum(chance.normal(10, 3, (2_000, 12)), axis=1)
    held = 0
    for year in years:
        found = tempo(HALF, year[:6].tolist(), 0.0)
        assert found is not None
        held += found.low <= year[-1] <= found.high
    assert 0.76 <= held / len(years) <= 0.84


def test_the_interval_of_a_level_holds_about_eighty_of_a_hundred_ends() -> None:
    chance = np.random.default_rng(8)
    years = np.cumsum(chance.normal(0, 1, (2_000, 12)), axis=1)
    found = [hold(year[:7].tolist(), 5) for year in years]
    held = sum(bool(o and o.low <= y[-1] <= o.high) for o, y in zip(found, years, strict=True))
    assert 0.76 <= held / len(years) <= 0.84


def test_two_figures_are_not_enough_to_foretell() -> None:
    assert tempo([0.1, 0.2], [1.0, 2.0], 0.0) is None
    assert hold([1.0, 2.0], 3) is None


def test_what_is_needed_stands_beside_what_was_achieved() -> None:
    found = needed(80, 0, 200, 8, 4)
    assert found is not None
    assert (found.each, found.achieved, found.times) == (30, 10, 3)
    assert needed(80, 0, 200, 12, 0) is None


def test_of_a_target_that_is_passed_nothing_more_is_needed() -> None:
    for figure, start, target in ((210, 0, 200), (25, 32, 28)):
        found = needed(figure, start, target, 8, 4)
        assert found
        assert found.each == 0


@pytest.mark.parametrize(
    ("freedom", "printed"), [(2, 1.886), (3, 1.638), (4, 1.533), (10, 1.372), (120, 1.289)]
)
def test_the_width_is_that_of_the_printed_tables(freedom: int, printed: float) -> None:
    assert student(freedom) == pytest.approx(printed, rel=2e-3)

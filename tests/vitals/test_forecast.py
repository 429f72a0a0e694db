"""Where a vital sign goes: seasonal naive with a damped trend."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from chengyun.vitals.forecast import Forecast, forecast, leaves

DAY = 48
HOURS = np.arange(2 * DAY) * 2 * np.pi / DAY


def made(past: "np.typing.ArrayLike", ahead: int = 12) -> Forecast:
    found = forecast(np.asarray(past, dtype=float), ahead, DAY)
    assert found is not None
    return found


def test_a_day_that_repeats_itself_is_foreseen_exactly() -> None:
    found = made(50 + 10 * np.sin(HOURS))
    expected = 50 + 10 * np.sin(2 * np.pi * np.arange(2 * DAY, 2 * DAY + 12) / DAY)
    assert np.allclose(found.mean, expected, atol=1e-6)
    assert np.allclose(found.high - found.low, 0, atol=1e-6)


def test_a_level_above_yesterday_s_fades_towards_it() -> None:
    past = np.r_[np.full(DAY, 20.0), np.full(DAY // 2, 30.0)]
    mean = made(past).mean
    assert np.all(np.diff(mean) < 0)
    assert 28 < mean[0] < 30
    assert 20 < mean[-1] < 23


def test_without_a_day_of_history_the_trend_goes_on_and_dies_down() -> None:
    mean = made(np.arange(20.0)).mean
    steps = np.diff(np.r_[19.0, mean])
    assert np.allclose(steps, 0.85 ** np.arange(1, 13))


def test_the_interval_widens_with_the_distance() -> None:
    noise = np.random.default_rng(7).normal(0, 1, 2 * DAY)
    width = (lambda found: found.high - found.low)(made(50 + noise))
    assert np.all(np.diff(width) > 0)
    assert np.isclose(width[3], 2 * width[0])


def test_about_80_of_100_outcomes_lie_within_the_interval_of_the_next_slot() -> None:
    rng = np.random.default_rng(11)
    inside = []
    for _ in range(300):
        series = 50 + 10 * np.sin(2 * np.pi * np.arange(2 * DAY + 1) / DAY) + rng.normal(0, 2, 97)
        found = made(series[:-1], 1)
        inside.append(found.low[0] <= series[-1] <= found.high[0])
    assert 0.70 < np.mean(inside) < 0.90


def test_nothing_is_foreseen_from_silence_or_from_too_little() -> None:
    assert forecast(np.array([1.0] * 7), 12, DAY) is None
    assert forecast(np.r_[np.ones(40), np.nan], 12, DAY) is None


def test_a_gap_in_the_past_is_bridged() -> None:
    past = np.full(2 * DAY, 5.0)
    past[10:20] = np.nan
    assert np.allclose(made(past).mean, 5)


def test_it_is_told_when_the_healthy_band_is_left() -> None:
    found = made(np.arange(20.0))
    assert leaves(found, 0, 21) == 3
    assert leaves(found, 0, 100) is None
    assert leaves(found.clipped(0, 21), 0, 21) is None


@given(arrays(float, st.integers(8, 120), elements=st.floats(-1e6, 1e6)))
def test_a_forecast_is_always_finite_and_within_its_interval(
    past: "np.typing.NDArray[np.float64]",
) -> None:
    found = made(past)
    assert np.all(np.isfinite(found.mean))
    assert np.all(found.low <= found.mean)
    assert np.all(found.mean <= found.high)

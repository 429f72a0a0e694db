"""Where it is going: the river will pass 4.5 m in forty minutes."""

from typing import Any

import numpy as np
import pytest

from chengyun.detection import Trend

from .helpers import _about, engine, minutes, phases, series


def trend(**given: Any) -> Trend:
    return Trend(**_about({"above": 4.5, "horizon_s": 2400.0, "window_s": 1800.0, **given}))


def noisy(values: Any, sd: float = 0.01) -> Any:
    return np.asarray(values) + np.random.default_rng(5).normal(0, sd, len(values))


RISE = 2.0 + 0.02 * np.arange(125)
"""2 m, rising by 2 cm a minute: 4.5 m after 125 minutes."""


def test_a_steady_rise_is_told_when_the_crossing_is_within_the_horizon() -> None:
    (told,) = engine(trend()).process(series(noisy(RISE)))
    assert minutes([told])[0][1] == pytest.approx(125 - 40, abs=2)
    assert told.detail["eta_s"] == pytest.approx(2400, rel=0.05)
    assert told.detail["slope_per_hour"] == pytest.approx(1.2, rel=0.05)
    assert told.detail["level"] == pytest.approx(told.value, abs=0.05)


def test_without_noise_the_line_is_the_one_through_the_readings() -> None:
    (told,) = engine(trend()).process(series(RISE))
    assert told.detail["slope_per_hour"] == pytest.approx(1.2)
    assert told.detail["eta_s"] == pytest.approx((4.5 - told.value) / 0.02 * 60)


def test_a_fall_towards_a_lower_limit_is_told_too() -> None:
    rule = trend(above=None, below=-4.5)
    assert phases(engine(rule).process(series(noisy(-RISE)))) == ["onset"]


def test_a_move_away_from_the_limit_is_no_news() -> None:
    assert engine(trend()).process(series(noisy(RISE[::-1] - 0.3)[20:])) == []


def test_noise_on_a_level_just_below_the_limit_is_no_trend() -> None:
    told = engine(trend()).process(series(noisy(np.full(2000, 4.3), 0.05)))
    assert len(told) <= 2


def test_one_reading_far_off_the_line_changes_nothing() -> None:
    values = noisy(np.full(120, 2.0))
    values[60] = 4.4
    assert engine(trend()).process(series(values)) == []


def test_a_rise_that_sets_in_after_a_calm_is_found() -> None:
    values = np.concatenate((np.full(300, 2.0), RISE))
    (told,) = engine(trend()).process(series(noisy(values, 0.002)))
    assert 300 + 60 < minutes([told])[0][1] < 300 + 110


def test_it_clears_when_the_rise_ends() -> None:
    values = np.concatenate((RISE[:100], np.full(200, RISE[99])))
    assert phases(engine(trend()).process(series(noisy(values)))) == ["onset", "clear"]


def test_a_nearer_crossing_is_graver() -> None:
    rule = trend(steps=((600.0, 1),))
    told = engine(rule).process(series(noisy(RISE)))
    assert [(a.phase, a.severity) for a in told] == [("onset", 3), ("escalate", 1)]
    assert told[1].detail["horizon_s"] == 600


def test_it_says_nothing_before_it_has_seen_enough() -> None:
    assert engine(trend(min_readings=50)).process(series(4.4 + RISE[:40] - 2)) == []


def test_where_a_batch_is_cut_changes_nothing() -> None:
    whole, parts = engine(trend()), engine(trend())
    readings = series(noisy(RISE))
    told = [a for row in range(0, len(RISE), 9) for a in parts.process(readings[row : row + 9])]
    assert whole.process(readings) == told
    assert whole.snapshot() == parts.snapshot()

"""Which vital signs are about to leave their band."""

import numpy as np

from chengyun.vitals.outlook import leaving, theil_sen

MINUTES = np.arange(60, dtype=np.float64)


def test_a_steady_rise_is_told_with_its_time() -> None:
    found = leaving(MINUTES, 10 + 0.1 * MINUTES, 0, 20)
    assert found and (found.limit, found.minutes) == (20, 41)


def test_a_fall_crosses_the_lower_end() -> None:
    found = leaving(MINUTES, 90 - 0.5 * MINUTES, 50, 100)
    assert found and (found.limit, found.minutes) == (50, 21)


def test_noise_without_a_course_foretells_nothing() -> None:
    noise = np.random.default_rng(7).normal(10, 2, 60)
    assert leaving(MINUTES, np.clip(noise, 1, 19), 0, 20) is None


def test_what_is_far_away_outside_already_or_new_is_not_told() -> None:
    assert leaving(MINUTES, 10 + 0.01 * MINUTES, 0, 20) is None
    assert leaving(MINUTES, 19 + 0.1 * MINUTES, 0, 20) is None
    assert leaving(MINUTES[:5], 10 + MINUTES[:5], 0, 20) is None


def test_one_outlier_does_not_bend_the_line() -> None:
    values = 10 + 0.1 * MINUTES
    values[30] = 1000
    assert abs(theil_sen(MINUTES, values) - 0.1) < 1e-9

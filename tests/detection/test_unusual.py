"""The detector without settings: strictly from the past, robust, and better than chance."""

import math
import pickle

import numpy as np
import pytest

from chengyun.detection.unusual import Unusual, scores
from tests.data import shared
from tests.detection.planted import FAMILIES, SECOND, START, Series, draw
from tests.perf.judge import PROFILES, Scored, found_at_top, nab, widened
from tests.perf.nab_series import load

SAMPLE = ("seasonal_spikes", "learnt_shift", "heartbeat", "sparse_counts")


def scored(series: Series) -> np.ndarray:
    return scores(series.time, series.value)


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLE)
def test_what_comes_later_never_changes_an_earlier_score(name: str) -> None:
    series, random = draw(name, 1), np.random.default_rng(5)
    whole = scored(series)
    for cut in random.integers(1, len(whole), 5):
        assert np.array_equal(scores(series.time[:cut], series.value[:cut]), whole[:cut])
        spoilt, moved = series.value.copy(), series.time.copy()
        spoilt[cut:] = random.choice([np.nan, 1e9, -np.inf, 0.0], len(whole) - cut)
        moved[cut:] = random.integers(-(2**60), 2**60, len(whole) - cut)
        assert np.array_equal(scores(moved, spoilt)[:cut], whole[:cut])


@pytest.mark.parametrize("name", SAMPLE)
def test_one_by_one_gives_the_same_numbers_as_all_at_once(name: str) -> None:
    series, detector = draw(name, 2), Unusual()
    one_by_one = [
        detector.score(int(t), float(v)) for t, v in zip(series.time, series.value, strict=True)
    ]
    assert one_by_one == scored(series).tolist()


@pytest.mark.parametrize("name", sorted(FAMILIES)[::3])
def test_scores_lie_between_0_and_1(name: str) -> None:
    found = scored(draw(name, 3))
    assert found.min() >= 0
    assert found.max() <= 1


@pytest.mark.parametrize("level", [0.0, 21.5, -1e12, 1e-300])
def test_a_constant_series_is_never_unusual(level: float) -> None:
    assert not scores(START + np.arange(3000) * 60 * SECOND, np.full(3000, level)).any()


@pytest.mark.parametrize(("factor", "offset"), [(1000.0, 0.0), (1e-3, 0.0), (1.0, 500.0), (-1, 0)])
def test_unit_and_zero_do_not_matter(factor: float, offset: float) -> None:
    series = draw("seasonal_spikes", 4)
    moved = scores(series.time, series.value * factor + offset)
    assert np.allclose(moved, scored(series), atol=1e-3)


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf, 1.7e308, -1.7e308, 5e-324])
def test_no_value_is_too_odd_to_go_on(odd: float) -> None:
    value = np.random.default_rng(6).normal(10, 1, 3000)
    value[[0, 1, 500, 501, 1500, *range(2000, 2300)]] = odd
    found = scores(START + np.arange(3000) * 60 * SECOND, value)
    assert np.isfinite(found).all()
    assert found.min() >= 0
    assert found.max() <= 1
    assert math.isfinite(odd) or not found[~np.isfinite(value)].any()


def test_what_is_no_number_is_as_if_it_had_not_come() -> None:
    series = draw("seasonal_spikes", 5)
    holes = np.sort(np.random.default_rng(7).integers(0, len(series.value), 200))
    value, time = np.insert(series.value, holes, np.nan), np.insert(series.time, holes, START)
    assert np.array_equal(scores(time, value)[~np.isnan(value)], scored(series))


def test_times_may_stand_still_go_back_or_lie_before_1970() -> None:
    value = draw("seasonal_spikes", 6).value
    random = np.random.default_rng(8)
    for time in (np.zeros(len(value)), random.integers(-(2**62), 2**62, len(value))):
        assert np.isfinite(scores(time.astype(np.int64), value)).all()


def test_the_memory_of_a_stream_is_bounded() -> None:
    series, detector = draw("heartbeat", 7), Unusual()
    detector.scores(series.time[:1500], series.value[:1500])
    before = len(pickle.dumps(detector))
    detector.scores(series.time[1500:], series.value[1500:])
    assert len(pickle.dumps(detector)) <= min(1.02 * before, 60_000)


# Regular edges or spikes of their own hide what was planted there: see the decision.
HARD = {"frozen", "wrong_weekday", "processor", "pulses"}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(FAMILIES) - HARD))
def test_planted_anomalies_are_found_far_better_than_by_chance(name: str) -> None:
    found, chance = [], []
    for seed in range(20, 23):
        series = draw(name, seed)
        n, windows = len(series.value), widened(len(series.value), series.spans, 0.06)
        found.append(found_at_top(scored(series), windows, 2, n // 50))
        noise = [np.random.default_rng([seed, turn]).random(n) for turn in range(20)]
        chance.append(np.mean([found_at_top(one, windows, 2, n // 50) for one in noise]))
    assert np.mean(found) >= min(3 * np.mean(chance), 0.9)


@pytest.mark.slow
def test_the_labelled_real_series_are_judged_above_the_bar() -> None:
    corpus = [Scored(scored(one), one.spans) for one in load(shared("nab"))]
    assert nab(corpus, PROFILES["standard"]) >= 60

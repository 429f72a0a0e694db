"""What a unit lacks of the next place: enough to take it, and not more than is needed."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from chengyun.planning.climbing import STEP, climbs
from chengyun.planning.score import CAP, places, totals

SCORES = arrays(np.float64, (3, 5), elements=st.integers(0, 1200).map(lambda n: n / 10))
WEIGHTS = arrays(np.float64, 3, elements=st.sampled_from([0.5, 1.0, 2.0, 3.0]))
ONE_TIER = np.zeros(5, np.int64)


def _marks(score: np.ndarray, weight: np.ndarray) -> np.ndarray:
    return totals(score[:, :, None], weight)[0]


# The mean of the fourth, 22.65, is rounded by the last bit of how it was added up.
@example(
    np.array([[0.0] * 5, [0, 0, 0, 22.4, 46.5], [0, 30.6, 120, 68.2, 2.1]]),
    np.array([1.0, 0.5, 0.5]),
)
@given(SCORES, WEIGHTS)
def test_who_gains_what_is_said_shares_the_next_place_and_with_less_does_not(
    score: np.ndarray, weight: np.ndarray
) -> None:
    marks = _marks(score, weight)
    place = places(marks, ONE_TIER)[:, 0]
    found = climbs(score, weight, marks[:, 0], place > 0, np.ones(score.shape, bool))
    assert [one is None for one in found] == (place == 1).tolist()
    for unit, one in enumerate(found):
        if one is None:
            continue
        assert place[one.beside] == max(place[place < place[unit]])
        assert one.points > 0
        if one.indicator is None:
            continue
        for need, reaches in ((one.need, True), (one.need - _tick(weight, one.indicator), False)):
            better = score.copy()
            better[one.indicator, unit] += need
            assert better.max() <= CAP + 1e-9
            after = places(_marks(better, weight), ONE_TIER)[unit, 0]
            assert (after <= place[one.beside]) == reaches


def _tick(weight: np.ndarray, indicator: int) -> float:
    """What the score of the indicator must fall for the whole's to be another tenth."""
    return float(np.ceil(2 * weight.sum() / weight[indicator])) * STEP


def test_the_worked_example_of_the_guide() -> None:
    """Two indicators of weights 2 and 1. Means: (2·100 + 70) / 3 = 90.0, (2·86 + 92) / 3 = 88.0,
    (2·60 + 96) / 3 = 72.0. The second lacks 2.0 points: 2.0 · 3 / 2 = 3.0 of the first indicator
    or 6.0 of the second. The third lacks 16.0: 24.0 of the first, or 48.0 of the second, which has
    only 24 below 120.
    """
    score = np.array([[100.0, 86.0, 60.0], [70.0, 92.0, 96.0]])
    weight = np.array([2.0, 1.0])
    marks = _marks(score, weight)[:, 0]
    assert marks.tolist() == [90.0, 88.0, 72.0]
    first, second, third = climbs(score, weight, marks, np.ones(3, bool), np.ones((2, 3), bool))
    assert first is None
    assert second and (second.points, second.beside, second.indicator, second.need) == (2, 0, 0, 3)
    assert third and (third.points, third.beside, third.indicator, third.need) == (16, 1, 0, 24)


def test_where_no_single_indicator_has_room_none_is_named() -> None:
    score = np.array([[120.0, 20.0], [120.0, 110.0]])
    marks = _marks(score, np.ones(2))[:, 0]
    free = np.array([[False, False], [True, True]])
    (_, behind) = climbs(score, np.ones(2), marks, np.ones(2, bool), free)
    assert behind and behind.points == 55
    assert behind.indicator is None


def test_who_has_no_place_lacks_nothing_and_is_nobodys_aim() -> None:
    score = np.array([[90.0, 95.0, 80.0]])
    able = np.array([True, False, True])
    found = climbs(score, np.ones(1), score[0], able, np.ones((1, 3), bool))
    assert found[0] is found[1] is None
    assert found[2] and found[2].beside == 0

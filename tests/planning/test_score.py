"""Progress, scores and places in columns: fair, and never worse for a better figure."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from chengyun.planning import Entry, rank
from chengyun.planning.progress import share_done
from chengyun.planning.score import CAP, changes, places, rankable, scores, totals

FIGURE = st.floats(-1e6, 1e6)
SHARE = st.floats(0, 1)
MARKS = arrays(np.float64, (6, 2), elements=st.sampled_from([np.nan, 80.0, 91.5, 100.0, 120.0]))


def _score(value: float, baseline: float, target: float, expected: float, up: bool) -> float:
    cube = (np.full((1, 1, 1), each) for each in (value, baseline, target, expected))
    return float(scores(*cube, np.full((1, 1, 1), up))[0, 0, 0])


@pytest.mark.parametrize(
    ("value", "baseline", "target", "up", "done"),
    [
        (100, 0, 200, True, 0.5),
        (30, 32, 28, False, 0.5),
        (33, 32, 28, False, 0.0),
        (220, 0, 200, True, 1.1),
        (0, 0, 0, True, 1.0),
        (1, 0, 0, False, 0.0),
        (98.5, 99, 98, True, 1.0),
        (97.5, 99, 98, True, 0.0),
    ],
)
def test_the_way_is_measured_from_baseline_to_target_in_either_direction(
    value: float, baseline: float, target: float, up: bool, done: float
) -> None:
    assert share_done(value, baseline, target, higher_is_better=up) == pytest.approx(done)


@given(FIGURE, FIGURE, FIGURE, FIGURE, SHARE, st.booleans())
def test_a_score_never_falls_when_its_figure_gets_better(
    a: float, b: float, baseline: float, target: float, expected: float, up: bool
) -> None:
    worse, better = sorted((a, b), reverse=not up)
    low, high = (_score(one, baseline, target, expected, up) for one in (worse, better))
    assert 0 <= low <= high <= CAP


@given(MARKS)
def test_places_in_columns_are_those_of_the_plain_ranking(marks: np.ndarray) -> None:
    found = places(marks, np.zeros(6, np.int64))
    for column in range(marks.shape[1]):
        plain = rank([Entry(str(i), float(mark)) for i, mark in enumerate(marks[:, column])])
        told = {one.entry.key: one.rank or 0 for one in plain}
        assert [told[str(i)] for i in range(6)] == found[:, column].tolist()


@given(MARKS, st.permutations(range(6)))
def test_a_ranking_is_the_same_in_whatever_order_the_units_stand(
    marks: np.ndarray, order: list[int]
) -> None:
    tier = np.array([0, 0, 1, 1, 1, 0])
    shuffled = places(marks[order], tier[order])
    assert (shuffled == places(marks, tier)[order]).all()


def test_sub_districts_and_departments_are_ranked_apart() -> None:
    marks = np.array([[90.0], [100.0], [80.0]])
    assert places(marks, np.array([0, 1, 0]))[:, 0].tolist() == [1, 1, 2]


def test_a_unit_with_too_few_figures_has_no_place() -> None:
    score = np.array([[[100.0], [110.0]], [[100.0], [np.nan]], [[100.0], [np.nan]]])
    total, weight = totals(score, np.array([1.0, 1.0, 1.0]))
    assert total[:, 0].tolist() == [100.0, 110.0]
    assert rankable(total, weight, np.full((2, 1), 3.0))[:, 0].tolist() == [True, False]


def test_the_change_of_place_is_counted_from_the_period_before() -> None:
    assert changes(np.array([[3, 1], [1, 2], [0, 3]], np.int32)).tolist() == [
        [0, 2],
        [0, -1],
        [0, 0],
    ]

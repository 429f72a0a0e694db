"""Measures of an anomaly score against labelled windows: NAB's, and those of single series.

A window is a span of rows [first, last). Sources: NAB's scorer (Lavin and Ahmad 2015: sigmoid
weights, three profiles, one threshold for all series); range-based area under precision and recall
(Paparrizos et al. 2022, VUS-PR).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Spans = Sequence[tuple[int, int]]
PROBATION, LONGEST = 0.15, 750


@dataclass(frozen=True)
class Profile:
    """What a false alarm and a missed window cost; a window found at its start earns 1."""

    false: float
    missed: float


PROFILES = {
    "standard": Profile(0.11, 1.0),
    "low_fp": Profile(0.22, 1.0),
    "low_fn": Profile(0.11, 2.0),
}


@dataclass(frozen=True)
class Scored:
    """One series under judgement."""

    score: Floats
    windows: Spans


def nab(corpus: Sequence[Scored], profile: Profile) -> float:
    """NAB's figure: 100 for every window found at once and no false alarm, 0 for silence.

    As in NAB the one threshold of the corpus is the best there is.
    """
    return nab_at_best(corpus, profile)[0]


def nab_at_best(corpus: Sequence[Scored], profile: Profile) -> tuple[float, float]:
    """NAB's figure and the threshold it was reached at."""
    rows = [_rows_of(one, at, profile) for at, one in enumerate(corpus)]
    score, gain, window = (np.concatenate(column) for column in zip(*rows, strict=True))
    order = np.argsort(-score, kind="stable")
    score, gain, window = score[order], gain[order], window[order]
    steps = _steps(gain, window, profile)
    last_of_its_score = np.append(score[1:] != score[:-1], True)
    reached = np.where(last_of_its_score, np.cumsum(steps), -np.inf)
    best = int(np.argmax(reached))
    count = sum(len(one.windows) for one in corpus)
    lost = -profile.missed * count
    won = max(float(reached[best]), 0.0)
    return 100 * won / (count - lost), float(score[best])


def _steps(gain: Floats, window: NDArray[np.int64], profile: Profile) -> Floats:
    """What each row adds when the threshold sinks to it: the best row of a window counts."""
    best: dict[int, float] = {}
    steps = np.empty(len(gain))
    for row, (one, which) in enumerate(zip(gain.tolist(), window.tolist(), strict=True)):
        if which < 0:
            steps[row] = one
            continue
        before = best.get(which, -profile.missed)
        best[which] = max(before, one)
        steps[row] = best[which] - before
    return steps


def _rows_of(
    one: Scored, series: int, profile: Profile
) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Scores, gains and window numbers (-1 outside) of the rows that count."""
    n = len(one.score)
    gain, window = np.full(n, -profile.false), np.full(n, -1)
    for first, last in one.windows:
        width = last - first
        after = np.arange(last, n)
        away = (after - (last - 1)) / max(width - 1, 1)
        gain[last:] = profile.false * _sigmoid(away)
    for at, (first, last) in enumerate(one.windows):
        inside = np.arange(first, last)
        gain[first:last] = _sigmoid(-(last - inside) / (last - first)) / _sigmoid(np.array(-1.0))
        window[first:last] = series * 1000 + at
    start = int(min(PROBATION * n, LONGEST))
    return one.score[start:], gain[start:], window[start:]


def _sigmoid(where: Floats) -> Floats:
    return np.where(where > 3, -1.0, 2 / (1 + np.exp(5 * np.minimum(where, 3))) - 1)


def best_f1(score: Floats, truth: Bools) -> float:
    """The best F1 of rows over all thresholds."""
    order = np.argsort(-score, kind="stable")
    hits = np.cumsum(truth[order])
    ends = np.append(score[order][1:] != score[order][:-1], True)
    f1 = 2 * hits / (np.arange(1, len(score) + 1) + max(int(truth.sum()), 1))
    return float(f1[ends].max())


def vus_pr(score: Floats, windows: Spans, buffers: Sequence[int]) -> float:
    """Area under precision and recall with soft edges, mean over the widths of the edges."""
    return float(np.mean([_range_pr(score, windows, width) for width in buffers]))


def _range_pr(score: Floats, windows: Spans, width: int) -> float:
    soft = _softened(len(score), windows, width)
    order = np.argsort(-score, kind="stable")
    ends = np.flatnonzero(np.append(score[order][1:] != score[order][:-1], True))
    if len(ends) > 250:
        ends = ends[np.unique(np.linspace(0, len(ends) - 1, 250).astype(int))]
    rank = np.empty(len(score), np.int64)
    rank[order] = np.arange(len(score))
    hits = np.cumsum(soft[order])[ends]
    whole = (sum(last - first for first, last in windows) + soft.sum()) / 2
    first_hit = np.array([rank[max(0, a - width) : b + width].min() for a, b in windows])
    exist = (first_hit[None, :] <= ends[:, None]).mean(1)
    recall = np.minimum(hits / max(whole, 1), 1) * exist
    precision = hits / (ends + 1)
    return float(np.sum(np.diff(recall, prepend=0.0) * precision))


def _softened(n: int, windows: Spans, width: int) -> Floats:
    soft = np.zeros(n)
    for first, last in windows:
        soft[first:last] = 1
        for away in range(1, width // 2 + 1):
            edge = np.sqrt(1 - away / max(width, 1))
            for row in (first - away, last - 1 + away):
                if 0 <= row < n:
                    soft[row] = max(soft[row], edge)
    return soft


def found_at_top(score: Floats, windows: Spans, each: int = 2, apart: int = 0) -> float:
    """Share of windows hit by the `each` × windows highest rows, `apart` from each other."""
    left = score.astype(float).copy()
    hit: set[int] = set()
    for _ in range(each * len(windows)):
        row = int(np.argmax(left))
        hit |= {at for at, (a, b) in enumerate(windows) if a <= row < b}
        left[max(0, row - apart) : row + apart + 1] = -np.inf
    return len(hit) / len(windows)


def widened(n: int, spans: Spans, share: float = 0.1) -> Spans:
    """NAB's windows: `share` of the series divided among its anomalies, each in the middle."""
    half = int(share * n / max(len(spans), 1) / 2)
    made: list[tuple[int, int]] = []
    for first, _ in spans:
        low = max(0, first - half, made[-1][1] if made else 0)
        made.append((low, min(n, first + half)))
    return made

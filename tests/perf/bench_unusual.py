"""The detector without settings beside peers, on labelled real series and on planted ones.

Quality has no noise: the same series and seeds give the same figures. Without the shared folder the
real series are left out.
"""

import time
from collections.abc import Callable, Sequence

import numpy as np
from river.anomaly import GaussianScorer, HalfSpaceTrees
from river.preprocessing import MinMaxScaler

from chengyun.detection.unusual import scores
from tests.data import ROOT
from tests.detection.planted import FAMILIES, Series, draw
from tests.perf.judge import PROFILES, Floats, Scored, best_f1, nab, vus_pr, widened
from tests.perf.nab_series import load
from tests.perf.report import Row, row

SEEDS = (101, 102)
"""Not the seeds that the detector was chosen with."""
EDGES = (0, 50, 100)
Judged = dict[str, float]
WEIGHT = 1 - 0.5 ** (1 / 200)


def run() -> list[Row]:
    corpora = {"planted": [draw(name, seed) for name in FAMILIES for seed in SEEDS]}
    if (ROOT / "nab").exists():
        corpora["real"] = load((ROOT / "nab").resolve())
    return [one for name, corpus in corpora.items() for one in _compared(name, corpus)]


def _compared(name: str, corpus: Sequence[Series]) -> list[Row]:
    ours = _judged(corpus, lambda one: scores(one.time, one.value))
    theirs = {peer: _judged(corpus, score) for peer, score in PEERS.items()}
    return [
        row(f"unusual, {len(corpus)} {name} series: {what}", figure, unit, peer, judged[what])
        for what, figure in ours.items()
        for unit in ["rows/s" if what == "speed" else "of 100"]
        for peer, judged in theirs.items()
    ]


def _judged(corpus: Sequence[Series], score: Callable[[Series], Floats]) -> Judged:
    started = time.process_time()
    found = [score(one) for one in corpus]
    spent = time.process_time() - started
    pairs = list(zip(found, corpus, strict=True))
    windows = [Scored(f, _windows(one)) for f, one in pairs]
    return {
        **{f"NAB {name}": max(nab(windows, profile), 0.1) for name, profile in PROFILES.items()},
        "best F1": 100 * float(np.mean([best_f1(f, one.labels()) for f, one in pairs])),
        "VUS-PR": 100 * float(np.mean([vus_pr(f, one.spans, EDGES) for f, one in pairs])),
        "speed": sum(len(f) for f in found) / spent,
    }


def _windows(one: Series) -> Sequence[tuple[int, int]]:
    """NAB's own windows are wide already."""
    return one.spans if one.name.endswith(".csv") else widened(len(one.value), one.spans)


def _half_space_trees(one: Series) -> Floats:
    scaler, trees, made = MinMaxScaler(), HalfSpaceTrees(seed=7), []
    for value in one.value.tolist():
        scaler.learn_one({"x": value})
        x = scaler.transform_one({"x": value})
        made.append(trees.score_one(x))
        trees.learn_one(x)
    return np.array(made)


def _gaussian(one: Series) -> Floats:
    scorer, made = GaussianScorer(window_size=500), []
    for value in one.value.tolist():
        made.append(scorer.score_one(None, value))
        scorer.learn_one(None, value)
    return np.array(made)


def _ewma(one: Series) -> Floats:
    """Distance from an exponentially weighted mean, half-life 200, in standard deviations."""
    mean, variance, made = float(one.value[0]), 0.0, []
    for n, value in enumerate(one.value.tolist()):
        away = value - mean
        made.append(abs(away) / variance**0.5 if variance > 0 and n > 20 else 0.0)
        weight = max(WEIGHT, 1 / (n + 1))
        mean += weight * away
        variance = (1 - weight) * (variance + weight * away * away)
    return np.array(made)


PEERS = {
    "EWMA z": _ewma,
    "river GaussianScorer": _gaussian,
    "river HalfSpaceTrees": _half_space_trees,
}

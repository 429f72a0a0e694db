"""How figures are judged: the weights of the score, the lamps, the volume that a rank needs.

Weights are local usage, no law fixes them; 30, 35 and 35 are those of one published scheme. The
grades in colours are those of an appraisal in the manner of DB4403/T 32.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chengyun.cases.evaluation.metrics import BY_KEY, Kind
from chengyun.cases.models import EvaluationStandard
from chengyun.planning import Lamp

SCORE = "score"
Bounds = tuple[float, float]
# Green from the first on, yellow from the second on, else red; where less is better, up to them.
BOUNDS: dict[str, Bounds] = {
    SCORE: (90, 80),
    "validReportRate": (90, 80),
    "inTimeVerifyRate": (95, 85),
    "accurDispatchRate": (95, 85),
    "returnRate": (5, 15),
    "disposeRate": (98, 90),
    "inTimeDisposeRate": (95, 85),
    "archiveRate": (98, 90),
    "inTimeArchiveRate": (95, 85),
    "reworkRate": (5, 10),
    "checkPassRate": (95, 85),
    "inTimeCheckRate": (95, 85),
    "errorRate": (1, 3),
    "repeatRate": (10, 20),
    "responseRate": (95, 85),
    "solveRate": (90, 80),
    "satisfyRate": (90, 80),
}


@dataclass(frozen=True)
class Standard:
    """The standard in force. `weights` belong to `SCORED`, in that order; `version` 0 is ours."""

    weights: tuple[int, ...] = (30, 35, 35)
    minimum_volume: int = 10
    bounds: Mapping[str, Bounds] = field(default_factory=lambda: BOUNDS)
    version: int = 0

    def score(self, rates: Sequence[float | None]) -> float | None:
        """The weighted mean of the rates, 0 to 100; None if one that weighs is not known."""
        pairs = [(rate, w) for rate, w in zip(rates, self.weights, strict=True) if w]
        known = [(rate, w) for rate, w in pairs if rate is not None]
        if len(known) < len(pairs) or not known:
            return None
        return sum(rate * w for rate, w in known) / sum(w for _, w in known)

    def lamp(self, key: str, value: float | None) -> Lamp | None:
        """Its colour; None for what has no bounds or no value."""
        if value is None or key not in self.bounds:
            return None
        good, fair = self.bounds[key]
        better = -1 if better_of(key) < 0 else 1
        if better * (value - good) >= 0:
            return Lamp.GREEN
        return Lamp.YELLOW if better * (value - fair) >= 0 else Lamp.RED


def better_of(key: str) -> int:
    """1 where more is better, -1 where less is, 0 where neither."""
    return 1 if key == SCORE else BY_KEY[key].better


def in_force() -> Standard:
    """The last version written, or ours."""
    row = EvaluationStandard.objects.first()
    if row is None:
        return Standard()
    bounds = {key: (float(good), float(fair)) for key, (good, fair) in row.thresholds.items()}
    weights = (row.response, row.solution, row.satisfaction)
    return Standard(weights, row.minimum_volume, BOUNDS | bounds, row.pk)


def rankable(key: str) -> bool:
    """A rate or a mean of which it is said what is better; numbers of cases are not compared."""
    metric = BY_KEY.get(key)
    if metric is None:
        return key == SCORE
    return bool(metric.better) and metric.part is not None and metric.kind is not Kind.COUNT

"""What signals are worth: their weights, and how often each has led to real need. No database.

The weight that the district sets is drawn towards what visits have shown: times
2 (r + k) / (n + 2k), with r visits of n that found need and k = 5. Without any visit that is 1.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

TRUST = 5
Z = 1.96


@dataclass(frozen=True)
class Record:
    """Of the visits that a kind of signal led to: so many found need, so many did not."""

    real: int = 0
    none: int = 0

    @property
    def visits(self) -> int:
        return self.real + self.none

    @property
    def precision(self) -> float | None:
        """The share that found need, 0 to 1; None without visits."""
        return self.real / self.visits if self.visits else None

    @property
    def interval(self) -> tuple[float, float]:
        """Where the share lies with 95 % (Wilson 1927)."""
        n = self.visits
        if not n:
            return 0.0, 1.0
        share, square = self.real / n, Z * Z
        middle = (share + square / (2 * n)) / (1 + square / n)
        half = Z * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    @property
    def factor(self) -> float:
        """What the set weight is multiplied by, 0 to 2."""
        return 2 * (self.real + TRUST) / (self.visits + 2 * TRUST)


def worth(weight: float, record: Record) -> float:
    """The points of a signal of that kind, to one decimal place."""
    return round(weight * record.factor, 1)


def score(points: Iterable[tuple[str, float]]) -> float:
    """The points of a household: of each kind of signal the most, once."""
    best: dict[str, float] = {}
    for kind, told in points:
        best[kind] = max(told, best.get(kind, 0.0))
    return round(sum(best.values()), 1)


def records(outcomes: Iterable[tuple[str, str]]) -> dict[str, Record]:
    """The record of each kind, from (kind, outcome): real and none count, others do not."""
    counted: dict[str, list[int]] = {}
    for kind, outcome in outcomes:
        if outcome in ("real", "none"):
            held = counted.setdefault(kind, [0, 0])
            held[outcome == "none"] += 1
    return {kind: Record(*held) for kind, held in counted.items()}

"""Detectors of what is unusual in a series of daily figures, each by its published rule.

C1, C2 and C3 of the Early Aberration Reporting System: Hutwagner, Thompson, Seeman and Treadwell,
J Urban Health 80 (2003) i89-i96; CUSUM: Page, Biometrika 41 (1954) 100-115. Days without a figure
are left out of the series, so that a baseline is so many figures, not days.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

BASELINE, LAG = 7, 2
# A CUSUM learns from four weeks; slack of half a standard deviation, alarm at four.
LONG, SLACK, REACH = 28, 0.5, 4.0

Scores = list[float | None]


@dataclass(frozen=True)
class Detector:
    """A way to score a series: an alarm is a score above the limit. needs: figures before it
    speaks."""

    key: str
    title: str
    limit: float
    needs: int
    score: Callable[[Sequence[float], float], Scores]

    def alarms(self, values: Sequence[float], least_sd: float) -> list[bool]:
        """Which figures are alarms; those before it speaks are none."""
        return [one is not None and one > self.limit for one in self.score(values, least_sd)]


def _standing(values: Sequence[float], n: int, lag: int, least_sd: float) -> Scores:
    """Each figure in standard deviations from the mean of n figures that end lag before it."""
    told: Scores = []
    for at, value in enumerate(values):
        first, end = at - lag - n, at - lag
        if first < 0:
            told.append(None)
            continue
        mean, sd = _spread(values[first:end])
        told.append((value - mean) / max(sd, least_sd))
    return told


def _spread(held: Sequence[float]) -> tuple[float, float]:
    """Mean and standard deviation, with n - 1."""
    mean = sum(held) / len(held)
    return mean, sqrt(sum((one - mean) ** 2 for one in held) / (len(held) - 1))


def c1(values: Sequence[float], least_sd: float = 0.2) -> Scores:
    """Against the seven figures right before."""
    return _standing(values, BASELINE, 0, least_sd)


def c2(values: Sequence[float], least_sd: float = 0.2) -> Scores:
    """Against seven figures that end two before it, so that a rise does not hide in its own
    baseline."""
    return _standing(values, BASELINE, LAG, least_sd)


def c3(values: Sequence[float], least_sd: float = 0.2) -> Scores:
    """What the last three C2 have beyond one, added up."""
    each, told = c2(values, least_sd), Scores()
    for at in range(len(each)):
        last = each[max(0, at - 2) : at + 1]
        known = [one for one in last if one is not None]
        told.append(sum(max(0.0, one - 1) for one in known) if len(known) == 3 else None)
    return told


def cusum(values: Sequence[float], least_sd: float = 0.2) -> Scores:
    """What lies beyond the slack, added up while it stays above zero; after an alarm it begins
    anew."""
    told, held = Scores(), 0.0
    for one in _standing(values, LONG, LAG, least_sd):
        before = 0.0 if held > REACH else held
        held = max(0.0, before + one - SLACK) if one is not None else 0.0
        told.append(None if one is None else held)
    return told


DETECTORS = {
    one.key: one
    for one in (
        Detector("c1", "EARS C1", 3.0, BASELINE, c1),
        Detector("c2", "EARS C2", 3.0, BASELINE + LAG, c2),
        Detector("c3", "EARS C3", 2.0, BASELINE + LAG + 2, c3),
        Detector("cusum", "CUSUM", REACH, LONG + LAG, cusum),
    )
}

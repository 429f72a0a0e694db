"""压茬推进: how the stages of a project hand over, in workdays between one and the next."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stint:
    """Work of a stage, from its first to its last day."""

    stage: str
    start: date
    finish: date


@dataclass(frozen=True, slots=True)
class Handover:
    """From one stage to the next: so many workdays lie idle between them.

    0 is seamless; a negative gap is how long the two overlap.
    """

    before: str
    after: str
    finish: date
    start: date
    gap_days: int


def handovers(stints: Iterable[Stint], count_until: Callable[[date], int]) -> tuple[Handover, ...]:
    """Hand-overs between stages in the order in which they first appear; stints without a stage
    are left out. ``count_until`` is the number of workdays to the end of a day, from any origin.
    """
    spans: dict[str, tuple[date, date]] = {}
    for stint in stints:
        start, finish = spans.get(stint.stage, (stint.start, stint.finish))
        spans[stint.stage] = min(start, stint.start), max(finish, stint.finish)
    spans.pop("", None)
    stages = list(spans)
    return tuple(_between(before, after, spans, count_until) for before, after in pairwise(stages))


def _between(
    before: str,
    after: str,
    spans: dict[str, tuple[date, date]],
    count_until: Callable[[date], int],
) -> Handover:
    finish, start = spans[before][1], spans[after][0]
    return Handover(before, after, finish, start, count_until(start - _DAY) - count_until(finish))

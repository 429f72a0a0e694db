"""Pace: how much of a task should be done by a date, and how much is.

Shares run from 0 to 1. A date counts to its end: on the last day the whole is expected.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise

from chengyun.planning.lamps import ROUNDING

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Curve:
    """A plan curve from the beginning of ``start`` to the end of ``end``.

    ``knots`` are (date, share reached at the end of that date) with dates in order and shares that
    do not fall. Between them the curve is straight, or flat until the next knot if ``flat``.
    Raises ValueError if the knots do not fit, or do not reach 1 by ``end``.
    """

    start: date
    end: date
    knots: tuple[tuple[date, float], ...]
    flat: bool = False

    def __post_init__(self) -> None:
        points = [(self.start - _DAY, 0.0), *self.knots]
        if any(a[0] >= b[0] or a[1] > b[1] + ROUNDING for a, b in pairwise(points)):
            raise ValueError("knots need rising dates within the plan and shares that do not fall")
        if points[-1][0] > self.end or abs(points[-1][1] - 1.0) > ROUNDING:
            raise ValueError("the last knot must reach the whole, 1, by the end of the plan")

    def expected(self, on: date) -> float:
        """Share that should be done at the end of a date."""
        points = [(self.start - _DAY, 0.0), *self.knots]
        i = bisect_right(points, on, key=lambda point: point[0]) - 1
        if i < 0 or i == len(points) - 1:
            return 0.0 if i < 0 else 1.0
        (left, low), (right, high) = points[i], points[i + 1]
        return low if self.flat else low + (high - low) * ((on - left) / (right - left))


def linear(start: date, end: date) -> Curve:
    """The same amount each day."""
    return Curve(start, end, ((end, 1.0),))


def stepped(start: date, end: date, steps: Sequence[tuple[date, float]]) -> Curve:
    """Nothing between milestones: (date, share that must be reached by the end of that date)."""
    return Curve(start, end, tuple(steps), flat=True)


def seasonal(start: date, end: date, weights: Sequence[float]) -> Curve:
    """Twelve weights, January to December: what a whole month carries, spread over its days.

    A month of which the plan covers only a part carries that part. Raises ValueError unless there
    are twelve weights, none negative, with some weight inside the plan.
    """
    if len(weights) != 12 or min(weights) < 0:
        raise ValueError("a seasonal plan needs twelve weights, none below zero")
    spans = list(_months(start, end))
    carried = [weights[a.month - 1] * _days(a, b) / _month_length(a) for a, b in spans]
    if not sum(carried) > 0:
        raise ValueError("no month of the plan has any weight")
    reached = [total / sum(carried) for total in accumulate(carried)]
    ends = [b for _, b in spans]
    return Curve(start, end, (*zip(ends[:-1], reached[:-1], strict=True), (end, 1.0)))


@dataclass(frozen=True, slots=True)
class Pace:
    """Where a task stands: ``gap`` is actual minus expected, negative when behind.

    ``ratio`` is actual over expected, which is also the share reached at the end if the tempo is
    kept (None while nothing is expected).
    """

    expected: float
    actual: float

    @property
    def gap(self) -> float:
        return self.actual - self.expected

    @property
    def ratio(self) -> float | None:
        return self.actual / self.expected if self.expected > 0 else None

    @property
    def on_pace(self) -> bool:
        """True if at least the expected share is done."""
        return self.gap >= -ROUNDING


def pace(share_of_time: float, share_done: float) -> Pace:
    """Pace where time itself is the plan (or ``Curve.expected`` gives the first argument)."""
    return Pace(share_of_time, share_done)


@dataclass(frozen=True, slots=True)
class Half:
    """双过半: when half the time is gone, half the task is done."""

    half_date: date
    time: bool
    task: bool

    @property
    def holds(self) -> bool:
        """False only if half the time is gone and half the task is not done."""
        return self.task or not self.time


def double_half(start: date, end: date, on: date, share_done: float) -> Half:
    """双过半 at the end of a date; half of a calendar year is gone at the end of 30 June."""
    middle = half_date(start, end)
    return Half(middle, on >= middle, share_done >= 0.5 - ROUNDING)


def half_date(start: date, end: date) -> date:
    """The day at whose end half the time is gone.

    A plan of an even number of whole months is halved in months, as offices do: the first half of
    a year is January to June although it has fewer days. Any other plan is halved in days.
    """
    spans = list(_months(start, end))
    whole = all(_days(a, b) == _month_length(a) for a, b in spans)
    if whole and len(spans) % 2 == 0:
        return spans[len(spans) // 2 - 1][1]
    return start + (_days(start, end) - 1) // 2 * _DAY


def _months(start: date, end: date) -> Sequence[tuple[date, date]]:
    """The plan cut at month ends, as (first day, last day)."""
    if end < start:
        raise ValueError("the plan ends before it begins")
    spans = []
    while start <= end:
        last = min(end, _month_end(start))
        spans.append((start, last))
        start = last + _DAY
    return spans


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - _DAY


def _month_length(day: date) -> int:
    return _month_end(day).day


def _days(first: date, last: date) -> int:
    return (last - first).days + 1

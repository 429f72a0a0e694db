"""Where one indicator stands at a day: done beside expected, its lamp, its outlook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chengyun.goals.choices import Frequency, Shape
from chengyun.goals.curves import curve_of, due_by, period_end
from chengyun.goals.models import Indicator, LampOverride
from chengyun.planning import Curve, Lamp, LampState, Override, linear, pace_lamp
from chengyun.planning.outlook import Needed, Outlook, hold, needed, tempo
from chengyun.planning.progress import share_done

MONTHS = 12
# With less of a month left than this, nothing is asked of it.
LEAST_LEFT = 0.05


@dataclass(frozen=True)
class Point:
    """A figure in force at the end of a period."""

    period: date
    value: float


@dataclass(frozen=True)
class Goal:
    """What is to be reached in a year, by the whole or by one unit."""

    baseline: float
    target: float
    year: int


@dataclass(frozen=True)
class Standing:
    """Shares are of the way from baseline to target; `gap` is done minus expected, below 0 behind.

    Expected is told for the day of the figure; where a figure is late, for the period in which it
    was due, so that who reports nothing falls behind.
    """

    goal: Goal
    last: Point | None
    expected: float
    done: float | None
    late: bool
    lamp: LampState | None
    outlook: Outlook | None
    needed: Needed | None

    @property
    def gap(self) -> float | None:
        return None if self.done is None else self.done - self.expected

    @property
    def pace(self) -> float | None:
        """Done over expected; None without a figure, 1 while nothing is expected."""
        if self.done is None:
            return None
        return self.done / self.expected if self.expected > 0 else 1.0


def stand(
    indicator: Indicator,
    goal: Goal,
    points: Sequence[Point],
    today: date,
    override: LampOverride | None = None,
) -> Standing:
    """The standing at a day. `points` are the year's figures up to it, in order."""
    curve = curve_of(indicator, goal.year)
    last = points[-1] if points else None
    due = due_by(today, Frequency(indicator.frequency).months)
    late = due is not None and (last is None or last.period < due)
    expected = curve.expected(due if late and due else last.period if last else today)
    done = None
    if last:
        done = share_done(last.value, goal.baseline, goal.target, higher_is_better=indicator.up)
    return Standing(
        goal=goal,
        last=last,
        expected=expected,
        done=done,
        late=late,
        lamp=_lamp(expected, done, override, today),
        outlook=outlook(indicator, goal, points, curve),
        needed=_needed(goal, last),
    )


def _lamp(
    expected: float, done: float | None, override: LampOverride | None, today: date
) -> LampState | None:
    if done is None:
        return None
    return LampState(pace_lamp(expected, done), in_force(override, today))


def in_force(override: LampOverride | None, today: date) -> Override | None:
    """What a person set, while it holds."""
    if override is None or override.lifted_at or override.until < today:
        return None
    return Override(Lamp(override.lamp), override.reason, str(override.by), override.at)


def outlook(
    indicator: Indicator, goal: Goal, points: Sequence[Point], curve: Curve
) -> Outlook | None:
    """Where the year ends: by the mean tempo for what is counted up, else as it stands."""
    months = Frequency(indicator.frequency).months
    kept = list({period_end(point.period, months): point for point in points}.values())
    if not indicator.running:
        gone = {period_end(point.period, months) for point in kept}
        steps = MONTHS // months - (max(gone).month // months if gone else 0)
        return hold([point.value for point in kept], steps)
    if indicator.shape == Shape.STEPPED:
        # Between two steps the curve is flat: there time itself is the plan.
        curve = linear(curve.start, curve.end)
    way = [(curve.expected(point.period), point.value) for point in kept]
    way = [(share, value) for share, value in way if share > 0]
    return tempo([share for share, _ in way], [value for _, value in way], goal.baseline)


def _needed(goal: Goal, last: Point | None) -> Needed | None:
    if last is None:
        return None
    gone = share_of_year(last.period, goal.year) * MONTHS
    left = MONTHS - gone
    if left < LEAST_LEFT:
        return None
    return needed(last.value, goal.baseline, goal.target, gone, left)


def share_of_year(day: date, year: int) -> float:
    """The part of the year gone at the end of a day, 0 before it and 1 after it."""
    return linear(date(year, 1, 1), date(year, 12, 31)).expected(day)

"""Pure arithmetic of goals: how much of the way is done, how much of the year is gone."""

from datetime import date

YELLOW, RED = 0.05, 0.15


def share_done(value: float, baseline: float, target: float) -> float:
    """The part of the way from baseline to target, 0 or more, above 1 where it is surpassed.

    Where there is no way to go (baseline = target), 1 while the figure is at it and 0 otherwise.
    """
    if baseline == target:
        return float(value == target)
    return max(0.0, (value - baseline) / (target - baseline))


def share_of_year(today: date, year: int) -> float:
    """The part of the year gone at the end of `today`, 0 before it and 1 after it."""
    if today.year != year:
        return float(today.year > year)
    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return ((today - date(year, 1, 1)).days + 1) / days


def pace(gone: float, done: float) -> float:
    """How fast the work goes beside the calendar: 1 is exactly on time."""
    return done / gone if gone > 0 else 1.0


def lamp(gone: float, done: float) -> str:
    """green on pace; yellow more than 5 points behind the calendar; red more than 15."""
    behind = round(gone - done, 6)
    return "red" if behind > RED else "yellow" if behind > YELLOW else "green"

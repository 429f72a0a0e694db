"""The declared curve of an indicator in a year, and the periods in which its figures are due."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from chengyun.calendar.dates import months_later
from chengyun.goals.choices import Shape
from chengyun.goals.models import Indicator
from chengyun.planning import Curve, linear, seasonal, stepped

DAY = timedelta(days=1)
# So many days after a period's end its figure is late.
GRACE_DAYS = 10


def curve_of(indicator: Indicator, year: int) -> Curve:
    """The curve of the year. Raises ValueError where the knots do not fit the shape."""
    return curve(indicator.shape, indicator.knots, year)


def curve(shape: str, knots: Sequence[Any], year: int) -> Curve:
    """As `curve_of`, of a shape and its knots."""
    start, end = date(year, 1, 1), date(year, 12, 31)
    if shape == Shape.SEASONAL:
        return seasonal(start, end, [float(weight) for weight in knots])
    if shape == Shape.STEPPED:
        steps = [(date.fromisoformat(f"{year}-{day}"), float(share)) for day, share in knots]
        return stepped(start, end, steps)
    return linear(start, end)


def period_end(day: date, months: int) -> date:
    """The last day of the period of so many months in which a day lies."""
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return months_later(first, months) - DAY


def period_before(end: date, months: int) -> date:
    """The last day of the period before the one that ends then."""
    return months_later(end + DAY, -months) - DAY


def ends(first: date, last: date, months: int) -> list[date]:
    """The last days of all periods that end from one day to another."""
    end, found = period_end(first, months), []
    while end <= last:
        found.append(end)
        end = period_end(end + DAY, months)
    return found


def due_by(today: date, months: int) -> date | None:
    """The last period of this year whose figure should be there; None before the first."""
    settled = today - GRACE_DAYS * DAY
    found = ends(date(today.year, 1, 1), settled, months)
    return found[-1] if found else None

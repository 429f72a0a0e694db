"""An indicator's year as SVG: its figures beside the curve, last year's, and where it may end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, log10

from chengyun.goals.models import Target
from chengyun.goals.standing import Goal, Point
from chengyun.planning import Curve
from chengyun.planning.outlook import Outlook

WIDTH, HEIGHT = 1200, 330
LEFT, RIGHT, TOP, BOTTOM = 64, 92, 16, 30
KNOTS = 96
Place = Callable[[float], float]


@dataclass(frozen=True)
class YearPlot:
    """Path data and labels, ready for the template; places are in the SVG's own units."""

    curve: str
    line: str
    before: str
    fan: str
    dots: tuple[tuple[float, float, str], ...]
    marks: tuple[tuple[float, float, str], ...]
    end: tuple[float, float] | None
    today: float | None
    target: float
    baseline: float
    xs: tuple[tuple[float, str], ...]
    ys: tuple[tuple[float, str], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    floor: int = HEIGHT - BOTTOM


@dataclass(frozen=True)
class Drawn:
    """What is to be drawn."""

    goal: Goal
    curve: Curve
    points: Sequence[Point]
    before: Sequence[Point]
    marks: Sequence[Target]
    outlook: Outlook | None
    today: date


def draw(drawn: Drawn) -> YearPlot:
    """The plot of a year."""
    goal, first = drawn.goal, drawn.curve.start
    low, high = _reach(drawn)
    y = _along(low, high, HEIGHT - BOTTOM, TOP)
    days = (drawn.curve.end - first).days + 1

    def x(day: date) -> float:
        return round(LEFT + (WIDTH - RIGHT - LEFT) * ((day - first).days + 1) / days, 1)

    shown = [(x(point.period), y(point.value)) for point in drawn.points]
    start = (LEFT, y(goal.baseline))
    return YearPlot(
        curve=_path([(x(day), y(_on_curve(drawn, day))) for day in _days(drawn.curve)]),
        line=_path([start, *shown]) if shown else "",
        before=_path([(x(_this_year(p.period, goal.year)), y(p.value)) for p in drawn.before]),
        fan=_fan(shown, drawn.outlook, x(drawn.curve.end), y),
        dots=tuple((*at, str(p.value)) for at, p in zip(shown, drawn.points, strict=True)),
        marks=tuple((x(one.end), y(one.value), str(one.value)) for one in drawn.marks),
        end=(x(drawn.curve.end), y(drawn.outlook.value)) if drawn.outlook and shown else None,
        today=x(drawn.today) if drawn.today.year == goal.year else None,
        target=y(goal.target),
        baseline=y(goal.baseline),
        xs=tuple((x(date(goal.year, m, 15)), str(m)) for m in range(1, 13)),
        ys=_ticks(low, high, y),
    )


def _on_curve(drawn: Drawn, day: date) -> float:
    way = drawn.goal.target - drawn.goal.baseline
    return drawn.goal.baseline + way * drawn.curve.expected(day)


def _days(curve: Curve) -> list[date]:
    """Enough days to show bends and steps."""
    whole = (curve.end - curve.start).days + 1
    evenly = {curve.start + timedelta(days=i * whole // KNOTS - 1) for i in range(KNOTS)}
    knots = {day - timedelta(days=back) for day, _ in curve.knots for back in (0, 1)}
    return sorted(evenly | knots | {curve.end})


def _this_year(day: date, year: int) -> date:
    return (
        day.replace(year=year, day=min(day.day, 28)) if day.month == 2 else day.replace(year=year)
    )


def _reach(drawn: Drawn) -> tuple[float, float]:
    seen = [drawn.goal.baseline, drawn.goal.target]
    seen += [point.value for point in (*drawn.points, *drawn.before)]
    seen += [one.value for one in drawn.marks]
    if drawn.outlook:
        seen += [drawn.outlook.low, drawn.outlook.high]
    low, high = min(seen), max(seen)
    air = 0.06 * ((high - low) or 1.0)
    return (0.0 if low >= 0 and low - air < 0 else low - air), high + air


def _along(low: float, high: float, start: float, end: float) -> Place:
    scale = (end - start) / ((high - low) or 1.0)
    return lambda value: round(start + (value - low) * scale, 1)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) if points else ""


def _fan(
    shown: Sequence[tuple[float, float]], outlook: Outlook | None, end: float, y: Place
) -> str:
    if not shown or outlook is None or shown[-1][0] >= end:
        return ""
    return _path([shown[-1], (end, y(outlook.high)), (end, y(outlook.low))]) + "Z"


def _ticks(low: float, high: float, y: Place) -> tuple[tuple[float, str], ...]:
    """Round values up the side, about five of them."""
    raw = (high - low) / 5
    power = 10.0 ** floor(log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw)
    digits = max(0, -floor(log10(step)) + (step / power == 2.5))
    values = [n * step for n in range(ceil(low / step), floor(high / step) + 1)]
    return tuple((y(value), f"{value:,.{digits}f}") for value in values)

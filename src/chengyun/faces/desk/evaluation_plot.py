"""The course of a figure over the last periods, as a chart of the desk."""

from collections.abc import Sequence
from math import ceil, floor, log10

from chengyun.cases.evaluation.judging import Standard
from chengyun.cases.evaluation.periods import Period, Span
from chengyun.cases.evaluation.trend import Point
from chengyun.faces.desk import evaluation_words as words
from chengyun.faces.desk.plots import Frame, Level, Plot

FRAME = Frame(1120, 200, 52, 20, 14, 30, ticks=True)
STEPS = 4


def course(points: Sequence[Point], standard: Standard, key: str) -> Plot | None:
    """The chart, with the bound of green across it; None with fewer than two figures."""
    known = [(at, point.value) for at, point in enumerate(points) if point.value is not None]
    if len(known) < 2:
        return None
    good = standard.bounds.get(key, (None,))[0]
    low, high = _reach([value for _, value in known], good)

    def x(at: int) -> float:
        wide = FRAME.width - FRAME.left - FRAME.right
        return round(FRAME.left + wide * at / (len(points) - 1), 1)

    def y(value: float) -> float:
        tall = FRAME.height - FRAME.top - FRAME.bottom
        return round(FRAME.top + tall * (high - value) / (high - low), 1)

    dots = tuple((x(at), y(value)) for at, value in known)
    return Plot(
        frame=FRAME,
        path="M" + "L".join(f"{a} {b}" for a, b in dots),
        dots=dots,
        levels=() if good is None else (Level(y(good), "clear", f"{good:g}"),),
        xs=tuple((x(at), _label(point.period)) for at, point in enumerate(points)),
        ys=tuple((y(v), words.figure(key, v)) for v in _ticks(low, high)),
        low=low,
        high=high,
    )


def _reach(values: Sequence[float], good: float | None) -> tuple[float, float]:
    seen = [*values, *([] if good is None else [good])]
    air = (max(seen) - min(seen)) * 0.1 or 1.0
    return min(seen) - air, max(seen) + air


def _ticks(low: float, high: float) -> list[float]:
    """Round values between the two, about four of them."""
    raw = (high - low) / STEPS
    power = 10.0 ** floor(log10(raw))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= raw)
    return [n * step for n in range(ceil(low / step), floor(high / step) + 1)]


def _label(period: Period) -> str:
    if period.span is Span.YEAR:
        return str(period.first.year)
    if period.span is Span.CUSTOM:
        return f"{period.first:%m-%d}"
    return f"{period.first:%Y-%m}"

"""Small charts of readings, drawn by the server as SVG: lines, limits, bands and marks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
from django.utils import timezone

from chengyun.calendar.instants import micros, moment

Times = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]
Place = Callable[[float], float]
# A gap this many times the usual one breaks the line.
HOLE = 6
# Beyond this the bottom tells days, not hours.
LONG = timedelta(days=4)


@dataclass(frozen=True)
class Frame:
    """Size of a chart and its margins, in its own units."""

    width: int
    height: int
    left: int = 0
    right: int = 0
    top: int = 4
    bottom: int = 4
    ticks: bool = False


SMALL = Frame(240, 56, 2, 2)
LARGE = Frame(860, 280, 56, 14, 16, 30, ticks=True)


@dataclass(frozen=True)
class Mark:
    """A moment on the chart: `kind` is its class, `label` its words, `before` it near the end."""

    x: float
    kind: str
    label: str
    before: bool = False


@dataclass(frozen=True)
class Level:
    """A value across the chart."""

    y: float
    kind: str
    label: str


@dataclass(frozen=True)
class Plot:
    """A chart, ready for the template; `band` and `path` are SVG path data."""

    frame: Frame
    path: str
    band: str = ""
    mid: str = ""
    dots: tuple[tuple[float, float], ...] = ()
    marks: tuple[Mark, ...] = ()
    levels: tuple[Level, ...] = ()
    shades: tuple[tuple[float, float], ...] = ()
    xs: tuple[tuple[float, str], ...] = ()
    ys: tuple[tuple[float, str], ...] = ()
    low: float = 0.0
    high: float = 0.0

    @property
    def floor(self) -> int:
        return self.frame.height - self.frame.bottom

    @property
    def height(self) -> int:
        return self.floor - self.frame.top

    @property
    def end(self) -> int:
        return self.frame.width - self.frame.right


@dataclass(frozen=True)
class Usual:
    """What is usual over time: hour beginnings µs, mean and half-width of the band. Without mid
    the mean is not drawn."""

    time: Times
    mean: Values
    spread: Values
    mid: bool = True


@dataclass
class Picture:
    """What is to be drawn. `lines` are (value, kind, label), `moments` (time, kind, label)."""

    time: Times
    value: Values
    since: datetime
    until: datetime
    lines: Sequence[tuple[float, str, str]] = ()
    moments: Sequence[tuple[datetime, str, str]] = ()
    shades: Sequence[tuple[datetime, datetime]] = ()
    usual: Usual | None = None
    frame: Frame = field(default=SMALL)


def draw(picture: Picture) -> Plot | None:
    """The chart; None where there is nothing to draw."""
    if len(picture.time) < 2:
        return None
    low, high = _reach(picture)
    frame = picture.frame
    x = _along(micros(picture.since), micros(picture.until), frame.left, frame.width - frame.right)
    y = _along(low, high, frame.height - frame.bottom, frame.top)
    time, value = _thinned(picture.time, picture.value, frame.width)
    return Plot(
        frame=frame,
        path=_line(time, value, x, y),
        band=_band(picture.usual, x, y),
        mid=_mid(picture.usual, x, y),
        dots=_dots(time, value, x, y),
        marks=tuple(_marks(picture, x)),
        levels=tuple(Level(round(y(at), 1), kind, label) for at, kind, label in picture.lines),
        shades=tuple(_shades(picture, x)),
        xs=_hours(picture, x) if frame.ticks else (),
        ys=_figures(low, high, y) if frame.ticks else (),
        low=low,
        high=high,
    )


def _reach(picture: Picture) -> tuple[float, float]:
    """The lowest and highest value to be seen, with a little air; not below 0 where none is."""
    seen = [float(picture.value.min()), float(picture.value.max())]
    seen += [at for at, _, _ in picture.lines]
    if picture.usual is not None and len(picture.usual.time):
        seen.append(float((picture.usual.mean - picture.usual.spread).min()))
        seen.append(float((picture.usual.mean + picture.usual.spread).max()))
    low, high = min(seen), max(seen)
    air = (high - low) * 0.1 or 1.0
    return low - air if low < 0 else max(0.0, low - air), high + air


def _along(low: float, high: float, start: float, end: float) -> Place:
    scale = (end - start) / ((high - low) or 1.0)
    return lambda value: start + (value - low) * scale


def _thinned(time: Times, value: Values, width: int) -> tuple[Times, Values]:
    """At most two readings a pixel: the lowest and the highest of each."""
    if len(time) <= 2 * width:
        return time, value
    edges = np.linspace(0, len(time), width + 1).astype(np.int64)
    keep: set[int] = {0, len(time) - 1}
    for start, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        part = value[start:end]
        keep |= {start + int(part.argmin()), start + int(part.argmax())}
    rows = np.array(sorted(keep))
    return time[rows], value[rows]


def _line(time: Times, value: Values, x: Place, y: Place) -> str:
    gaps = np.diff(time, prepend=time[0])
    usual = float(np.median(gaps[1:])) or 1.0
    parts = zip((gaps > HOLE * usual).tolist(), time.tolist(), value.tolist(), strict=True)
    drawn = [f"{'M' if hole else 'L'}{x(t):.1f} {y(v):.1f}" for hole, t, v in parts]
    return "M" + "".join(drawn)[1:]


def _dots(time: Times, value: Values, x: Place, y: Place) -> tuple[tuple[float, float], ...]:
    """Readings as points where they are few."""
    if len(time) > 40:
        return ()
    pairs = zip(time.tolist(), value.tolist(), strict=True)
    return tuple((round(x(t), 1), round(y(v), 1)) for t, v in pairs)


def _band(usual: Usual | None, x: Place, y: Place) -> str:
    if usual is None or not len(usual.time):
        return ""
    rows = list(zip(usual.time.tolist(), usual.mean, usual.spread, strict=True))
    upper = [f"{x(t):.1f} {y(mean + spread):.1f}" for t, mean, spread in rows]
    lower = [f"{x(t):.1f} {y(mean - spread):.1f}" for t, mean, spread in reversed(rows)]
    return "M" + "L".join([*upper, *lower]) + "Z"


def _mid(usual: Usual | None, x: Place, y: Place) -> str:
    if usual is None or not usual.mid or not len(usual.time):
        return ""
    rows = zip(usual.time.tolist(), usual.mean, strict=True)
    return "M" + "L".join(f"{x(t):.1f} {y(mean):.1f}" for t, mean in rows)


def _marks(picture: Picture, x: Place) -> list[Mark]:
    inside = [m for m in picture.moments if picture.since <= m[0] <= picture.until]
    late = x(micros(picture.until)) * 0.85
    places = [(x(micros(at)), kind, label) for at, kind, label in inside]
    return [Mark(round(at, 1), kind, label, at > late) for at, kind, label in places]


def _shades(picture: Picture, x: Place) -> list[tuple[float, float]]:
    spans = [(max(a, picture.since), min(b, picture.until)) for a, b in picture.shades]
    kept = [(x(micros(a)), x(micros(b))) for a, b in spans if a < b]
    return [(round(a, 1), round(b - a, 1)) for a, b in kept]


def _hours(picture: Picture, x: Place) -> tuple[tuple[float, str], ...]:
    """Round hours along the bottom, about six of them; days where the span is long."""
    if picture.until - picture.since > LONG:
        return _days(picture, x)
    hours = max(1, round((picture.until - picture.since) / timedelta(hours=6)))
    at = timezone.localtime(picture.since).replace(minute=0, second=0, microsecond=0)
    ticks = []
    while (at := at + timedelta(hours=hours)) < picture.until:
        ticks.append((round(x(micros(at)), 1), f"{at:%H:%M}"))
    return tuple(ticks)


def _days(picture: Picture, x: Place) -> tuple[tuple[float, str], ...]:
    """Days along the bottom, about six of them."""
    days = max(1, round((picture.until - picture.since) / timedelta(days=6)))
    at = timezone.localtime(picture.since).replace(hour=0, minute=0, second=0, microsecond=0)
    ticks = []
    while (at := at + timedelta(days=days)) < picture.until:
        ticks.append((round(x(micros(at)), 1), f"{at:%m-%d}"))
    return tuple(ticks)


def _figures(low: float, high: float, y: Place) -> tuple[tuple[float, str], ...]:
    """Round values up the side, about five of them."""
    raw = (high - low) / 5
    power = 10.0 ** np.floor(np.log10(raw))
    step = float(next(m for m in (1, 2, 5, 10) if m * power >= raw) * power)
    first = int(np.ceil(low / step))
    values = [n * step for n in range(first, int(np.floor(high / step)) + 1)]
    digits = max(0, -int(np.floor(np.log10(step))))
    return tuple((round(y(v), 1), f"{v:.{digits}f}") for v in values)


def at_us(us: int) -> datetime:
    """A moment in local time."""
    return timezone.localtime(moment(us))

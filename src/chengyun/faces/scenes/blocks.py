"""Blocks that packs give, made ready for `packs/_block.html`: one small function a kind."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import numpy as np
from django.utils import timezone

from chengyun.calendar.instants import micros
from chengyun.faces.desk import plots
from chengyun.faces.scenes.listing import is_short
from chengyun.packs.api import (
    Bar,
    Bars,
    Cell,
    Curve,
    Entries,
    Figure,
    Figures,
    Points,
    Stages,
    Table,
    Text,
)
from chengyun.places.models import in_language

# A number that a pack has written out: with a decimal point, a per cent or a degree.
WRITTEN = re.compile(r"[-−]?[\d,]*\.\d+ ?[%°]?|[-−]?[\d,]+ ?[%°]")
FRAME = plots.Frame(860, 240, 56, 14, 16, 30, ticks=True)
MARKS = {"": "", "good": "state state-good", "watch": "state state-watch", "bad": "state state-bad"}


@dataclass(frozen=True)
class Drawn:
    """A block as the template shows it: `kind` chooses the part, `more` is what it needs."""

    kind: str
    title: str
    more: dict[str, Any] = field(default_factory=dict)


def draw(blocks: Iterable[object], hand: Any = None) -> list[Drawn]:
    """Raises TypeError for what is no block, LookupError for a register that is not there."""
    return [_one(block, hand) for block in blocks]


def _one(block: object, hand: Any) -> Drawn:
    for kind, drawing in DRAWINGS.items():
        if isinstance(block, kind):
            return drawing(block, hand)
    raise TypeError(f"{block!r} is no block")


def _text(block: Text, _hand: Any) -> Drawn:
    return Drawn("text", block.title, {"text": block.text, "lamp": block.lamp})


def _figures(block: Figures, _hand: Any) -> Drawn:
    return Drawn("figures", block.title, {"items": [_figure(one) for one in block.items]})


def _figure(one: Figure) -> dict[str, Any]:
    return {"figure": one, "value": shown(one.value), "mark": MARKS[one.lamp]}


def _table(block: Table, _hand: Any) -> Drawn:
    hrefs = block.hrefs or ("",) * len(block.rows)
    heads = [(title, _is_number(block, i)) for i, title in enumerate(block.columns)]
    right = [number for _title, number in heads]
    rows = [
        (href, [_cell(v, number) for v, number in zip(row, right, strict=True)])
        for href, row in zip(hrefs, block.rows, strict=True)
    ]
    return Drawn("table", block.title, {"heads": heads, "rows": rows, "empty": block.empty})


def _is_number(block: Table, column: int) -> bool:
    values = [row[column] for row in block.rows if row[column] not in (None, "")]
    return bool(values) and all(_plain_number(v) for v in values)


def _cell(value: Cell, number: bool) -> tuple[str, str]:
    """A cell and its class. What is not told of a column of numbers stands under them; a word or a
    date is not broken in two."""
    text = shown(value)
    return text, "num" if number or _plain_number(value) else "nowrap" if is_short(text) else ""


def _plain_number(value: object) -> bool:
    """Also 0.75, 75% and 184°, which a pack has written out itself; codes and doors are none."""
    if isinstance(value, str):
        return WRITTEN.fullmatch(value) is not None
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _bars(block: Bars, _hand: Any) -> Drawn:
    whole = 100.0 if block.unit == "%" else 0.0
    most = max([bar.value for bar in block.items] + [block.limit or 0.0, whole]) or 1.0
    rows = [
        (bar, shown(bar.value), round(max(0.0, 100 * bar.value / most), 2)) for bar in block.items
    ]
    limit = None if block.limit is None else round(100 * block.limit / most, 2)
    return Drawn("bars", block.title, {"rows": rows, "limit": limit, "unit": block.unit})


def _curve(block: Curve, _hand: Any) -> Drawn:
    lines = [line for line in block.lines if len(line.points) > 1]
    plot = _plot(block) if lines else None
    return Drawn("curve", block.title, {"plot": plot, "lines": lines, "unit": block.unit})


def _plot(block: Curve) -> plots.Plot | None:
    """One frame for all lines; the first is the accent's, the rest are drawn thin beside it."""
    line = next(one for one in block.lines if len(one.points) > 1)
    times = np.array([micros(at) for at, _ in line.points], np.int64)
    values = np.array([value for _, value in line.points], np.float64)
    low_high = [(each, "limit", shown(each)) for each in block.band or ()]
    first, last = line.points[0][0], line.points[-1][0]
    moments = [(at, "limit", word) for at, word in block.marks]
    picture = plots.Picture(
        times, values, first, last, lines=low_high, moments=moments, frame=FRAME,
        usual=_ribbon(block),
    )  # fmt: skip
    return plots.draw(picture)


def _ribbon(block: Curve) -> plots.Usual | None:
    """What lies between the lows and the highs; the line itself is its middle."""
    if not block.ribbon:
        return None
    times = np.array([micros(at) for at, _, _ in block.ribbon], np.int64)
    low = np.array([one for _, one, _ in block.ribbon], np.float64)
    high = np.array([one for _, _, one in block.ribbon], np.float64)
    return plots.Usual(times, (low + high) / 2, (high - low) / 2, mid=False)


def _points(block: Points, _hand: Any) -> Drawn:
    return Drawn("points", block.title, {"items": [(p, MARKS[p.lamp]) for p in block.items]})


def _entries(block: Entries, hand: Any) -> Drawn:
    found = hand.entries(block.register, **dict(block.where))
    return Drawn(
        "entries",
        block.title,
        {"rows": [(hand.link(one), one) for one in found[: block.limit]], "total": len(found)},
    )


def _stages(block: Stages, hand: Any) -> Drawn:
    counts = hand.count(block.register, "stage")
    chain = hand.sheets[block.register].chain
    sees = hand.door.passes(hand.sheets[block.register].readers)
    names = {
        one.key: in_language(one.title_zh, one.title_en)
        for one in chain.stages
        if one.key in counts or (sees and not one.ends)
    }
    bars = Bars(items=tuple(Bar(label=names[key], value=counts.get(key, 0)) for key in names))
    return _bars(replace(bars, title=block.title), hand)


DRAWINGS: dict[type, Callable[[Any, Any], Drawn]] = {
    Text: _text,
    Figures: _figures,
    Table: _table,
    Bars: _bars,
    Curve: _curve,
    Points: _points,
    Entries: _entries,
    Stages: _stages,
}


def shown(value: object) -> str:
    """A cell in words: numbers without idle digits, local times, a dash for nothing."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "✓" if value else "—"
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)

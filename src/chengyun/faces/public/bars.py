"""Charts of the open figures as plain numbers for SVG: nothing to load, and the table says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chengyun.places.models import in_language

WIDE, HIGH, FOOT, TOP = 720, 240, 28, 40
SHOWN = 10


@dataclass(frozen=True)
class Bar:
    """A column: where it stands, how tall, what it says; `none` where it is withheld."""

    x: float
    y: float
    wide: float
    high: float
    label: str
    value: int | None


@dataclass(frozen=True)
class Months:
    """Two columns for each month, and lines at round numbers."""

    reported: tuple[Bar, ...]
    closed: tuple[Bar, ...]
    lines: tuple[tuple[float, int], ...]
    wide: int = WIDE
    high: int = HIGH
    foot: int = HIGH - FOOT


def months(rows: Sequence[Mapping[str, Any]]) -> Months:
    """The columns of reported and closed cases by month."""
    most = _round(max([row[name] or 0 for row in rows for name in ("reported", "closed")] or [0]))
    step, room = WIDE / max(1, len(rows)), HIGH - FOOT - TOP
    wide = step * 0.34

    def bar(at: int, name: str, shift: float) -> Bar:
        value = rows[at][name]
        high = room * (value or 0) / most
        x = at * step + step / 2 + shift
        return Bar(round(x, 1), round(HIGH - FOOT - high, 1), round(wide, 1), round(high, 1),
                   str(rows[at]["key"]), value)  # fmt: skip

    return Months(
        tuple(bar(at, "reported", -wide) for at in range(len(rows))),
        tuple(bar(at, "closed", 0) for at in range(len(rows))),
        tuple((round(HIGH - FOOT - room * part, 1), round(most * part)) for part in (0.5, 1)),
    )


def _round(most: int) -> int:
    """A round number from here up, at least ten."""
    step = 10 ** max(1, len(str(most)) - 1)
    return int(max(10, -(-most // step) * step))


def longest(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, int, float]]:
    """The kinds that came up most: name, count, per cent of the longest bar."""
    told = sorted((r for r in rows if r["reported"]), key=lambda r: -r["reported"])[:SHOWN]
    most = told[0]["reported"] if told else 1
    return [
        (in_language(r["zh"], r["en"]), r["reported"], round(100 * r["reported"] / most, 1))
        for r in told
    ]

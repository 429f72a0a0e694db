"""What a pack's function gives back to be shown: the core draws it, on a page and on the wall.

Texts are in the reader's language already (`say`). A lamp is "good", "watch", "bad" or "".
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language, override

from chengyun.packs.declare.core import need

LAMPS = frozenset({"", "good", "watch", "bad"})
Cell = str | int | float | date | datetime | bool | None


def say(zh: str, en: str) -> str:
    """The text in the language of whoever reads the page."""
    return en if (get_language() or "").startswith("en") else zh


def in_both(make: Callable[[], str]) -> list[str]:
    """What `make` says in Chinese and in English: the value of a field of kind told, kept now and
    read in the language of whoever opens it later."""
    texts = []
    for language in ("zh-hans", "en"):
        with override(language):
            texts.append(make())
    return texts


def in_mine(value: object) -> str:
    """The value of a field of kind told, in the reader's language; "" for none."""
    return say(*value) if isinstance(value, list) else str(value or "")


def _need_lamp(kind: str, key: str, lamp: str) -> None:
    need(lamp in LAMPS, kind, key, f"no lamp {lamp!r}; one of {sorted(LAMPS)}")


@dataclass(frozen=True, kw_only=True)
class Text:
    """A paragraph under a heading. lamp makes it a notice."""

    text: str
    title: str = ""
    lamp: str = ""

    def __post_init__(self) -> None:
        _need_lamp("text", self.title, self.lamp)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number that matters, with its unit and what it means. None is shown as unknown.

    href leads to its records: every number clicks through.
    """

    label: str
    value: float | str | None
    unit: str = ""
    note: str = ""
    lamp: str = ""
    href: str = ""

    def __post_init__(self) -> None:
        _need_lamp("figure", self.label, self.lamp)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Several figures side by side."""

    items: tuple[Figure, ...]
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows under columns. hrefs, if given, is where each row leads."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    hrefs: tuple[str, ...] = ()
    empty: str = ""

    def __post_init__(self) -> None:
        width = len(self.columns)
        for row in self.rows:
            need(len(row) == width, "table", self.title, f"{row!r} has not {width} cells")
        same = not self.hrefs or len(self.hrefs) == len(self.rows)
        need(same, "table", self.title, "as many hrefs as rows")


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar."""

    label: str
    value: float
    lamp: str = ""
    href: str = ""

    def __post_init__(self) -> None:
        need(math.isfinite(self.value), "bar", self.label, "a value is a finite number")
        _need_lamp("bar", self.label, self.lamp)


@dataclass(frozen=True, kw_only=True)
class Bars:
    """Bars under one another, longest beside 100 % of the width. limit draws a line."""

    items: tuple[Bar, ...]
    title: str = ""
    unit: str = ""
    limit: float | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a curve: (time, value) in order of time; times are aware."""

    label: str
    points: tuple[tuple[datetime, float], ...]


@dataclass(frozen=True, kw_only=True)
class Curve:
    """Lines over time; band is the healthy range, (low, high). ribbon is how sure the line is:
    (time, low, high) in order of time; marks are moments with a word each."""

    lines: tuple[Line, ...]
    title: str = ""
    unit: str = ""
    band: tuple[float, float] | None = None
    ribbon: tuple[tuple[datetime, float, float], ...] = ()
    marks: tuple[tuple[datetime, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Point:
    """A place on a map: degrees WGS84."""

    lon: float
    lat: float
    label: str
    lamp: str = ""
    href: str = ""

    def __post_init__(self) -> None:
        inside = -180 <= self.lon <= 180 and -90 <= self.lat <= 90
        need(inside, "point", self.label, "lon and lat are degrees")
        _need_lamp("point", self.label, self.lamp)


@dataclass(frozen=True, kw_only=True)
class Points:
    """Places on a map, with the same as a list under it."""

    items: tuple[Point, ...]
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Entries:
    """The entries of a register that answer to `where`, live, each leading to its sheet."""

    register: str
    where: tuple[tuple[str, str], ...] = ()
    title: str = ""
    limit: int = 20


@dataclass(frozen=True, kw_only=True)
class Stages:
    """How many entries of a register stand at each stage of its chain."""

    register: str
    title: str = ""


Block = Text | Figures | Table | Bars | Curve | Points | Entries | Stages
KINDS: tuple[type, ...] = (Text, Figures, Table, Bars, Curve, Points, Entries, Stages)

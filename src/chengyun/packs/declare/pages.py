"""What a pack shows: panels of the wall, pages, reports and indicators."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import date
from typing import Any

from chengyun.packs.declare.blocks import Block, Cell
from chengyun.packs.declare.core import need, need_key, need_titles
from chengyun.packs.declare.settings import Setting

FACES = frozenset({"desk", "public"})


@dataclass(frozen=True)
class Panel:
    """A small part of the wall's scene: `show(district)` gives its blocks, two or three of them.

    With case_types it is of one incident instead: in the wall's command mode of a case of these
    kinds, `show(district, case)`.
    """

    key: str
    title_zh: str
    title_en: str
    show: Callable[..., Iterable[Block]]
    _: KW_ONLY
    order: int = 100
    case_types: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        need_key("panel", self.key)
        need_titles("panel", self.key, self.title_zh, self.title_en)
        need(callable(self.show), "panel", self.key, "show is a function")


@dataclass(frozen=True)
class Page:
    """A page: `show(district, asked)` gives its blocks; asked is what the filters say.

    face is desk, for officers, or public, for everybody: a public page is handed a district that
    knows no personal field and no strict register. asks are its filters, declared like settings.
    """

    key: str
    title_zh: str
    title_en: str
    show: Callable[[Any, Mapping[str, Any]], Iterable[Block]]
    _: KW_ONLY
    face: str = "desk"
    summary_zh: str = ""
    summary_en: str = ""
    asks: tuple[Setting, ...] = ()
    order: int = 100

    def __post_init__(self) -> None:
        need_key("page", self.key)
        need_titles("page", self.key, self.title_zh, self.title_en)
        need(self.face in FACES, "page", self.key, f"face is one of {sorted(FACES)}")
        need(callable(self.show), "page", self.key, "show is a function")


@dataclass(frozen=True)
class Column:
    """A column of a report. number aligns it; key is for programs and stays."""

    key: str
    title_zh: str
    title_en: str
    _: KW_ONLY
    number: bool = False

    def __post_init__(self) -> None:
        need_key("column", self.key)
        need_titles("column", self.key, self.title_zh, self.title_en)


@dataclass(frozen=True, kw_only=True)
class Report:
    """A table to read, print and take out as Excel or CSV: `rows(district, asked)`.

    Each row has as many cells as there are columns.
    """

    key: str
    title_zh: str
    title_en: str
    columns: tuple[Column, ...]
    rows: Callable[[Any, Mapping[str, Any]], Iterable[Sequence[Cell]]]
    asks: tuple[Setting, ...] = ()
    summary_zh: str = ""
    summary_en: str = ""

    def __post_init__(self) -> None:
        need_key("report", self.key)
        need_titles("report", self.key, self.title_zh, self.title_en)
        need(bool(self.columns), "report", self.key, "has no columns")
        need(callable(self.rows), "report", self.key, "rows is a function")


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """A figure that goals may count: `of(district, area, first, last)`, both days inside.

    area is the code of an area; None is for where there is nothing to count. In a goal its formula
    is `pack:KEY`.
    """

    key: str
    title_zh: str
    title_en: str
    unit: str
    of: Callable[[Any, str, date, date], float | None]
    higher_is_better: bool = True

    def __post_init__(self) -> None:
        need_key("indicator", self.key)
        need_titles("indicator", self.key, self.title_zh, self.title_en)
        need(callable(self.of), "indicator", self.key, "of is a function")

"""A pack's functions tried without a district, for the conformance suite."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from chengyun.packs.declare.blocks import KINDS
from chengyun.packs.declare.hand import Unvisited
from chengyun.packs.registry import Pack

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def functions(pack: Pack) -> Iterator[tuple[str, Callable[..., Any], int]]:
    """Every function that the house calls: of what, itself, how many arguments it gets."""
    yield from ((f"hook {one.key}", one.run, 2) for one in pack.hooks)
    yield from ((f"panel {one.key}", one.show, 2 if one.case_types else 1) for one in pack.panels)
    yield from ((f"page {one.key}", one.show, 2) for one in pack.pages)
    yield from ((f"report {one.key}", one.rows, 2) for one in pack.reports)
    yield from ((f"indicator {one.key}", one.of, 4) for one in pack.indicators)
    yield from ((f"change {one.since}", one.run, 1) for one in pack.migrations)


def takes(function: Callable[..., Any], given: int) -> bool:
    """True if it can be called with so many arguments."""
    try:
        inspect.signature(function).bind(*range(given))
    except TypeError:
        return False
    return True


class Empty:
    """A district in which there is nothing yet; of settings it knows the defaults."""

    def __init__(self, pack: Pack) -> None:
        self._settings = {one.key: one.read(one.default) for one in pack.settings}
        self.now, self.today = NOON, NOON.date()

    def setting(self, key: str, area: str = "") -> Any:
        return self._settings[key]

    def areas(self, level: str = "") -> Sequence[Any]:
        return ()

    def entries(self, register: str, /, **where: Any) -> Sequence[Any]:
        return ()

    def count(self, register: str, by: str = "", /, **where: Any) -> Mapping[str, int]:
        return {} if by else {"": 0}

    def entry(self, key: str) -> None:
        return None

    def cases(self, kinds: Sequence[str] = (), open: bool = True, since: Any = None) -> list[Any]:
        return []

    def case(self, number: str) -> None:
        return None

    def course(self, number: str) -> Sequence[Any]:
        return ()

    def latest(self, property: str, streams: Any = None) -> Sequence[Any]:
        return ()

    def history(self, stream: str, since: Any, points: int = 300) -> Sequence[Any]:
        return ()

    def alarms(self, rules: Sequence[str] = (), open: bool = True, since: Any = None) -> list[Any]:
        return []

    def nearest(self, register: str, at: Any, most: int = 5, /, **where: Any) -> Sequence[Any]:
        return ()

    def travel(
        self, start: Any, to: Sequence[Any], shut: Sequence[Any] = (), paths: bool = False
    ) -> list[Any]:
        return [None] * len(to)

    def visits(self, register: str) -> Sequence[Any]:
        return ()

    def unvisited(self, register: str, since: Any, most: int = 40) -> Unvisited:
        return Unvisited(count=0, longest=())

    def link(self, what: Any) -> str:
        return ""


def on_an_empty_district(pack: Pack) -> Iterator[str]:
    """What fails on the first day, a sentence each."""
    hand = Empty(pack)
    for what, show in _shown(pack, hand):
        try:
            problem = show()
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
        if problem:
            yield f"{what}: {problem}"


def _shown(pack: Pack, hand: Empty) -> Iterator[tuple[str, Callable[[], str]]]:
    for page in pack.pages:
        asked = {one.key: one.read(one.default) for one in page.asks}
        yield f"page {page.key}", lambda p=page, a=asked: _blocks(p.show(hand, a))  # type: ignore[misc]
    for panel in (one for one in pack.panels if not one.case_types):
        yield f"panel {panel.key}", lambda p=panel: _blocks(p.show(hand))  # type: ignore[misc]
    for report in pack.reports:
        asked = {one.key: one.read(one.default) for one in report.asks}
        yield f"report {report.key}", lambda r=report, a=asked: _rows(r.rows(hand, a), r.columns)  # type: ignore[misc]
    for one in pack.indicators:
        yield f"indicator {one.key}", lambda i=one: _figure(i.of(hand, "", *SPAN))  # type: ignore[misc]


SPAN = (date(2026, 1, 1), date(2026, 6, 30))


def _blocks(blocks: Iterable[Any]) -> str:
    return next((f"{one!r} is no block" for one in blocks if not isinstance(one, KINDS)), "")


def _rows(rows: Iterable[Sequence[Any]], columns: Sequence[Any]) -> str:
    wrong = (row for row in rows if len(tuple(row)) != len(columns))
    return next((f"{row!r} has not {len(columns)} cells" for row in wrong), "")


def _figure(value: Any) -> str:
    return "" if value is None or isinstance(value, (int, float)) else f"{value!r} is no figure"

"""The table of an evaluation: every figure of every peer, compared, judged and ranked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from chengyun.cases.evaluation import kept
from chengyun.cases.evaluation.cohorts import FREQUENT_KINDS, REGISTERED
from chengyun.cases.evaluation.columns import Columns
from chengyun.cases.evaluation.grouping import By, Groups, Peer, groups
from chengyun.cases.evaluation.judging import SCORE, Standard, better_of, in_force
from chengyun.cases.evaluation.metrics import BY_KEY, METRICS, SCORED, Kind, Metric
from chengyun.cases.evaluation.periods import Period
from chengyun.cases.evaluation.predicates import Frequent, Sieve, Window
from chengyun.people.policy import Scope, Viewer, scope_for
from chengyun.places import queries as places
from chengyun.planning import Entry, Lamp, Standing, rank

HOUR = np.timedelta64(3_600_000_000, "us")
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Question:
    """What is to be evaluated: a period, whose peers, ranked by which figure, within which area."""

    period: Period
    by: By = By.STREET
    ranked: str = "inTimeArchiveRate"
    area: str = ""


@dataclass(frozen=True)
class Count:
    """Of `whole` cases `part`; of a mean, `part` is the sum of hours. A number has no whole."""

    part: float = 0
    whole: float = 0


@dataclass(frozen=True)
class Cell:
    """A figure with the same figure a period and a year before; None where there is none."""

    value: float | None
    count: Count
    before: float | None
    year_before: float | None
    lamp: Lamp | None

    @property
    def change(self) -> float | None:
        """环比: in points of a share, in cases of a number, in hours of a mean."""
        return _difference(self.value, self.before)

    @property
    def year_change(self) -> float | None:
        """同比."""
        return _difference(self.value, self.year_before)


@dataclass(frozen=True)
class Row:
    """A peer with its figures by key, and its place; the total has no standing."""

    peer: Peer
    cells: Mapping[str, Cell]
    standing: Standing | None = None


@dataclass(frozen=True)
class Table:
    """The answer. `rows` are in the order of rank, then those without one; `total` is all."""

    question: Question
    window: Window
    standard: Standard
    rows: tuple[Row, ...]
    total: Row


@dataclass(frozen=True)
class Tallied:
    """The counts of every peer by its key and by the figure's, and of all of them by `TOTAL`."""

    peers: tuple[Peer, ...]
    counts: Mapping[str, Mapping[str, Count]]
    standard: Standard

    def values(self, peer: str) -> dict[str, float | None]:
        """A peer's figures by key, with its score."""
        counts = self.counts.get(peer, {})
        values = {key: value_of(BY_KEY[key], count) for key, count in counts.items()}
        return values | {SCORE: self.standard.score([values.get(key) for key in SCORED])}

    def count(self, peer: str, key: str) -> Count:
        """What a figure rests on; a score on the least of what its rates rest on."""
        counts = self.counts.get(peer, {})
        if key == SCORE:
            return Count(0, min(counts[one].whole for one in SCORED) if counts else 0)
        return counts.get(key, Count())


def evaluate(viewer: Viewer, question: Question, now: datetime) -> Table:
    """The table of what the viewer may see. Raises KeyError for an unknown figure to rank by."""
    better_of(question.ranked)
    path = places.path_of(question.area)
    seen = in_scope(kept.current(), scope_for(viewer), path)
    standard, period = in_force(), question.period
    passed = period.passed(now)
    window = period.window(now)
    past = [one.window(now, passed) for one in (period.before, period.year_before)]
    now_, before, year = (tallied(seen, question.by, one, standard) for one in (window, *past))
    own = (scope_for(viewer).area_path or "", path)
    shown = [peer for peer in now_.peers if _is_shown(peer, now_, question.by, own)]
    places_ = _standings(shown, question.ranked, now_, before)
    rows = [_row(peer, places_.get(peer.key), now_, before, year) for peer in shown]
    total = _row(Peer(TOTAL, ""), None, now_, before, year)
    return Table(question, window, standard, _in_order(rows), total)


TOTAL = "*"


def in_scope(columns: Columns, scope: Scope, area_path: str = "") -> Columns:
    """The cases that the policy lets be seen, within an area; the same rule as `Scope.q`."""
    if scope.area_path is None:
        return columns.where(np.zeros(len(columns), dtype=bool))
    paths = columns.texts["area_path"]
    inside = [path.startswith(scope.area_path) and path.startswith(area_path) for path in paths]
    if all(inside) and scope.unit_id is None:
        return columns
    seen = columns.of_text("area_path", inside)
    return columns.where(
        seen if scope.unit_id is None else seen & (columns["unit_id"] == scope.unit_id)
    )


def with_frequent(columns: Columns, window: Window) -> Window:
    """The window with the kinds of case that were filed most in it; of equal ones the older."""
    filed = columns["type_id"][Sieve(columns, window)(REGISTERED)]
    kinds, counts = np.unique(filed, return_counts=True)
    first = np.lexsort((kinds, -counts))[:FREQUENT_KINDS]
    return Window(window.since, window.until, tuple(int(kind) for kind in kinds[first]))


def tallied(columns: Columns, by: By, window: Window, standard: Standard) -> Tallied:
    """All counts of one window; `columns` are those the reader may see."""
    touched = columns.where(_touched(columns, window))
    sieve = Sieve(touched, with_frequent(touched, window))
    found = groups(touched, by)
    tallies = {metric.key: _tally(metric, sieve, found) for metric in METRICS if metric.part}
    keys = [*(peer.key for peer in found.peers), TOTAL]
    counts = {
        key: {name: Count(part[at], whole[at]) for name, (part, whole) in tallies.items()}
        for at, key in enumerate(keys)
    }
    return Tallied(found.peers, counts, standard)


def total_of(metric: Metric, columns: Columns, window: Window) -> Count:
    """One figure's count over all of the columns."""
    sieve = Sieve(columns.where(_touched(columns, window)), window)
    nobody = Groups((), lambda actor: np.zeros(len(sieve.facts["id"]), dtype=np.int64))
    if needs_kinds(metric):
        sieve = Sieve(sieve.facts, with_frequent(columns, window))
    part, whole = _tally(metric, sieve, nobody)
    return Count(part[-1], whole[-1])


def needs_kinds(metric: Metric) -> bool:
    """It is about the kinds of case that came up most."""
    return Frequent() in getattr(metric.part, "parts", ())


ANCHORS = ("due_at", "handled_at", "verified_at", "filed_at", "dispatched_at", "opened_at")


def _touched(columns: Columns, window: Window) -> NDArray[np.bool_]:
    """The cases that any figure of the window could count; the others are past or to come."""
    sieve = Sieve(columns, window)
    live = ~(columns["closed_at"] < sieve.since)
    for name in ANCHORS:
        live |= columns[name] >= sieve.since
    return np.asarray(live & (columns["opened_at"] < sieve.until))


def _tally(metric: Metric, sieve: Sieve, found: Groups) -> tuple[list[float], list[float]]:
    """Part and whole of each peer, and of all at the end."""
    assert metric.part is not None
    codes, size = found.of(metric.actor), len(found.peers)
    if metric.kind is Kind.HOURS:
        part = _hours(sieve, sieve(metric.counted), codes, size)
    else:
        part = _sizes(sieve(metric.part), codes, size)
    whole = _sizes(sieve(metric.whole), codes, size) if metric.whole else part
    return [*part.tolist(), float(part.sum())], [*whole.tolist(), float(whole.sum())]


def _sizes(mask: NDArray[np.bool_], codes: NDArray[np.int64], size: int) -> Numbers:
    return np.bincount(codes[mask], minlength=size).astype(np.float64)


def _hours(sieve: Sieve, mask: NDArray[np.bool_], codes: NDArray[np.int64], size: int) -> Numbers:
    """Sums of the hours from the last dispatch (else filing, else opening) until handled."""
    start = sieve.facts["dispatched_at"][mask]
    for name in ("filed_at", "opened_at"):
        start = np.where(np.isnat(start), sieve.facts[name][mask], start)
    hours = (sieve.facts["handled_at"][mask] - start) / HOUR
    return np.bincount(codes[mask], weights=hours, minlength=size).astype(np.float64)


def value_of(metric: Metric, count: Count) -> float | None:
    """The figure that a count makes; None for a share or a mean of nothing."""
    if metric.kind is Kind.COUNT:
        return count.part
    if not count.whole:
        return None
    return (100 if metric.kind is Kind.SHARE else 1) * count.part / count.whole


def _row(peer: Peer, standing: Standing | None, *times: Tallied) -> Row:
    """A peer's cells; `times` are the period, the one before and the year before."""
    values, before, year = (one.values(peer.key) for one in times)
    cells = {
        key: Cell(
            value,
            times[0].count(peer.key, key),
            before.get(key),
            year.get(key),
            times[0].standard.lamp(key, value),
        )
        for key, value in values.items()
    }
    return Row(peer, cells, standing)


def _is_shown(peer: Peer, now: Tallied, by: By, own: tuple[str, str]) -> bool:
    """Sub-districts always, as far as they are asked for; others where there is anything."""
    if by is By.STREET and peer.path and all(map(peer.path.startswith, own)):
        return True
    return any(count.part or count.whole for count in now.counts[peer.key].values())


def _standings(
    peers: Sequence[Peer], key: str, now: Tallied, before: Tallied
) -> dict[str, Standing]:
    """The place of each peer that is somebody; too few cases give none."""
    keys = [peer.key for peer in peers if peer.key]
    earlier = {one.entry.key: one.rank for one in _ranking(keys, key, before, {})}
    return {one.entry.key: one for one in _ranking(keys, key, now, earlier)}


def _ranking(
    peers: Sequence[str], key: str, tallied: Tallied, previous: Mapping[str, int | None]
) -> list[Standing]:
    entries = [
        Entry(peer, tallied.values(peer).get(key), tallied.count(peer, key).whole) for peer in peers
    ]
    return rank(
        entries,
        higher_is_better=better_of(key) >= 0,
        minimum_volume=tallied.standard.minimum_volume,
        decimals=BY_KEY[key].digits if key in BY_KEY else 1,
        previous=previous,
    )


def _in_order(rows: Sequence[Row]) -> tuple[Row, ...]:
    """By place, then those without one, and nobody last."""

    def place(row: Row) -> tuple[bool, float]:
        rank = row.standing.rank if row.standing else None
        return not row.peer.key, rank or float("inf")

    return tuple(sorted(rows, key=place))


def _difference(now: float | None, then: float | None) -> float | None:
    return None if now is None or then is None else now - then

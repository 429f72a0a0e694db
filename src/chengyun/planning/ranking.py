"""Ranking among peers that is fair: ties share a rank, and too few cases give no rank at all."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan


@dataclass(frozen=True, slots=True)
class Entry:
    """One peer: its figure (None or NaN if there is none) and the volume the figure rests on."""

    key: str
    value: float | None
    volume: float = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A peer's place. ``rank`` is None without a figure or below the minimum volume.

    ``change`` is how many places it rose (negative: fell) since the previous ranking, None if it
    was not ranked then or is not now.
    """

    entry: Entry
    rank: int | None
    change: int | None
    tied: bool


def rank(
    entries: Sequence[Entry],
    *,
    higher_is_better: bool = True,
    minimum_volume: float = 0,
    decimals: int | None = None,
    previous: Mapping[str, int | None] | None = None,
) -> list[Standing]:
    """Places of all peers, best first; the unranked follow in the order they came.

    Equal values share the better rank and the next place is skipped (1, 2, 2, 4). With
    ``decimals`` values that look equal when shown are equal. ``previous`` holds the earlier ranks.
    Raises ValueError if a key comes twice.
    """
    if len({entry.key for entry in entries}) < len(entries):
        raise ValueError("a peer is ranked twice")
    able = {
        e.key: _mark(e, higher_is_better, decimals) for e in entries if _able(e, minimum_volume)
    }
    ordered = sorted((e for e in entries if e.key in able), key=lambda e: (able[e.key], e.key))
    places = _places(sorted(able.values()))
    ranked = [_standing(e, *places[able[e.key]], previous or {}) for e in ordered]
    return ranked + [Standing(e, None, None, False) for e in entries if e.key not in able]


def _places(marks: Sequence[float]) -> dict[float, tuple[int, bool]]:
    """For each mark (in order, best first) its place and whether several share it."""
    count = Counter(marks)
    return {mark: (marks.index(mark) + 1, count[mark] > 1) for mark in count}


def _mark(entry: Entry, higher_is_better: bool, decimals: int | None) -> float:
    """The value as compared: smaller is better."""
    value = 0.0 if entry.value is None else entry.value
    shown = value if decimals is None else round(value, decimals)
    return -shown if higher_is_better else shown


def _able(entry: Entry, minimum_volume: float) -> bool:
    known = entry.value is not None and not isnan(entry.value)
    return known and entry.volume >= minimum_volume


def _standing(entry: Entry, place: int, tied: bool, before: Mapping[str, int | None]) -> Standing:
    old = before.get(entry.key)
    return Standing(entry, place, None if old is None else old - place, tied)

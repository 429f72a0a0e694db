"""Which datastreams there are, and where each rule keeps what it knows of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .readings import Bools, Floats, Ids, Ints
from .state import Array

NONE = -1
"""Property code of an id that names no stream; slot of a stream without property."""


@dataclass(frozen=True, slots=True)
class StreamTable:
    """Datastreams by id: property_code int16[n] (−1: no such stream), interval_s float32[n].

    The index is the datastream's id in the database; row 0 is never a stream.
    `interval_s` 0 means that no interval is declared. The other columns may be left out (empty):

    - thing int32[n]: number of the device the stream belongs to;
    - groups int32[levels, n]: number of the area it lies in, per level of `levels`, −1: in none;
    - lon, lat float64[n]: degrees, NaN where unknown;
    - muted_from, muted_until int64[n]: µs; readings from one to before the other are of a stream
      under maintenance;
    - scopes: by key of a rule the streams it watches, bool[n]; all where it is not named.
    """

    property_code: NDArray[np.int16]
    interval_s: NDArray[np.float32]
    thing: Ids = field(default_factory=lambda: np.empty(0, np.int32))
    groups: Ids = field(default_factory=lambda: np.empty((0, 0), np.int32))
    lon: Floats = field(default_factory=lambda: np.empty(0))
    lat: Floats = field(default_factory=lambda: np.empty(0))
    muted_from: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    muted_until: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    levels: tuple[str, ...] = ()
    scopes: Mapping[str, Bools] = field(default_factory=dict)

    def __post_init__(self) -> None:
        code = np.array(self.property_code, np.int16)
        interval = np.nan_to_num(np.array(self.interval_s, np.float32), posinf=0.0)
        if code.ndim != 1 or code.shape != interval.shape:
            raise ValueError("property_code and interval_s must be columns of one length")
        code[:1] = NONE
        object.__setattr__(self, "property_code", code)
        object.__setattr__(self, "interval_s", interval)
        for name, column in self._optional():
            if column.shape[-1] not in (0, len(code)):
                raise ValueError(f"{name} must be as long as property_code, or empty")

    @classmethod
    def of(cls, property_code: ArrayLike, interval_s: ArrayLike, **columns: Any) -> Self:
        """A table from anything NumPy can turn into columns."""
        return cls(np.asarray(property_code), np.asarray(interval_s), **columns)

    def __len__(self) -> int:
        return len(self.property_code)

    def padded(self, size: int) -> "StreamTable":
        """The table with at least `size` rows; the added ones are no streams."""
        missing = max(0, size - len(self))
        if not missing:
            return self
        code = np.pad(self.property_code, (0, missing), constant_values=NONE)
        more: dict[str, Any] = {name: _padded(column, missing) for name, column in self._optional()}
        scopes = {key: _padded(mask, missing) for key, mask in self.scopes.items()}
        more |= {"levels": self.levels, "scopes": scopes}
        return StreamTable(code, np.pad(self.interval_s, (0, missing)), **more)

    def _optional(self) -> Iterator[tuple[str, Array]]:
        names = ("thing", "groups", "lon", "lat", "muted_from", "muted_until")
        return ((name, getattr(self, name)) for name in names)


def _padded(column: Array, missing: int) -> Array:
    if not column.shape[-1]:
        return column
    return np.pad(column, (*((0, 0),) * (column.ndim - 1), (0, missing)))


class Slots:
    """Rows of state: each property numbers its own streams from 0, so that a rule's arrays hold
    only the streams it watches. A stream keeps its slot for good; one that changes its property
    gets a new slot there.
    """

    def __init__(self, properties: int) -> None:
        self.code: NDArray[np.int16] = np.empty(0, np.int16)
        self.slot: NDArray[np.int32] = np.empty(0, np.int32)
        self.members: list[Ids] = [np.empty(0, np.int32) for _ in range(properties)]
        """Per property the stream in each slot, −1 where it has left."""

    def update(self, table: StreamTable) -> Ints:
        """Follow the table; returns the streams that are new or changed their property."""
        size = len(table)
        before = np.pad(self.code, (0, size - len(self.code)), constant_values=NONE)
        slot = np.pad(self.slot, (0, size - len(self.slot)), constant_values=NONE)
        moved = np.flatnonzero(before != table.property_code)
        self.code, self.slot = table.property_code, slot
        for code, members in enumerate(self.members):
            members[slot[moved[before[moved] == code]]] = NONE
        slot[moved] = NONE
        for code in range(len(self.members)):
            self._join(code, moved[table.property_code[moved] == code])
        return moved

    def _join(self, code: int, streams: Ints) -> None:
        taken = len(self.members[code])
        self.slot[streams] = np.arange(taken, taken + len(streams))
        self.members[code] = np.concatenate((self.members[code], streams.astype(np.int32)))

    def dump(self, properties: Sequence[str]) -> dict[str, Array]:
        """Arrays for a snapshot."""
        members = {f"members/{name}": m for name, m in zip(properties, self.members, strict=True)}
        return {"code": self.code, "slot": self.slot, **members}

    def load(self, then: Sequence[str], now: Sequence[str], arrays: Mapping[str, Array]) -> None:
        """Take over what a snapshot held, written when the properties were `then`."""
        codes = [now.index(name) if name in now else NONE for name in then]
        self.code = np.array([*codes, NONE], np.int16)[arrays["code"]]
        self.slot = np.where(self.code == NONE, NONE, arrays["slot"]).astype(np.int32)
        for code, name in enumerate(now):
            self.members[code] = arrays.get(f"members/{name}", self.members[code])

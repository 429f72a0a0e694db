"""Every datastream as columns, for doors and workers that must not ask the database per reading."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from django.utils import timezone

from chengyun.sensing import maintenance
from chengyun.sensing.models import Channel, Datastream, ObservedProperty

LEVELS = ("district", "street", "committee", "grid")
"""Levels of area that rules may name, from the top of the tree."""


def _no_times() -> npt.NDArray[np.int64]:
    return np.zeros(0, np.int64)


def _none() -> npt.NDArray[np.int32]:
    return np.zeros(0, np.int32)


def _none_hidden() -> npt.NDArray[np.bool_]:
    return np.zeros(0, np.bool_)


@dataclass(frozen=True)
class Registry:
    """Columns indexed by datastream id (row 0 and gaps are unknown: property -1).

    `properties[property_code[id]]` is the code (in order of coming: an index once given stays);
    `low` and `high` bound what a sensor can give. `ids` knows the keys of channels too;
    `conversions` has (factor, offset) of those that change the value.

    The datastreams of a thing that moves take their place from two others, `lon_from` and
    `lat_from` (0: it stays where it is); these two are `hidden` on a map. Their columns may be
    empty: nothing moves.
    """

    ids: dict[str, int]
    properties: list[str]
    property_code: npt.NDArray[np.int16]
    interval_s: npt.NDArray[np.float32]
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64] = field(repr=False)
    lat: npt.NDArray[np.float64] = field(repr=False)
    paths: list[str] = field(repr=False)
    conversions: dict[str, tuple[float, float]] = field(default_factory=dict, repr=False)
    thing: npt.NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32), repr=False)
    lon_from: npt.NDArray[np.int32] = field(repr=False, default_factory=_none)
    lat_from: npt.NDArray[np.int32] = field(repr=False, default_factory=_none)
    hidden: npt.NDArray[np.bool_] = field(repr=False, default_factory=_none_hidden)
    # Under maintenance, µs: the window now or the next one; empty columns when nobody asked.
    muted_from: npt.NDArray[np.int64] = field(default_factory=_no_times, repr=False)
    muted_until: npt.NDArray[np.int64] = field(default_factory=_no_times, repr=False)

    @property
    def size(self) -> int:
        """Length of the columns: the greatest id and one."""
        return len(self.property_code)

    def find(self, keys: Sequence[object]) -> npt.NDArray[np.int64]:
        """Ids of keys (texts) or of ids as they are (whole numbers); -1 where unknown."""
        get = self.ids.get
        return np.fromiter(
            (k if type(k) is int else get(k, -1) for k in keys),  # type: ignore[call-overload]
            np.int64,
            len(keys),
        )

    def convert(self, keys: object, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Values in the units of their datastreams: only those of converting channels change.

        Rows named by id (an array) are never looked at.
        """
        if not self.conversions or not isinstance(keys, list):
            return values
        get = self.conversions.get
        found = [(row, one) for row, key in enumerate(keys) if (one := _pair(get, key))]
        if not found:
            return values
        rows = np.fromiter((row for row, _ in found), np.int64, len(found))
        pairs = np.array([pair for _, pair in found])
        converted = values.copy()
        converted[rows] = values[rows] * pairs[:, 0] + pairs[:, 1]
        return converted

    def known(self, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        inside = (ids > 0) & (ids < self.size)
        known: npt.NDArray[np.bool_] = inside & (self.property_code[np.where(inside, ids, 0)] >= 0)
        return known


def load() -> Registry:
    """Read the whole registry: four queries, and one for each window of maintenance."""
    limits = list(
        ObservedProperty.objects.order_by("id").values_list("id", "code", "minimum", "maximum")
    )
    rows = list(
        Datastream.objects.order_by("id").values_list(
            "id", "key", "observed_property_id", "interval_s",
            "thing__lon", "thing__lat", "thing__area__path", "thing_id",
        )
    )  # fmt: skip
    size = (rows[-1][0] if rows else 0) + 1
    columns = _Columns(size, np.array([row[0] for row in rows], np.int64))
    muted_from, muted_until = maintenance.columns(size, timezone.now())
    return Registry(
        properties=[code for _, code, _, _ in limits],
        interval_s=columns.of([row[3] for row in rows], np.float32, 0),
        lon=columns.of([row[4] for row in rows], np.float64, np.nan),
        lat=columns.of([row[5] for row in rows], np.float64, np.nan),
        paths=_paths(size, rows),
        thing=columns.of([row[7] for row in rows], np.int32, -1),
        muted_from=muted_from,
        muted_until=muted_until,
        **_bounds(columns, rows, limits),
        **_keys(rows),
        **_moving(columns, rows),
    )


def _paths(size: int, rows: Sequence[Any]) -> list[str]:
    paths = [""] * size
    for row in rows:
        paths[row[0]] = row[6] or ""
    return paths


def _bounds(
    columns: "_Columns", rows: Sequence[Any], limits: Sequence[tuple[int, str, float, float]]
) -> dict[str, Any]:
    """What each measures, and how low and high that can be."""
    place = {pk: index for index, (pk, *_rest) in enumerate(limits)}
    prop = np.array([place[row[2]] for row in rows], np.int16)
    bounds = np.array([(low, high) for _, _, low, high in limits] or [(0.0, 0.0)])
    return {
        "property_code": columns.of(prop, np.int16, -1),
        "low": columns.of(bounds[prop, 0] if rows else [], np.float64, 0),
        "high": columns.of(bounds[prop, 1] if rows else [], np.float64, 0),
    }


def _keys(rows: Sequence[Any]) -> dict[str, Any]:
    """Datastreams by key and by channel; a datastream's own key goes before a channel's."""
    channels = list(Channel.objects.values_list("key", "datastream_id", "factor", "offset"))
    own = {row[1]: row[0] for row in rows}
    return {
        "ids": {**{key: stream for key, stream, _, _ in channels}, **own},
        "conversions": {
            key: (factor, offset)
            for key, _, factor, offset in channels
            if key not in own and (factor, offset) != (1, 0)
        },
    }


def _pair(
    get: Callable[[str], tuple[float, float] | None], key: object
) -> tuple[float, float] | None:
    return get(key) if isinstance(key, str) else None


PLACES = {"lon": "lon_from", "lat": "lat_from"}
KEY_ENDS = re.compile(r"[./](lon|lat)$")


def _moving(columns: "_Columns", rows: Sequence[Any]) -> dict[str, Any]:
    """A thing moves when it has a datastream whose key ends in `.lon` and one in `.lat`."""
    ends: dict[int, dict[str, int]] = {}
    size: dict[int, int] = {}
    for pk, key, *_rest, thing in rows:
        size[thing] = size.get(thing, 0) + 1
        if found := KEY_ENDS.search(key):
            ends.setdefault(thing, {})[found[1]] = pk
    moving = {thing: both for thing, both in ends.items() if len(both) == len(PLACES)}
    places = {
        column: columns.of([moving.get(row[-1], {}).get(end, 0) for row in rows], np.int32, 0)
        for end, column in PLACES.items()
    }
    # A thing that tells only its place is shown by the first of the two.
    return {
        **places,
        "hidden": columns.of(
            [
                row[0] in (both := moving.get(row[-1], {})).values()
                and (size[row[-1]] > len(PLACES) or row[0] == both["lat"])
                for row in rows
            ],
            np.bool_,
            0,
        ),
    }


@dataclass(frozen=True)
class _Columns:
    size: int
    index: npt.NDArray[np.int64]

    def of(self, values: object, dtype: type, empty: float) -> npt.NDArray[Any]:
        column: npt.NDArray[Any] = np.full(self.size, empty, dtype)
        column[self.index] = values
        return column


def groups_of(paths: Sequence[str]) -> npt.NDArray[np.int32]:
    """Number of the area of each level of LEVELS that each path lies in, −1 for none."""
    groups = np.full((len(LEVELS), len(paths)), -1, np.int32)
    number: dict[str, int] = {}
    for row, path in enumerate(paths):
        codes = path.rstrip("/").split("/") if path else []
        for depth in range(min(len(codes), len(LEVELS))):
            area = "/".join(codes[: depth + 1])
            groups[depth, row] = number.setdefault(area, len(number))
    return groups

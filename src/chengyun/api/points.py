"""Where the datastreams are and how they stand, cut to what the reader may see.

Places on the wire are whole millionths of a degree (11 cm at most), int32.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from chengyun.api import hub
from chengyun.people.policy import Viewer, scope_for
from chengyun.sensing.live import LiveState
from chengyun.sensing.registry import Registry, load

Ids = npt.NDArray[np.int32]
# Codes of properties; None is all of them.
Codes = Collection[str] | None
MICRO = 1e6
BINARY = "application/octet-stream"
ALIGN = 8


@dataclass
class _Held:
    """The registry as this process last read it, and what follows from it."""

    registry: Registry | None = None
    movers: Ids | None = None
    masks: dict[str, npt.NDArray[np.bool_]] = field(default_factory=dict)


_held = _Held()


def registry() -> Registry:
    """The registry; read from the database the first time."""
    if _held.registry is None:
        _held.registry = load()
    return _held.registry


def hold(new: Registry | None) -> None:
    """Use this registry from now on (None: read it again when next asked)."""
    _held.registry = new
    _held.movers = None
    _held.masks.clear()


def mask(area_path: str | None) -> npt.NDArray[np.bool_]:
    """Which datastreams lie within the area; the empty path is everywhere."""
    if area_path is None:
        return np.zeros(registry().size, np.bool_)
    found = _held.masks.get(area_path)
    if found is None:
        held = registry()
        inside = np.fromiter(
            (path.startswith(area_path) for path in held.paths), np.bool_, held.size
        )
        found = _held.masks[area_path] = inside & (held.property_code >= 0)
    return found


def shown(area_path: str | None) -> npt.NDArray[np.bool_]:
    """`mask` without the datastreams that only say where another one is."""
    inside, hidden = mask(area_path), registry().hidden
    return inside & ~hidden if len(hidden) else inside


def observing(of: Codes) -> npt.NDArray[np.bool_]:
    """Which datastreams observe one of the properties (their codes); None is all of them."""
    held = registry()
    if of is None:
        return np.ones(held.size, np.bool_)
    wanted = [held.properties.index(code) for code in of if code in held.properties]
    return np.isin(held.property_code, wanted)


def only_within(ids: Ids, area_path: str | None) -> Ids:
    """Those of the datastreams that are shown there."""
    inside = shown(area_path)
    ids = ids[ids < len(inside)]
    return ids[inside[ids]]


def moved(ids: Ids, area_path: str | None) -> Ids:
    """The points of an area whose place is told by one of the datastreams `ids`."""
    held, movers = registry(), _movers()
    if not len(movers):
        return movers
    spoke = np.zeros(held.size, np.bool_)
    spoke[ids[ids < held.size]] = True
    return only_within(
        movers[spoke[held.lon_from[movers]] | spoke[held.lat_from[movers]]], area_path
    )


def places(ids: npt.NDArray[Any], live: LiveState) -> tuple[Ids, Ids]:
    """Longitudes and latitudes in millionths of a degree: the last told, else the registered."""
    held = registry()
    lon, lat = held.lon[ids].copy(), held.lat[ids].copy()
    if len(held.lon_from):
        told = _told(held, ids, live)
        lon[told] = live.value[held.lon_from[ids[told]]]
        lat[told] = live.value[held.lat_from[ids[told]]]
    return _micro(lon), _micro(lat)


def columns(viewer: Viewer, within: str, of: Codes = None) -> dict[str, Any]:
    """All points of an area as lists, for readers of JSON."""
    arrays = _arrays(viewer, within, of)
    lists = {name: column.tolist() for name, column in arrays.items()}
    return {
        **lists,
        "lon": (arrays["lon"] / MICRO).tolist(),
        "lat": (arrays["lat"] / MICRO).tolist(),
        "value": [None if np.isnan(v) else round(float(v), 4) for v in arrays["value"]],
        "properties": registry().properties,
    }


def packed(viewer: Viewer, within: str, of: Codes = None) -> bytes:
    """The same as columns of raw numbers: 4 bytes length of a JSON head, the head, the columns.

    The head names each column with its type, in order; head and columns are little-endian and each
    is filled up to a multiple of 8 bytes (the head counts its 4 bytes of length and its filling).
    """
    arrays = _arrays(viewer, within, of)
    arrays["value"] = arrays["value"].astype(np.float32)
    head = msgspec.json.encode(
        {
            "rows": len(arrays["id"]),
            "properties": registry().properties,
            "columns": [[name, column.dtype.name] for name, column in arrays.items()],
        }
    )
    head += b" " * (-(len(head) + 4) % ALIGN)
    return len(head).to_bytes(4, "little") + head + b"".join(map(_filled, arrays.values()))


def counts(viewer: Viewer, within: str, now_us: int, of: Codes = None) -> dict[str, int]:
    """How many datastreams there are, report in time and are in alarm; `of` some properties."""
    held = registry()
    inside = mask(scope_for(viewer).area_path) & mask(within)
    ids = np.flatnonzero(inside & observing(of))
    patience = np.where(held.interval_s[ids] > 0, held.interval_s[ids] * LATE, 86_400)
    return hub.current().live.counts(ids, now_us, (patience * 1e6).astype(np.int64))


LATE = 3


def _arrays(viewer: Viewer, within: str, of: Codes = None) -> dict[str, npt.NDArray[Any]]:
    held, live = registry(), hub.current().live
    inside = shown(scope_for(viewer).area_path) & mask(within)
    ids = np.flatnonzero(inside & observing(of))
    live.grow(held.size)
    lon, lat = places(ids, live)
    return {
        "id": ids.astype(np.int32),
        "lon": lon,
        "lat": lat,
        "time": (live.time[ids] // 1_000_000).astype(np.int32),
        "value": live.value[ids],
        "property": held.property_code[ids],
        "state": live.state[ids],
        "quality": live.quality[ids],
    }


def _movers() -> Ids:
    if _held.movers is None:
        held = registry()
        still = np.zeros(held.size, np.int32)
        _held.movers = np.flatnonzero(held.lon_from if len(held.lon_from) else still).astype(
            np.int32
        )
    return _held.movers


def _told(held: Registry, ids: npt.NDArray[Any], live: LiveState) -> npt.NDArray[np.int64]:
    live.grow(held.size)
    moving = held.lon_from[ids] > 0
    lon, lat = live.value[held.lon_from[ids]], live.value[held.lat_from[ids]]
    return np.flatnonzero(moving & np.isfinite(lon) & np.isfinite(lat))


def _micro(degrees: npt.NDArray[np.float64]) -> Ids:
    return np.round(np.nan_to_num(degrees) * MICRO).astype(np.int32)


def _filled(column: npt.NDArray[Any]) -> bytes:
    raw = np.ascontiguousarray(column, column.dtype.newbyteorder("<")).tobytes()
    return raw + bytes(-len(raw) % ALIGN)

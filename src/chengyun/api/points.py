"""Where the datastreams are and how they stand, cut to what the reader may see."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from chengyun.api import hub
from chengyun.people.policy import Viewer, scope_for
from chengyun.sensing.registry import Registry, load


@dataclass
class _Held:
    """The registry as this process last read it."""

    registry: Registry | None = None
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


def only_within(ids: npt.NDArray[np.int32], area_path: str | None) -> npt.NDArray[np.int32]:
    inside = mask(area_path)
    ids = ids[ids < len(inside)]
    return ids[inside[ids]]


def columns(viewer: Viewer, within: str) -> dict[str, Any]:
    """All points of an area as columns, for the map."""
    held, live = registry(), hub.current().live
    ids = np.flatnonzero(mask(scope_for(viewer).area_path) & mask(within))
    live.grow(held.size)
    value = live.value[ids]
    return {
        "id": ids.tolist(),
        "lon": np.round(held.lon[ids], 6).tolist(),
        "lat": np.round(held.lat[ids], 6).tolist(),
        "property": held.property_code[ids].tolist(),
        "properties": held.properties,
        "state": live.state[ids].tolist(),
        "value": [None if np.isnan(v) else round(float(v), 4) for v in value],
        "time": (live.time[ids] // 1_000_000).tolist(),
    }


LATE = 3


def counts(viewer: Viewer, within: str, now_us: int) -> dict[str, int]:
    """How many datastreams there are, report in time and are in alarm."""
    held = registry()
    ids = np.flatnonzero(mask(scope_for(viewer).area_path) & mask(within))
    patience = np.where(held.interval_s[ids] > 0, held.interval_s[ids] * LATE, 86_400)
    return hub.current().live.counts(ids, now_us, (patience * 1e6).astype(np.int64))

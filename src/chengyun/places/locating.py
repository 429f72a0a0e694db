"""Which area holds a point: outlines in a spatial index. Pure but for the shapes' parsing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from shapely import STRtree, points
from shapely.geometry import shape


@dataclass(frozen=True)
class Outlines:
    """Outlines of areas that do not overlap, with their ids."""

    ids: tuple[int, ...]
    tree: STRtree

    @staticmethod
    def of(areas: Iterable[tuple[int, dict[str, Any]]]) -> "Outlines":
        """From (id, GeoJSON geometry)."""
        pairs = [(key, shape(geometry)) for key, geometry in areas]
        return Outlines(tuple(key for key, _ in pairs), STRtree([held for _, held in pairs]))

    def find_all(self, lons: Sequence[float], lats: Sequence[float]) -> list[int | None]:
        """The id of the area that holds each point (degrees), or None."""
        spots = points(np.asarray(lons, dtype=float), np.asarray(lats, dtype=float))
        which, hit = self.tree.query(spots, predicate="intersects")
        found: list[int | None] = [None] * len(lons)
        # Backwards, so that on a shared border the first outline has it.
        for spot, index in zip(which[::-1].tolist(), hit[::-1].tolist(), strict=True):
            found[spot] = self.ids[index]
        return found

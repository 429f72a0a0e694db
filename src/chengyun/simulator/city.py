"""The whole city in one value, with the two questions every other module asks of it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from chengyun.simulator import buildings, division, network
from chengyun.simulator import geometry as g
from chengyun.simulator import ground as grounds
from chengyun.simulator.atlas import ground as atlas
from chengyun.simulator.atlas import names as people_names
from chengyun.simulator.buildings import Building
from chengyun.simulator.division import Cell, Division
from chengyun.simulator.ground import Ground
from chengyun.simulator.network import Rail, Way


@dataclass(frozen=True)
class City:
    """Everything built from one seed, in metres. Codes and names follow the cells' order."""

    seed: int
    ground: Ground
    division: Division
    ways: tuple[Way, ...]
    rails: tuple[Rail, ...]
    buildings: tuple[Building, ...]

    @cached_property
    def committee_codes(self) -> tuple[str, ...]:
        streets = [c.street for c in self.division.committees]
        return _numbered([atlas.STREETS[s].code for s in streets])

    @cached_property
    def cell_codes(self) -> tuple[str, ...]:
        return _numbered([self.committee_codes[c.committee] for c in self.division.cells])

    @cached_property
    def committee_names(self) -> tuple[str, ...]:
        return tuple(_committee_names(self.division))

    @cached_property
    def dry_cells(self) -> tuple[int, ...]:
        """Indices of the cells whose middle is on land."""
        return tuple(
            k for k, c in enumerate(self.division.cells) if not self._wet(c) and c.people > 1
        )

    def _wet(self, cell: Cell) -> bool:
        return bool(self.ground.river.intersects(cell.metres.representative_point()))

    @cached_property
    def _cell_tree(self) -> shapely.STRtree:
        return shapely.STRtree([c.metres for c in self.division.cells])

    @cached_property
    def _named(self) -> tuple[list[str], shapely.STRtree]:
        named = [w for w in self.ways if w.name and w.kind != "motorway"]
        return [w.name for w in named], shapely.STRtree([w.line for w in named])

    def cells_at(self, points: g.Floats) -> NDArray[np.int64]:
        """The grid cell nearest to each point (inside the district: the one it lies in)."""
        return np.asarray(self._cell_tree.nearest(shapely.points(points)), dtype=np.int64)

    def inside(self, points: g.Floats) -> g.Floats:
        """The points; those outside the district moved to the middle of the nearest cell."""
        cells = self.cells_at(points)
        shapes = np.array([self.division.cells[k].metres for k in cells])
        for i in np.flatnonzero(~shapely.contains_xy(shapes, points[:, 0], points[:, 1])):
            points[i] = shapes[i].representative_point().coords[0]
        return points

    def roads_at(self, points: g.Floats) -> list[str]:
        """The name of the nearest road with house numbers to each point."""
        names, tree = self._named
        return [names[i] for i in tree.nearest(shapely.points(points))]


def found(seed: int) -> City:
    """Found the city: the same seed founds the same city."""
    ground = grounds.lay(seed)
    known = network.arterials(ground)
    parts = division.divide(ground, network.cuts(known), seed)
    ways = [*known, *network.generated(ground, parts, known, seed)]
    built = buildings.raise_all(ground, parts, ways, seed)
    return City(seed, ground, parts, tuple(ways), tuple(network.metro(ground)), built)


def _numbered(parents: list[str]) -> tuple[str, ...]:
    """Each child's code: its parent's and a running three-digit number."""
    count: dict[str, int] = {}
    codes = []
    for parent in parents:
        count[parent] = count.get(parent, 0) + 1
        codes.append(f"{parent}{count[parent]:03d}")
    return tuple(codes)


def _committee_names(parts: Division) -> list[str]:
    count: dict[int, int] = {}
    names = []
    for committee in parts.committees:
        turn = count.get(committee.street, 0)
        count[committee.street] = turn + 1
        names.append(_committee_name(atlas.STREETS[committee.street].code, turn))
    return names


def _committee_name(street: str, turn: int) -> str:
    roots = people_names.COMMITTEE_ROOTS[street].split()
    again, place = divmod(turn, len(roots))
    number = people_names.NUMERALS[again] if again else ""
    return f"{roots[place]}{'第' + number if number else ''}居委会"

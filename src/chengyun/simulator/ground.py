"""The ground of the district in metres: outline, streets, water, parks."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon
from shapely.ops import polygonize, unary_union

from chengyun.simulator import geometry as g
from chengyun.simulator.atlas import ground as atlas

FAR_EAST, FAR_WEST, FAR_NORTH = 121.60, 121.20, 31.30


@dataclass(frozen=True)
class Ground:
    """Everything that lies on the ground, in metres; `streets` in the order of the atlas."""

    outline: Polygon
    streets: tuple[Polygon, ...]
    river: Polygon
    bank: LineString
    creeks: tuple[tuple[str, Polygon], ...]
    parks: tuple[tuple[str, Polygon], ...]
    riverside_road: LineString
    water: shapely.Geometry
    green: shapely.Geometry


def lay(seed: int) -> Ground:
    """Lay out the ground; the same seed gives the same ground."""
    middle = g.drawn(atlas.RIVER, 60)
    river = middle.buffer(atlas.RIVER_HALF_WIDTH_M, cap_style="flat")
    outline = _outline()
    near = outline.buffer(60)
    creeks = tuple(
        (c.name, _creek(c, seed).intersection(near).difference(river)) for c in atlas.CREEKS
    )
    water = unary_union([river, *(shape for _, shape in creeks)])
    land_side = _side(middle, atlas.RIVER_HALF_WIDTH_M)
    road = _side(middle, atlas.RIVER_HALF_WIDTH_M + atlas.RIVERSIDE_ROAD_OFFSET_M)
    parks = _parks(seed, outline, water, _riverside(middle, outline, river))
    green = unary_union([shape for _, shape in parks])
    streets = tuple(_streets(outline, seed))
    return Ground(outline, streets, river, land_side, creeks, parks, road, water, green)


def _outline() -> Polygon:
    wide = [*atlas.LAND_BORDER, (FAR_EAST, atlas.RIVER[4][1]), (FAR_EAST, 31.1040)]
    west = [(FAR_WEST, atlas.RIVER[-1][1]), (FAR_WEST, FAR_NORTH), (atlas.RIVER[0][0], FAR_NORTH)]
    shore = Polygon(np.vstack([g.smooth(g.to_metres(atlas.RIVER), 60), g.to_metres(west)]))
    target = sum(s.km2 for s in atlas.STREETS) * 1e6
    return g.fit_area(Polygon(g.to_metres(wide)), shore, target)


def _streets(outline: Polygon, seed: int) -> list[Polygon]:
    sites = g.to_metres([(s.lon, s.lat) for s in atlas.STREETS])
    targets = np.array([s.km2 for s in atlas.STREETS])
    weights = g.fitted_weights(g.sample(outline, 30), sites, targets)
    cells = g.power_cells(outline, sites, weights)
    edges = shapely.union_all([c.boundary for c in cells], grid_size=0.01).segmentize(60)
    bent = shapely.transform(edges, lambda xy: g.warp(xy, seed, 26, 1500))
    faces = list(polygonize(unary_union(bent)))
    tree = shapely.STRtree(faces)
    centres = [
        shapely.transform(c.representative_point(), lambda xy: g.warp(xy, seed, 26, 1500))
        for c in cells
    ]
    return [faces[int(tree.nearest(c))] for c in centres]


def _creek(creek: atlas.Creek, seed: int) -> Polygon:
    line = shapely.transform(g.drawn(creek.line), lambda xy: g.warp(xy, seed, 9, 500))
    return line.buffer(creek.width_m / 2)


def _side(middle: LineString, distance: float) -> LineString:
    # The river is drawn from north to south: the district is on its right hand.
    return shapely.simplify(middle.offset_curve(-distance), 2)


def _riverside(middle: LineString, outline: Polygon, river: Polygon) -> Polygon:
    reach = atlas.RIVER_HALF_WIDTH_M + atlas.RIVERSIDE_DEPTH_M
    band = middle.buffer(-reach, single_sided=True).difference(river)
    return band.intersection(outline.buffer(-60))


def _parks(
    seed: int, outline: Polygon, water: shapely.Geometry, riverside: Polygon
) -> tuple[tuple[str, Polygon], ...]:
    shapes = [(atlas.RIVERSIDE_PARK, riverside)]
    for i, park in enumerate(atlas.PARKS):
        centre = g.to_metres([(park.lon, park.lat)])[0]
        shape = g.blob(centre, park.length_m, park.width_m, park.turn, seed + i)
        shapes.append((park.name, shape.difference(riverside)))
    dry = (
        (name, shape.difference(water.buffer(6)).intersection(outline)) for name, shape in shapes
    )
    return tuple((name, shape) for name, shape in dry if shape.area > 1000)

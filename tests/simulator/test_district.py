"""The simulated district: counts, exact tiling, true sizes, everything in its place."""

import hashlib
import json
import math
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

import chengyun.packs
from chengyun.simulator import district
from chengyun.simulator.atlas.ground import STREETS

District = dict[str, Any]


def areas(seven: District, level: str) -> list[District]:
    return [a for a in seven["areas"] if a["level"] == level]


def boundaries(seven: District, level: str) -> np.ndarray:
    return np.array([shape(a["boundary"]) for a in areas(seven, level)])


def layer(seven: District, kind: str) -> list[District]:
    [found] = [x for x in seven["layers"] if x["kind"] == kind]
    return found["features"]["features"]


def square_km(boundary: shapely.Geometry) -> float:
    east = 111.32 * math.cos(math.radians(boundary.centroid.y))
    return boundary.area * east * 110.87


def test_the_same_seed_gives_the_same_bytes(seven: District) -> None:
    once, again = district.dumps(seven), district.dumps(district.build(7))
    assert hashlib.sha256(once).digest() == hashlib.sha256(again).digest()


def test_a_built_district_is_kept(seven: District, tmp_path: Path) -> None:
    (tmp_path / "district-7.json").write_bytes(district.dumps(seven))
    assert json.loads(district.kept(7, tmp_path).read_bytes()) == seven


def test_the_file_is_small_enough_to_read_in_a_breath(seven: District) -> None:
    assert len(district.dumps(seven)) < 12_000_000


def test_a_district_has_thirteen_streets_306_committees_and_3000_cells(seven: District) -> None:
    levels = Counter(a["level"] for a in seven["areas"])
    assert levels == {"district": 1, "street": 13, "committee": 306, "grid": 3000}


def test_codes_are_made_of_their_parents_codes(seven: District) -> None:
    known = {a["code"]: a for a in seven["areas"]}
    assert len(known) == len(seven["areas"])
    for area in seven["areas"][1:]:
        assert area["code"].startswith(area["parent"])
        assert area["parent"] in known
    assert {len(a["code"]) for a in areas(seven, "grid")} == {15}


def test_committee_names_differ_within_a_street(seven: District) -> None:
    names = Counter((a["parent"], a["name"]) for a in areas(seven, "committee"))
    assert max(names.values()) == 1


@pytest.mark.parametrize("level", ["street", "committee", "grid"])
def test_areas_tile_the_district_without_gap_or_overlap(seven: District, level: str) -> None:
    parts = boundaries(seven, level)
    [whole] = boundaries(seven, "district")
    assert all(p.geom_type == "Polygon" and p.is_valid for p in parts)
    assert shapely.coverage_is_valid(parts)
    assert shapely.coverage_union_all(parts).normalize() == whole.normalize()
    assert not whole.interiors


@pytest.mark.parametrize(("level", "length"), [("street", 9), ("committee", 12)])
def test_an_area_is_exactly_the_sum_of_its_cells(seven: District, level: str, length: int) -> None:
    cells = boundaries(seven, "grid")
    owners = np.array([a["code"][:length] for a in areas(seven, "grid")])
    for area in areas(seven, level):
        united = shapely.coverage_union_all(cells[owners == area["code"]])
        assert united.normalize() == shape(area["boundary"]).normalize()


def test_streets_have_their_true_size_and_hold_their_label_point(seven: District) -> None:
    for street, boundary in zip(STREETS, boundaries(seven, "street"), strict=True):
        assert square_km(boundary) == pytest.approx(street.km2, rel=0.05)
        assert boundary.covers(shapely.Point(street.lon, street.lat))


def test_population_adds_up_to_about_a_million(seven: District) -> None:
    total = seven["areas"][0]["population"]
    assert 1_050_000 < total < 1_150_000
    for level, slack in (("street", 0), ("committee", 200), ("grid", 2000)):
        assert abs(sum(a["population"] for a in areas(seven, level)) - total) <= slack


def test_the_middle_of_an_area_lies_in_it(seven: District) -> None:
    for area in seven["areas"]:
        assert shape(area["boundary"]).covers(shapely.Point(area["lon"], area["lat"]))


def test_every_thing_and_facility_lies_in_its_cell(seven: District) -> None:
    cells = {a["code"]: shape(a["boundary"]).buffer(2e-5) for a in areas(seven, "grid")}
    for place in [*seven["things"], *seven["facilities"]]:
        assert cells[place["area"]].covers(shapely.Point(place["lon"], place["lat"])), place


def test_twenty_thousand_datastreams_each_with_its_own_key(seven: District) -> None:
    streams = [s for t in seven["things"] for s in t["datastreams"]]
    assert len({s["key"] for s in streams}) == len(streams) == 20_000
    assert len({t["key"] for t in seven["things"]}) == len(seven["things"])
    assert all(10 <= s["interval_s"] <= 900 for s in streams)
    assert 100 <= sum(1 / s["interval_s"] for s in streams) <= 200
    assert {s["property"] for s in streams} == {
        "pm25", "noise", "water_level", "rain", "manhole_tilt", "smoke", "gas", "lift_fault",
        "charger_temp", "bin_fill", "crowd", "longitude", "latitude", "speed", "sos", "pm10",
        "wind_speed", "wind_from", "tank_turbidity", "camera_fault",
        "fire_facility",
    }  # fmt: skip


def test_the_map_has_water_parks_roads_metro_and_buildings(seven: District) -> None:
    assert {x["kind"] for x in seven["layers"]} == {"water", "park", "road", "metro", "building"}
    assert 4_000 <= len(layer(seven, "building")) <= 6_000
    road_names = {f["properties"]["name"] for f in layer(seven, "road")}
    assert {
        "肇嘉浜路",
        "漕溪北路",
        "沪闵路",
        "龙吴路",
        "衡山路",
        "淮海中路",
        "龙腾大道",
    } <= road_names
    lines = {f["properties"]["name"] for f in layer(seven, "metro")}
    assert {f"{n}号线" for n in (1, 3, 4, 7, 9, 11, 12, 15)} <= lines


def test_no_building_stands_in_the_water_or_in_a_park(seven: District) -> None:
    closed = [shape(f["geometry"]) for k in ("water", "park") for f in layer(seven, k)]
    tree = shapely.STRtree(closed)
    middles = [shape(f["geometry"]).centroid for f in layer(seven, "building")]
    assert tree.query(middles, predicate="intersects").size == 0


def test_the_river_is_smooth(seven: District) -> None:
    [river] = [f for f in layer(seven, "water") if f["properties"]["name"] == "黄浦江"]
    corners = np.array(river["geometry"]["coordinates"][0])
    steps = [b - a for a, b in pairwise(corners)]
    turns = [a @ b / np.hypot(*a) / np.hypot(*b) for a, b in pairwise(steps)]
    assert np.median(turns) > math.cos(0.1)


def test_officers_belong_to_known_units_and_areas(seven: District) -> None:
    units = {u["code"] for u in seven["units"]}
    codes = {a["code"] for a in seven["areas"]}
    assert len({o["username"] for o in seven["officers"]}) == len(seven["officers"])
    for officer in seven["officers"]:
        assert officer["unit"] in units
        assert officer["area"] in codes
        assert officer["phone"].startswith("1000000")


def test_the_personas_of_the_guide_are_there(seven: District) -> None:
    roles = {o["username"]: (o["name"], o["role"]) for o in seven["officers"]}
    assert roles["zhoumin"] == ("周敏", "duty_officer")
    assert roles["chenli"] == ("陈立", "dispatcher")
    assert roles["wangfang"] == ("王芳", "grid_officer")
    assert roles["liqiang"] == ("李强", "handler")
    assert roles["zhaoguohua"] == ("赵国华", "leader")
    assert roles["admin"][1] == "administrator"


def test_every_unit_has_handlers(seven: District) -> None:
    at_work = {o["unit"] for o in seven["officers"] if o["role"] == "handler"}
    assert at_work == {u["code"] for u in seven["units"]}


def test_every_case_type_of_the_packs_finds_a_unit_of_its_kind(seven: District) -> None:
    packs = Path(chengyun.packs.__file__).parent.glob("*/pack.py")
    asked = {kind for p in packs for kind in re.findall(r'unit_kind="(\w+)"', p.read_text())}
    assert asked
    assert asked <= {u["kind"] for u in seven["units"]}


def test_there_are_39_neighbourhood_centres(seven: District) -> None:
    kinds = Counter(f["kind"] for f in seven["facilities"])
    assert kinds["neighbourhood_centre"] == 39
    assert kinds["school"] >= 90
    assert kinds["pumping_station"] >= 13

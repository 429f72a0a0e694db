"""A real city from OpenStreetMap."""

import json
from pathlib import Path

import pytest

from chengyun.places.models import Area, BaseLayer, Facility
from chengyun.places.services import ImportFault, import_osm
from tests.data import shared


@pytest.fixture(scope="module")
def monaco() -> Path:
    return shared("osm/monaco.osm.pbf")


def features(kind: str) -> int:
    return len(json.loads(BaseLayer.objects.get(kind=kind).geojson)["features"])


def test_a_real_city_becomes_areas_roads_buildings_and_facilities(db: None, monaco: Path) -> None:
    root = import_osm(monaco)
    assert (root.name, root.level, root.parent) == ("Monaco", "district", None)
    streets = Area.objects.filter(parent=root)
    assert {"Monte-Carlo", "La Condamine", "Fontvieille"} <= set(
        streets.values_list("name", flat=True)
    )
    assert all(area.path.startswith(root.path) and area.boundary for area in streets)
    assert features("road") > 1_500 and features("building") > 1_000
    assert Facility.objects.count() > 600
    assert Facility.objects.filter(area__in=streets).count() > 500


def test_taking_a_city_in_again_adds_nothing(db: None, monaco: Path) -> None:
    def state() -> tuple[int, int, int]:
        return Area.objects.count(), Facility.objects.count(), features("road")

    import_osm(monaco)
    first = state()
    import_osm(monaco)
    assert state() == first


def test_an_extract_that_is_cut_in_half_is_told_so_and_leaves_nothing(
    db: None, monaco: Path, tmp_path: Path
) -> None:
    half = tmp_path / "half.osm.pbf"
    whole = monaco.read_bytes()
    half.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ImportFault, match=r"half\.osm\.pbf is cut off"):
        import_osm(half)
    assert not Area.objects.exists() and not BaseLayer.objects.exists()


def test_what_is_no_extract_is_told_so(db: None, tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.osm.pbf"
    rubbish.write_bytes(b"not a map" * 100)
    with pytest.raises(ImportFault):
        import_osm(rubbish)
    with pytest.raises(ImportFault, match="not there"):
        import_osm(tmp_path / "missing.osm.pbf")

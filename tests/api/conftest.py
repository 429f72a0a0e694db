"""A small district file."""

import json
from typing import Any

import pytest

PROPERTIES = ("water_level", "smoke", "pm25", "noise", "manhole_tilt", "gas", "lift_fault",
              "charger_temp", "bin_fill", "crowd", "rain")  # fmt: skip


def square(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def small_district() -> dict[str, Any]:
    box = square(121.42, 31.18, 121.45, 31.20)

    def area(code: str, name: str, level: str, parent: str | None) -> dict[str, Any]:
        return {"code": code, "name": name, "level": level, "parent": parent, "lon": 121.43,
                "lat": 31.19, "population": 9, "boundary": box}  # fmt: skip

    point = {"type": "Point", "coordinates": [121.43, 31.19]}
    return {
        "format": "chengyun-district/1",
        "simulated": True,
        "seed": 7,
        "areas": [
            area("310104", "徐汇区", "district", None),
            area("310104014", "徐家汇街道", "street", "310104"),
        ],
        "layers": [
            {
                "kind": "park",
                "features": {
                    "type": "FeatureCollection",
                    "features": [
                        {"type": "Feature", "properties": {"name": "徐家汇公园"}, "geometry": point}
                    ],
                },
            }
        ],
        "facilities": [
            {"key": "f-1", "kind": "school", "name": "一小", "area": "310104014",
             "lon": 121.43, "lat": 31.19}
        ],
        "units": [
            {"code": "water", "name_zh": "区水务局", "name_en": "Water", "kind": "water",
             "area": "310104"}
        ],
        "officers": [
            {"username": "liqiang", "name": "李强", "role": "handler", "unit": "water",
             "area": "310104", "phone": "100"},
            {"username": "admin", "name": "管理员", "role": "administrator", "unit": None,
             "area": "310104"},
        ],
        "things": [
            {"key": "t-1", "kind": "gauge", "name": "水位计", "area": "310104014",
             "lon": 121.43, "lat": 31.19,
             "datastreams": [{"key": "t-1/level", "property": "water_level", "interval_s": 60}]}
        ],
    }  # fmt: skip


@pytest.fixture
def properties(db: None) -> None:
    from chengyun.sensing.models import ObservedProperty

    ObservedProperty.objects.bulk_create(
        ObservedProperty(code=code, minimum=-99, maximum=9999) for code in PROPERTIES
    )


@pytest.fixture
def district_json(tmp_path: Any, properties: None) -> Any:
    path = tmp_path / "district.json"
    path.write_text(json.dumps(small_district(), ensure_ascii=False))
    return path

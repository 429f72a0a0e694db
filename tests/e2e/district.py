"""A small district file: one sub-district, a water level gauge, a smoke detector, officers."""

import json
from pathlib import Path
from typing import Any

PASSWORD = "一网统管-2026"


def square(lon: float, lat: float, half: float) -> dict[str, Any]:
    ring = [
        (lon - half, lat - half),
        (lon + half, lat - half),
        (lon + half, lat + half),
        (lon - half, lat + half),
        (lon - half, lat - half),
    ]
    return {"type": "Polygon", "coordinates": [ring]}


def area(code: str, name: str, level: str, parent: str, half: float) -> dict[str, Any]:
    lon, lat = 121.4319, 31.1919
    return {
        "code": code, "name": name, "name_en": name, "level": level, "parent": parent or None,
        "lon": lon, "lat": lat, "population": 1000, "boundary": square(lon, lat, half),
    }  # fmt: skip


LIFTS = 100


def lift_at(n: int) -> tuple[float, float]:
    """A place of its own for each lift, some 350 m from the next."""
    return round(121.4149 + (n % 10) * 0.0037, 6), round(31.1749 + (n // 10) * 0.0033, 6)


def thing(
    key: str, code: str, interval: int = 60, at: tuple[float, float] = (121.4319, 31.1919)
) -> dict[str, Any]:
    return {
        "key": key, "kind": code, "name": f"试验{key}", "area": "310104014001001",
        "lon": at[0], "lat": at[1],
        "datastreams": [{"key": f"{key}/{code}", "property": code, "interval_s": interval}],
    }  # fmt: skip


def officer(
    username: str, name: str, role: str, unit: str | None, area_code: str = "310104"
) -> dict[str, Any]:
    return {"username": username, "name": name, "role": role, "unit": unit, "area": area_code}


def write_district(path: Path, gauges: int = 3) -> Path:
    text = json.dumps(
        {
            "format": "chengyun-district/1",
            "simulated": True,
            "seed": 1,
            "areas": [
                area("310104", "徐汇区", "district", "", 0.05),
                area("310104014", "徐家汇街道", "street", "310104", 0.02),
                area("310104014001", "乐山居委会", "committee", "310104014", 0.01),
                area("310104014001001", "乐山第一网格", "grid", "310104014001", 0.005),
            ],
            "layers": [],
            "facilities": [],
            "units": [
                {
                    "code": "centre",
                    "name_zh": "区城运中心",
                    "name_en": "Centre",
                    "kind": "centre",
                    "area": "310104",
                },
                {
                    "code": "water",
                    "name_zh": "区水务局",
                    "name_en": "Water",
                    "kind": "water",
                    "area": "310104",
                },
                {
                    "code": "fire",
                    "name_zh": "区消防救援支队",
                    "name_en": "Fire",
                    "kind": "fire",
                    "area": "310104",
                },
                {
                    "code": "street-014",
                    "name_zh": "徐家汇街道办事处",
                    "name_en": "Xujiahui",
                    "kind": "street",
                    "area": "310104014",
                },
            ],
            "officers": [
                officer("zhoumin", "周敏", "duty_officer", "centre"),
                officer("chenli", "陈立", "dispatcher", "centre"),
                officer("sunjie", "孙捷", "administrator", "centre"),
                officer("liqiang", "李强", "handler", "water"),
                officer("zhaoguohua", "赵国华", "leader", None),
                officer("wangfang", "王芳", "grid_officer", "street-014", "310104014001001"),
            ],
            "things": [
                *(thing(f"lift-{n}", "lift_fault", 600, lift_at(n)) for n in range(LIFTS)),
                thing("smoke-1", "smoke"),
                *(thing(f"gauge-{n}", "water_level") for n in range(gauges)),
            ],
        },
        ensure_ascii=False,
    )
    path.write_text(text)
    return path

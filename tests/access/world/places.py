"""Areas and units."""

import json
from typing import Any

from tests.access.world.parcels import A_BOX, B_BOX, World


def _area(code: str, name: str, level: str, parent: Any, box: Any) -> Any:
    from chengyun.places.models import Area

    west, south, east, north = box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return Area.objects.create(
        code=code, name=name, level=level, parent=parent,
        path=f"{parent.path if parent else ''}{code}/", lon=(west + east) / 2,
        lat=(south + north) / 2,
        boundary=json.dumps({"type": "Polygon", "coordinates": [ring]}),
    )  # fmt: skip


def areas(world: World) -> None:
    from chengyun.people.models import Unit
    from chengyun.places.models import BaseLayer

    root = _area("310104", "徐汇区", "district", None, (121.38, 31.10, 121.48, 31.23))
    world.things["root"] = root
    for side, code, name, box in (("a", "310104014", "徐家汇街道", A_BOX),
                                  ("b", "310104011", "田林街道", B_BOX)):  # fmt: skip
        street = _area(code, name, "street", root, box)
        committee = _area(f"{code}001", f"{name}居委会", "committee", street, box)
        grid = _area(f"{code}001001", f"{name}第一网格", "grid", committee, box)
        world.things |= {f"street_{side}": street, f"grid_{side}": grid}
    for code, name, kind in (("centre", "区城运中心", "centre"), ("water", "区水务局", "water"),
                             ("fire", "区消防救援支队", "fire")):  # fmt: skip
        world.things[code] = Unit.objects.create(code=code, name_zh=name, kind=kind)
    BaseLayer.objects.create(kind="park", geojson='{"type": "FeatureCollection", "features": []}')

"""The layers of the base map: what each source has drawn, kept apart from the others'."""

import json
from typing import Any

from chengyun.places.models import BaseLayer

DISTRICT = ""


def put_layer(kind: str, collection: dict[str, Any], origin: str = DISTRICT) -> None:
    """Replace what this origin has drawn in a layer; the features of others stay."""
    layer = BaseLayer.objects.filter(kind=kind).first() or BaseLayer(kind=kind)
    kept = [f for f in _features(layer) if f["properties"].get("origin", DISTRICT) != origin]
    fresh = [_marked(feature, origin) for feature in collection.get("features", [])]
    whole = {"type": "FeatureCollection", "features": [*kept, *fresh]}
    layer.geojson = json.dumps(whole, separators=(",", ":"), ensure_ascii=False)
    layer.save()


def _features(layer: BaseLayer) -> list[dict[str, Any]]:
    return list(json.loads(layer.geojson)["features"]) if layer.geojson else []


def _marked(feature: dict[str, Any], origin: str) -> dict[str, Any]:
    properties = feature.get("properties") or {}
    return {**feature, "properties": properties | ({"origin": origin} if origin else {})}

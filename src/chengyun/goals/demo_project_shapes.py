"""Where demonstration projects lie on the map."""

import json
import random
import re
from typing import Any

from chengyun.goals.demo_project_words import Work


def shape(work: Work, lon: float, lat: float, rng: random.Random) -> str:
    """A street for what is built along one, an outline for what fills a plot; else nothing."""
    wide, high = rng.uniform(2e-3, 4e-3), rng.uniform(-2e-3, 2e-3)
    if work.kind in ("road", "drain"):
        ends = [[lon - wide, lat - high], [lon, lat], [lon + wide, lat + high]]
        return geojson("LineString", ends)
    if work.kind not in ("park", "renewal"):
        return ""
    half, tall = wide / 2.6, abs(high) / 2 + 6e-4
    west, east, south, north = lon - half, lon + half, lat - tall, lat + tall
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return geojson("Polygon", [ring])


def geojson(kind: str, coordinates: list[Any]) -> str:
    """A geometry, to about a hand's breadth."""
    text = json.dumps({"type": kind, "coordinates": coordinates})
    return re.sub(r"(\d+\.\d{6})\d+", r"\1", text)

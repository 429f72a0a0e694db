"""What the simulated cameras see: a plain drawn street with as many people as are counted there."""

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from zlib import crc32

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from chengyun.simulator.fleet import Fleet
from chengyun.simulator.incidents import Incident

EVERY_S = 45.0
AT_ONCE = 3
NEAR_M = 400.0
SIZE = (640, 360)
HORIZON = 130
CROWDED, MOST_SHOWN = 4000.0, 60
DUSK, WALL, ROAD, KERB, INK = "#33404d", "#222b35", "#3d444b", "#8d8f86", "#e9edf0"
COATS = ("#1d2733", "#47352f", "#2f4a53", "#5b5a49", "#6d3f35")


def cameras(fleet: Fleet, incidents: Iterable[Incident]) -> list[int]:
    """The people counters nearest to what goes on, each within 400 m; the newest first."""
    watching = np.flatnonzero(fleet.kinds == "people_counter")
    found: dict[int, None] = {}
    for one in sorted(incidents, key=lambda one: -one.start_s):
        east, north = fleet.lon[watching] - one.lon, fleet.lat[watching] - one.lat
        away = np.hypot(east * 95_300.0, north * 110_870.0)
        if len(away) and away.min() <= NEAR_M:
            found[int(watching[away.argmin()])] = None
    return list(found)[:AT_ONCE]


def drawn(name: str, people: float, at_s: float) -> bytes:
    """The still of a camera as JPEG; the same street for the same name."""
    street = np.random.default_rng(crc32(name.encode()))
    image = Image.new("RGB", SIZE, DUSK)
    pen = ImageDraw.Draw(image)
    _houses(pen, street)
    _road(pen)
    _walkers(pen, people, np.random.default_rng(int(at_s)))
    _label(pen, name, at_s)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _houses(pen: ImageDraw.ImageDraw, street: np.random.Generator) -> None:
    left = 0
    while left < SIZE[0]:
        wide, high = (int(n) for n in street.integers((50, 40), (120, 118)))
        pen.rectangle((left, HORIZON - high, left + wide - 4, HORIZON + 30), fill=WALL)
        for x in range(left + 8, left + wide - 14, 16):
            for y in range(HORIZON - high + 10, HORIZON - 6, 18):
                pen.rectangle(
                    (x, y, x + 6, y + 8), fill="#d8b871" if street.random() < 0.3 else DUSK
                )
        left += wide


def _road(pen: ImageDraw.ImageDraw) -> None:
    wide, high = SIZE
    pen.polygon(((260, HORIZON + 30), (380, HORIZON + 30), (wide, high), (0, high)), fill=ROAD)
    for near, far in (((0, high), (260, HORIZON + 30)), ((wide, high), (380, HORIZON + 30))):
        pen.line((near, far), fill=KERB, width=3)
    for step in range(5):
        top = HORIZON + 40 + step * step * 9
        pen.line(((320, top), (320, top + 6 + 4 * step)), fill=KERB, width=1 + step)


def _walkers(pen: ImageDraw.ImageDraw, people: float, chance: np.random.Generator) -> None:
    shown = min(MOST_SHOWN, int(3 + MOST_SHOWN * max(people, 0.0) / CROWDED))
    for y in np.sort(chance.uniform(HORIZON + 45, SIZE[1] - 40, shown)):
        tall = 8 + (y - HORIZON) * 0.26
        x = 320 + chance.uniform(-1.15, 1.15) * (60 + (y - HORIZON - 30) * 1.3)
        coat = COATS[int(chance.integers(len(COATS)))]
        pen.rounded_rectangle((x - tall / 6, y - tall * 0.78, x + tall / 6, y), tall / 7, fill=coat)
        pen.ellipse((x - tall / 9, y - tall, x + tall / 9, y - tall * 0.78), fill="#c9a88c")


def _label(pen: ImageDraw.ImageDraw, name: str, at_s: float) -> None:
    told = f"SIMULATED  {name}  {datetime.fromtimestamp(at_s, UTC):%Y-%m-%d %H:%M:%S} UTC"
    pen.rectangle((0, SIZE[1] - 24, SIZE[0], SIZE[1]), fill="#10161c")
    pen.text((10, SIZE[1] - 19), told, fill=INK, font=ImageFont.load_default(13))

"""What a phone would show of a simulated building site: a plain drawn picture that grows with what
is done of the work."""

import io
from datetime import date
from zlib import crc32

import numpy as np
from PIL import Image, ImageDraw, ImageFont

SIZE = (960, 720)
GROUND = 520
SKIES = (("#9fb7c9", "#dfe6e6"), ("#b4bcc2", "#e4e2da"), ("#86aeca", "#e8ebe2"))
EARTH, CONCRETE, STEEL, NET, ASPHALT = "#8d7a62", "#b9b6ae", "#5a6570", "#4f7f6d", "#43474c"
HOARDING, STRIPE, INK, VEST, HELMET = "#2f6f9f", "#e7ecef", "#e9edf0", "#e2702a", "#f2c230"
FLOORS, BAYS = 7, 6
# Kinds of work of which the ground is opened, or planted; all others build upwards.
ROADS, GREEN = ("road", "drain"), ("park",)


def drawn(kind: str, name: str, done: float, day: date, view: int = 0) -> bytes:
    """A photo of a site as JPEG. `done`: share of the work, 0 to 1; the same site for the same
    name, seen from elsewhere for another `view`."""
    chance = np.random.default_rng(crc32(f"{name}-{view}".encode()))
    image = _sky(chance)
    pen = ImageDraw.Draw(image)
    _houses(pen, chance)
    pen.rectangle((0, GROUND, *SIZE), fill=EARTH)
    scene = _trench if kind in ROADS else _garden if kind in GREEN else _building
    scene(pen, chance, min(max(done, 0.0), 1.0))
    _fence(pen)
    _crew(pen, chance)
    _label(pen, name, day)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()


def _sky(chance: np.random.Generator) -> Image.Image:
    top, low = SKIES[int(chance.integers(len(SKIES)))]
    ramp = Image.linear_gradient("L").resize(SIZE)
    return Image.composite(Image.new("RGB", SIZE, low), Image.new("RGB", SIZE, top), ramp)


def _houses(pen: ImageDraw.ImageDraw, chance: np.random.Generator) -> None:
    """The town behind, pale with distance."""
    left = -20
    while left < SIZE[0]:
        wide, high = (int(n) for n in chance.integers((70, 120), (150, 300)))
        pen.rectangle((left, GROUND - high, left + wide, GROUND), fill="#aeb9be")
        for x in range(left + 12, left + wide - 12, 22):
            for y in range(GROUND - high + 14, GROUND - 20, 26):
                pen.rectangle((x, y, x + 9, y + 12), fill="#98a6ad")
        left += wide + 6


def _building(pen: ImageDraw.ImageDraw, chance: np.random.Generator, done: float) -> None:
    """Floor by floor behind a scaffold, under a crane."""
    left, wide, high = 210 + int(chance.integers(0, 120)), 460, 58
    up = max(1, round(FLOORS * min(1.0, done * 1.15)))
    top = GROUND - up * high
    for floor in range(up):
        low = GROUND - floor * high
        pen.rectangle((left, low - high, left + wide, low), fill=CONCRETE)
        pen.rectangle((left, low - high, left + wide, low - high + 7), fill="#8f8c85")
        for bay in range(BAYS):
            x = left + 16 + bay * (wide - 20) // BAYS
            glass = "#6f8ea0" if floor < up * done - 1 else "#55524c"
            pen.rectangle((x, low - high + 18, x + 46, low - 8), fill=glass)
    if done < 0.9:
        _scaffold(pen, left - 26, top - 30, wide + 52)
        _crane(pen, left + wide + 60, top)


def _scaffold(pen: ImageDraw.ImageDraw, left: int, top: int, wide: int) -> None:
    for x in range(left, left + wide + 1, 46):
        pen.line(((x, top), (x, GROUND)), fill=STEEL, width=4)
    for y in range(GROUND, top, -46):
        pen.line(((left, y), (left + wide, y)), fill=STEEL, width=3)
    pen.rectangle((left, top + 20, left + wide // 3, GROUND - 60), fill=NET)


def _crane(pen: ImageDraw.ImageDraw, x: int, top: int) -> None:
    high = max(40, top - 120)
    pen.line(((x, GROUND), (x, high)), fill="#c98a1b", width=12)
    pen.line(((x - 330, high + 8), (x + 90, high + 8)), fill="#c98a1b", width=8)
    pen.line(((x - 240, high + 8), (x - 240, high + 110)), fill=STEEL, width=2)
    pen.rectangle((x - 262, high + 110, x - 218, high + 130), fill="#7b5b3a")


def _trench(pen: ImageDraw.ImageDraw, chance: np.random.Generator, done: float) -> None:
    """A road of which the near part is laid and the far part still open, with a pipe in it."""
    wide, high = SIZE
    pen.polygon(((400, GROUND), (560, GROUND), (wide, high), (0, high)), fill=ASPHALT)
    until = int(GROUND + (high - GROUND) * (1.0 - done))
    half = 30 + (until - GROUND) * 0.9
    pen.polygon(
        ((450, GROUND), (510, GROUND), (480 + half, until), (480 - half, until)), fill="#5e4a36"
    )
    pen.line(((480, GROUND + 4), (480, until - 8)), fill="#9fb0b8", width=16)
    for row in range(6):
        y = GROUND + 24 + row * 32
        x = int(480 + 60 + row * 34 + chance.integers(-6, 6))
        pen.polygon(((x, y), (x - 11, y + 30), (x + 11, y + 30)), fill=VEST)
        pen.line(((x - 6, y + 17), (x + 6, y + 17)), fill=STRIPE, width=4)
    _digger(pen, 150, GROUND + 20)


def _digger(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    pen.rounded_rectangle((x, y + 56, x + 150, y + 92), 16, fill="#2f3338")
    pen.rectangle((x + 18, y - 4, x + 112, y + 58), fill=HELMET)
    pen.rectangle((x + 66, y + 6, x + 104, y + 36), fill="#6f8ea0")
    pen.line(((x + 108, y + 20), (x + 200, y - 70)), fill=HELMET, width=14)
    pen.line(((x + 200, y - 70), (x + 246, y + 30)), fill=HELMET, width=12)
    pen.rectangle((x + 228, y + 26, x + 268, y + 56), fill="#2f3338")


def _garden(pen: ImageDraw.ImageDraw, chance: np.random.Generator, done: float) -> None:
    """Beds and trees, more of them the more is done."""
    pen.rectangle((0, GROUND, int(SIZE[0] * done), SIZE[1]), fill="#6f8f57")
    pen.polygon(((430, GROUND), (480, GROUND), (700, SIZE[1]), (260, SIZE[1])), fill="#c9bfa8")
    for x in np.sort(chance.uniform(30, SIZE[0] - 30, 3 + round(14 * done))):
        tall, foot = float(chance.uniform(120, 230)), float(chance.uniform(GROUND - 6, GROUND + 60))
        pen.line(((x, foot), (x, foot - tall)), fill="#6b4f37", width=9)
        for _leaf in range(7):
            a, b = (float(n) for n in chance.uniform((-46, -tall - 40), (46, -tall + 50)))
            pen.ellipse((x + a - 34, foot + b - 28, x + a + 34, foot + b + 28), fill="#4f7a45")


def _fence(pen: ImageDraw.ImageDraw) -> None:
    top = SIZE[1] - 92
    pen.rectangle((0, top, SIZE[0], SIZE[1]), fill=HOARDING)
    pen.rectangle((0, top, SIZE[0], top + 12), fill=STRIPE)
    for x in range(0, SIZE[0], 120):
        pen.line(((x, top), (x, SIZE[1])), fill="#28608a", width=3)


def _crew(pen: ImageDraw.ImageDraw, chance: np.random.Generator) -> None:
    for x in chance.uniform(80, SIZE[0] - 80, int(chance.integers(2, 6))):
        foot = float(chance.uniform(SIZE[1] - 120, SIZE[1] - 96))
        pen.rectangle((x - 9, foot - 34, x + 9, foot), fill="#2c3a4b")
        pen.rounded_rectangle((x - 13, foot - 72, x + 13, foot - 30), 6, fill=VEST)
        pen.line(((x - 13, foot - 50), (x + 13, foot - 50)), fill=STRIPE, width=4)
        pen.ellipse((x - 9, foot - 90, x + 9, foot - 70), fill="#c9a88c")
        pen.pieslice((x - 11, foot - 96, x + 11, foot - 72), 180, 360, fill=HELMET)


def _label(pen: ImageDraw.ImageDraw, name: str, day: date) -> None:
    told = f"SIMULATED  {name}  {day:%Y-%m-%d}"
    pen.rectangle((0, SIZE[1] - 30, SIZE[0], SIZE[1]), fill="#10161c")
    pen.text((14, SIZE[1] - 25), told, fill=INK, font=ImageFont.load_default(17))

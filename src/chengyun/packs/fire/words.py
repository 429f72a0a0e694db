"""What the registers offer to choose from, small words, and distances on the ground."""

import itertools
import math
from collections.abc import Iterable, Sequence

from chengyun.packs.api import Field, say

Options = tuple[tuple[str, str, str], ...]
BASE = "/scenes/fire/"
SMOKE, HEAT, SILENT = ("smoke_high",), ("charger_hot", "gas_high"), ("smoke_silent",)

VERDICTS: Options = (
    ("real", "真实火情", "A fire"),
    ("false", "误报", "False alarm"),
    ("test", "测试、演练", "Test or drill"),
)
CAUSES: Options = (
    ("cooking", "炊事油烟", "Cooking"),
    ("steam", "水汽、灰尘", "Steam or dust"),
    ("smoking", "吸烟、焚香", "Smoking or incense"),
    ("works", "施工动火", "Hot works"),
    ("device", "设备故障", "The device"),
    ("electric", "电气故障", "Electrical"),
    ("ebike", "电动自行车", "E-bike"),
    ("other", "其他", "Other"),
)
STATIONS: Options = (
    ("first", "一级普通站", "First class"),
    ("second", "二级普通站", "Second class"),
    ("small", "小型站", "Small"),
    ("special", "特勤站", "Special"),
    ("micro", "微型消防站", "Micro station"),
)
LANES: Options = (
    ("clear", "畅通", "Clear"),
    ("narrow", "不足 4 米", "Under 4 metres"),
    ("blocked", "被占堵", "Blocked"),
)
SCENARIOS: Options = (
    ("kitchen", "厨房起火", "Kitchen"),
    ("electric", "电气线路起火", "Wiring"),
    ("ebike", "电动自行车起火", "E-bike"),
    ("high", "高层疏散", "High-rise"),
    ("night", "夜间火警", "At night"),
    ("care", "失能人员转移", "People who cannot walk"),
)
TAKING_PART: Options = (
    ("staff", "单位员工", "Staff"),
    ("people", "住户、师生", "Residents, pupils"),
    ("micro", "微型消防站", "Micro station"),
    ("brigade", "消防救援站", "Fire brigade"),
    ("street", "街道", "Sub-district"),
    ("health", "医疗", "Health"),
    ("police", "公安交警", "Police"),
)


def f(key: str, zh: str, en: str, kind: str = "text", **more: object) -> Field:
    """A field in a line."""
    return Field(key=key, title_zh=zh, title_en=en, kind=kind, **more)  # type: ignore[arg-type]


def word(options: Iterable[tuple[str, str, str]], key: object) -> str:
    """The title of a choice; "" for none."""
    return next((say(zh, en) for name, zh, en in options if name == key), "")


def page(key: str, **asked: str) -> str:
    """The address of a page of this pack."""
    said = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"{BASE}pages/{key}/{'?' if said else ''}{said}"


def apart(lon: float, lat: float, lon2: float | None, lat2: float | None) -> float:
    """Metres between two places of a city; infinite where one is not known."""
    if lon2 is None or lat2 is None:
        return math.inf
    east = (lon2 - lon) * math.cos(math.radians((lat + lat2) / 2))
    return math.hypot(east, lat2 - lat) * 111_195.0


def off_path(lon: float, lat: float, path: Sequence[tuple[float, float]]) -> float:
    """Metres from a place to a drawn way, both in degrees."""
    narrow = math.cos(math.radians(lat))
    points = [((x - lon) * narrow * 111_195.0, (y - lat) * 111_195.0) for x, y in path]
    if len(points) < 2:
        return min((math.hypot(*one) for one in points), default=math.inf)
    return min(_to_piece(a, b) for a, b in itertools.pairwise(points))


def _to_piece(a: tuple[float, float], b: tuple[float, float]) -> float:
    """From nought to the straight piece between two points, in metres."""
    x, y = b[0] - a[0], b[1] - a[1]
    whole = x * x + y * y
    share = min(max(-(a[0] * x + a[1] * y) / whole, 0.0), 1.0) if whole else 0.0
    return math.hypot(a[0] + share * x, a[1] + share * y)

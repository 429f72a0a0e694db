"""Bodies of JT/T 808 messages: registration, authentication, location, batches.

Tables of the standard: §8 (2013 and 2019). Numbers are high byte first, times BCD in China.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from chengyun.sensing.adapters.china import cut_text, from_digits, shown, text

Fields = dict[str, Any]
LOCATION = 28
MOST_ITEMS = 256

MESSAGES = {
    0x0001: "answer",
    0x0002: "heartbeat",
    0x0003: "logout",
    0x0004: "asks_for_time",
    0x0100: "registration",
    0x0102: "authentication",
    0x0104: "parameters",
    0x0107: "attributes",
    0x0108: "upgrade_result",
    0x0200: "location",
    0x0201: "location_answer",
    0x0301: "event",
    0x0302: "answer_to_question",
    0x0500: "vehicle_control_answer",
    0x0700: "recorder_data",
    0x0701: "waybill",
    0x0702: "driver",
    0x0704: "location_batch",
    0x0705: "can_data",
    0x0800: "media_event",
    0x0801: "media",
    0x0900: "transparent",
    0x0901: "compressed",
    0x0A00: "rsa_key",
}

# Alarm bits (table of the location report), lowest first; 2019 moved nothing that is named here.
ALARMS = (
    "sos", "overspeed", "fatigue", "danger", "gnss_fault", "gnss_antenna_open",
    "gnss_antenna_short", "low_voltage", "power_off", "display_fault", "tts_fault",
    "camera_fault", "ic_card_fault", "overspeed_warning", "fatigue_warning", "violation",
    "tyre_pressure", "right_turn_blind_area", "driving_time_exceeded", "parking_overtime", "area",
    "route", "section_time", "off_route", "vss_fault", "fuel", "theft", "ignition", "displacement",
    "collision", "rollover", "door",
)  # fmt: skip
STATUS = ("acc_on", "positioned", "south", "west", "out_of_service", "encrypted_position")
POSITIONED, SOUTH, WEST = 2, 4, 8


def _scaled(name: str, by: float = 1) -> Callable[[bytes], Fields]:
    def read(raw: bytes) -> Fields:
        value = int.from_bytes(raw, "big")
        return {name: value if by == 1 else round(value * by, 3)}

    return read


# Extra items of a location by id: their size and what they say.
ITEMS: dict[int, tuple[int, Callable[[bytes], Fields]]] = {
    0x01: (4, _scaled("mileage_km", 0.1)),
    0x02: (2, _scaled("fuel_l", 0.1)),
    0x03: (2, _scaled("recorder_speed_kmh", 0.1)),
    0x04: (2, _scaled("alarm_event")),
    0x25: (4, _scaled("signals")),
    0x2A: (2, _scaled("io")),
    0x30: (1, _scaled("gsm_signal")),
    0x31: (1, _scaled("satellites")),
}


def bcd_time(raw: bytes) -> str | None:
    """Six BCD bytes YYMMDDhhmmss as ISO 8601; None where there is no such time."""
    return shown(from_digits("20" + raw.hex()))


def bits(value: int, names: tuple[str, ...]) -> list[str]:
    return [name for index, name in enumerate(names) if value >> index & 1]


def location(body: bytes) -> Fields | None:
    """A location report; None where it is too short to be one."""
    if len(body) < LOCATION:
        return None
    alarm, status = (int.from_bytes(body[at : at + 4], "big") for at in (0, 4))
    lat, lon = (int.from_bytes(body[at : at + 4], "big") / 1e6 for at in (8, 12))
    altitude, speed, direction = (int.from_bytes(body[at : at + 2], "big") for at in (16, 18, 20))
    return {
        "lon": -lon if status & WEST else lon,
        "lat": -lat if status & SOUTH else lat,
        "altitude_m": altitude - 0x10000 if altitude & 0x8000 else altitude,
        "speed_kmh": speed / 10,
        "direction": direction,
        "time": bcd_time(body[22:28]),
        "alarm": alarm,
        "alarms": bits(alarm, ALARMS),
        "status": status,
        "states": bits(status, STATUS),
        "positioned": bool(status & POSITIONED),
        **_items(body[LOCATION:]),
    }


def _items(raw: bytes) -> Fields:
    """Extra items: id, length, value. What is not known, or not of its length, stays hex."""
    found: Fields = {}
    other: dict[str, str] = {}
    at = 0
    while at + 2 <= len(raw) and len(found) + len(other) < MOST_ITEMS:
        id_, size = raw[at], raw[at + 1]
        value = raw[at + 2 : at + 2 + size]
        known = ITEMS.get(id_)
        if known and len(value) == known[0]:
            found |= known[1](value)
        elif len(value) == size:
            other[f"0x{id_:02x}"] = value.hex()
        at += 2 + size
    return {**found, "items": other}


def batch(body: bytes) -> Fields | None:
    """A 0x0704: how many, why (0 ordinary, 1 kept while without line), and the locations."""
    if len(body) < 3:
        return None
    count, at = int.from_bytes(body[:2], "big"), 3
    found: list[Fields] = []
    while at + 2 <= len(body) and len(found) < count:
        size = int.from_bytes(body[at : at + 2], "big")
        one = location(body[at + 2 : at + 2 + size]) if at + 2 + size <= len(body) else None
        if one is None:
            return None
        found.append(one)
        at += 2 + size
    whole = len(found) == count
    return {"count": count, "batch_type": body[2], "locations": found} if whole else None


def registration(body: bytes, v2019: bool) -> Fields | None:
    """Province, city, maker, model, terminal, plate. Sizes differ by edition: 2019, 2013, 2011."""
    if len(body) < 25:
        return None
    maker, model, terminal = (11, 30, 30) if v2019 else (5, 20 if len(body) >= 37 else 8, 7)
    ends = (4, 4 + maker, 4 + maker + model, 4 + maker + model + terminal)
    if len(body) < ends[3] + 1:
        return None
    texts = [cut_text(body[a:b].lstrip(b"\0")) for a, b in pairwise(ends)]
    return {
        "province": int.from_bytes(body[:2], "big"),
        "city": int.from_bytes(body[2:4], "big"),
        "maker": texts[0],
        "model": texts[1],
        "terminal_id": texts[2],
        "plate_color": body[ends[3]],
        "plate": text(body[ends[3] + 1 :]),
    }


def authentication(body: bytes, v2019: bool) -> Fields | None:
    """The code; in 2019 with its length before it, then IMEI and software version."""
    if not v2019:
        return {"auth_code": text(body)}
    size = body[0] if body else 0
    if len(body) < 1 + size:
        return None
    rest = body[1 + size :]
    return {
        "auth_code": text(body[1 : 1 + size]),
        "imei": cut_text(rest[:15]),
        "software": cut_text(rest[15:35]),
    }


def general_answer(body: bytes, _v2019: bool) -> Fields | None:
    if len(body) != 5:
        return None
    answered, message = int.from_bytes(body[:2], "big"), body[2:4].hex()
    return {"answers_serial": answered, "answers_message": f"0x{message}", "result": body[4]}


BODIES: dict[int, Callable[[bytes, bool], Fields | None]] = {
    0x0001: general_answer,
    0x0100: registration,
    0x0102: authentication,
    0x0200: lambda body, _: location(body),
    0x0704: lambda body, _: batch(body),
}

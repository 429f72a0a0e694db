"""Facilities in fault or shielded: their building, since when, their share; the command post."""

from pathlib import Path
from typing import Any

import pytest

from chengyun.packs.fire import facilities, post
from tests.packs.fire.making import alarm, case, detector, east, sheet, told

pytestmark = pytest.mark.django_db


def facility(area: Any, key: str, metres: float, minutes: float = 0, value: float = 2) -> Any:
    stream = detector(area, key, east(metres), "fire_facility")
    if minutes:
        alarm(stream, minutes, "fire_facility_out", value=value)
    return stream


def test_facilities_out_of_order_stand_with_their_building_and_since_when(
    house: Any, district: Any, tmp_path: Path
) -> None:
    assert facilities.standing(house).sound is None
    sheet(house, "乐山养老院"), sheet(house, "远楼", east(500))
    faulty = facility(district.grid, "a", 10, minutes=60 * 50)
    shielded = facility(district.grid, "b", 520, minutes=90, value=1)
    for n, stream in enumerate([faulty, shielded]):
        told(stream, [0, 2 - n], tmp_path)
    for n in range(5):
        told(facility(district.grid, f"ok{n}", 20 + n), [0], tmp_path)
    # One that tells of changes alone stands, and is in no share.
    facility(district.grid, "mute", 200, minutes=10)
    found = facilities.standing(house)
    assert (found.heard, found.well, found.sound) == (7, 5, 71.4)
    assert [(one.place, one.state, one.hours(house.now)) for one in found.out] == [
        ("乐山养老院", "故障", 50), ("远楼", "屏蔽", 1), ("", "故障", 0),
    ]  # fmt: skip
    figures, _, table, bars, points = facilities.page(house, {})
    assert [item.value for item in figures.items] == [71.4, 7, 2, 1, 50]
    assert figures.items[0].lamp == "bad"
    assert [row[1:3] for row in table.rows] == [
        ("乐山养老院", "故障"), ("远楼", "屏蔽"), ("", "故障"),
    ]  # fmt: skip
    assert [bar.label for bar in bars.items] == ["乐山养老院", "远楼"] and len(points.items) == 3


def test_the_command_post_says_which_facilities_cannot_be_counted_on(
    house: Any, district: Any
) -> None:
    facility(district.grid, "near", 30, minutes=120)
    facility(district.grid, "far", 300, minutes=120)
    one = case(house)
    (block,) = [
        block for block in post.page(house, {"case": one.number})
        if getattr(block, "title", "").startswith("60 米内停用的消防设施")
    ]  # fmt: skip
    assert [row[0] for row in block.rows] == ["near号烟感"]

"""Cameras and water tanks of an estate; chargers and lifts are those of `fire`, `components`."""

from typing import Any

from chengyun.packs.api import CaseType, Property, Rule, Silence, Threshold, VitalSign


def _property(code: str, zh: str, en: str, unit: str, most: float) -> Property:
    return Property(
        code=code, title_zh=zh, title_en=en, unit=unit, minimum=0, maximum=most, interval_s=300
    )


def _kind(key: str, zh: str, en: str, **more: Any) -> CaseType:
    return CaseType(key=key, title_zh=zh, title_en=en, category="", merge_metres=60, **more)


PROPERTIES = (
    _property("tank_turbidity", "水箱浊度", "Tank turbidity", "NTU", 100),
    _property("camera_fault", "摄像头无画面", "Camera without a picture", "", 1),
)
CASE_TYPES = (
    _kind(
        "tank_water", "二次供水水质异常", "Water of a tank not fit", severity=2, limit="2uh",
        unit_kind="water", merge_hours=12,
        phrases=("自来水发黄", "自来水浑浊", "水箱没盖好", "水箱", "二次供水", "自来水有异味",
                 "tap water is cloudy", "water tank"),
    ),
    _kind(
        "camera_out", "小区摄像头无画面", "Estate camera without a picture", severity=4,
        limit="3wd", unit_kind="street", merge_hours=72, reportable=False,
    ),
    _kind(
        "estate_defect", "小区巡查问题", "Found on a patrol", severity=3, limit="3wd",
        unit_kind="street", merge_hours=24, reportable=False,
    ),
)  # fmt: skip
RULES: tuple[Rule, ...] = (
    # GB 5749-2022 生活饮用水卫生标准: 1 NTU.
    Threshold(key="tank_turbid", case_type="tank_water", severity=2, property="tank_turbidity",
              title_zh="二次供水浊度超标", title_en="Tank water turbid", above=1.0, clear=0.8,
              hold_s=300),
    Threshold(key="camera_dark", case_type="camera_out", severity=4, property="camera_fault",
              title_zh="摄像头无画面", title_en="Camera without a picture", above=0.5, clear=0.5,
              hold_s=600),
    Silence(key="tank_silent", case_type="sensor_fault", severity=4, property="tank_turbidity",
            title_zh="水箱水质终端失联", title_en="Tank sensor silent"),
    Silence(key="camera_silent", case_type="sensor_fault", severity=4, property="camera_fault",
            title_zh="摄像头状态失联", title_en="Camera silent"),
)  # fmt: skip


def _vital(key: str, zh: str, en: str, low: float, of: str, order: int) -> VitalSign:
    return VitalSign(
        key=key, title_zh=zh, title_en=en, unit="%", low=low, high=100, property=of,
        aggregate="share_normal", digits=1, order=order,
    )  # fmt: skip


VITALS = (
    _vital("tanks_clear", "二次供水正常率", "Tanks clear", 99, "tank_turbidity", 62),
    _vital("cameras_seeing", "小区摄像头正常率", "Estate cameras seeing", 97, "camera_fault", 64),
)

"""Dust, noise, wind, rivers: exceedances as episodes, traced with every term, cases by the law.

HJ 633: 150 µg/m³ of PM2.5 and 250 µg/m³ of PM10 begin heavy and middling pollution; GB 3096.
"""

from chengyun.packs.api import CaseType, Property, Scene, Silence, Stuck, Threshold, VitalSign
from chengyun.packs.environment import law, registers
from chengyun.packs.environment.demo import demo
from chengyun.packs.environment.doing import CHECKLISTS, FORMS, HOOKS, SETTINGS, TASKS
from chengyun.packs.environment.shown import INDICATORS, PAGES, PANELS, REPORTS

__all__ = [
    "CHECKLISTS",
    "FORMS",
    "HOOKS",
    "INDICATORS",
    "PAGES",
    "PANELS",
    "REPORTS",
    "SETTINGS",
    "TASKS",
]
REGISTERS = (*registers.REGISTERS, law.CASE)
CHAINS = (registers.EPISODE_CHAIN, law.CASE_CHAIN)
DEMO = demo

PROPERTIES = (
    Property(
        code="pm25",
        title_zh="细颗粒物",
        title_en="PM2.5",
        unit="µg/m³",
        minimum=0,
        maximum=1000,
        interval_s=60,
    ),
    Property(
        code="noise",
        title_zh="噪声",
        title_en="Noise",
        unit="dB(A)",
        minimum=20,
        maximum=140,
        interval_s=60,
    ),
    Property(
        code="pm10",
        title_zh="可吸入颗粒物",
        title_en="PM10",
        unit="µg/m³",
        minimum=0,
        maximum=2000,
        interval_s=60,
    ),
    Property(
        code="wind_speed",
        title_zh="风速",
        title_en="Wind speed",
        unit="m/s",
        minimum=0,
        maximum=75,
        interval_s=60,
    ),
    Property(
        code="wind_from",
        title_zh="风向（来向）",
        title_en="Wind direction, from",
        unit="°",
        minimum=0,
        maximum=360,
        interval_s=60,
    ),
)

CASE_TYPES = (
    CaseType(
        key="air_pollution",
        title_zh="空气污染",
        title_en="Air pollution",
        category="",
        severity=3,
        limit="4h",
        unit_kind="ecology",
        merge_metres=800,
        merge_hours=12,
        phrases=(
            "空气污染",
            "空气有异味",
            "刺鼻气味",
            "油烟扰民",
            "油烟味",
            "焚烧垃圾",
            "臭气",
            "刺鼻",
            "油烟",
            "异味",
            "灰蒙蒙",
            "睁不开眼睛",
            "air pollution",
            "bad smell",
            "cooking fumes",
        ),
    ),
    CaseType(
        key="noise",
        title_zh="噪声扰民",
        title_en="Noise",
        category="06028",
        severity=3,
        limit="2uh",
        unit_kind="urban_management",
        merge_metres=100,
        merge_hours=6,
        phrases=(
            "噪声扰民",
            "噪音扰民",
            "半夜施工",
            "夜间施工",
            "广场舞太吵",
            "吵得睡不着",
            "音响声音很大",
            "噪声",
            "噪音",
            "打桩",
            "广场舞",
            "音响",
            "放音乐",
            "吵死了",
            "装修声",
            "整夜轰轰响",
            "too loud",
            "noise at night",
            "noisy",
        ),
    ),
)

RULES = (
    Threshold(
        key="pm25_high",
        case_type="air_pollution",
        severity=3,
        property="pm25",
        title_zh="细颗粒物超标",
        title_en="PM2.5 over the limit",
        above=150,
        clear=120,
        hold_s=300,
        steps=((250, 2),),
    ),
    Threshold(
        key="noise_high",
        case_type="noise",
        severity=4,
        property="noise",
        title_zh="噪声超标",
        title_en="Noise over the limit",
        above=75,
        clear=70,
        hold_s=120,
        steps=((85, 3),),
    ),
    Threshold(
        key="pm10_high",
        case_type="construction_dust",
        severity=3,
        property="pm10",
        title_zh="扬尘超标",
        title_en="Dust over the limit",
        above=250,
        clear=200,
        hold_s=300,
    ),
    *(
        Silence(
            key=f"{code}_silent",
            case_type="sensor_fault",
            severity=4,
            property=code,
            title_zh=f"{zh}失联",
            title_en=f"{en} silent",
        )
        for code, zh, en in (
            ("pm10", "扬尘监测点", "Dust monitor"),
            ("wind_speed", "风速仪", "Anemometer"),
            ("wind_from", "风向标", "Wind vane"),
        )
    ),
    Silence(
        key="pm25_silent",
        case_type="sensor_fault",
        severity=4,
        property="pm25",
        title_zh="空气监测站失联",
        title_en="Air station silent",
    ),
    Silence(
        key="noise_silent",
        case_type="sensor_fault",
        severity=4,
        property="noise",
        title_zh="噪声监测点失联",
        title_en="Noise meter silent",
    ),
    # Air and noise are never still; a value that stands is a broken sensor. Water and rain are.
    Stuck(
        key="pm25_stuck",
        case_type="sensor_fault",
        severity=4,
        property="pm25",
        title_zh="空气监测站数值不变",
        title_en="Air station stuck",
        for_s=4 * 3600,
        min_readings=60,
    ),
    Stuck(
        key="noise_stuck",
        case_type="sensor_fault",
        severity=4,
        property="noise",
        title_zh="噪声监测点数值不变",
        title_en="Noise meter stuck",
        for_s=2 * 3600,
        min_readings=60,
    ),
)

VITALS = (
    VitalSign(
        key="pm25_mean",
        title_zh="细颗粒物均值",
        title_en="Mean PM2.5",
        unit="µg/m³",
        low=0,
        high=75,
        property="pm25",
        aggregate="mean",
        order=40,
    ),
    VitalSign(
        key="noise_median",
        title_zh="环境噪声中位数",
        title_en="Median noise",
        unit="dB(A)",
        low=20,
        high=60,
        night_high=50,
        property="noise",
        aggregate="median",
        order=50,
    ),
    VitalSign(
        key="pm10_mean",
        title_zh="可吸入颗粒物均值",
        title_en="Mean PM10",
        unit="µg/m³",
        low=0,
        high=150,
        property="pm10",
        aggregate="mean",
        order=145,
    ),
    VitalSign(
        key="wind_mean",
        title_zh="平均风速",
        title_en="Mean wind",
        unit="m/s",
        low=0,
        high=10.8,
        property="wind_speed",
        aggregate="mean",
        digits=1,
        order=146,
    ),
    VitalSign(
        key="vanes_reporting",
        title_zh="风向标在线率",
        title_en="Wind vanes reporting",
        unit="%",
        low=90,
        high=100,
        property="wind_from",
        aggregate="reporting_share",
        order=147,
    ),
)

SCENE = Scene(title_zh="环境", title_en="Air & noise", layers=("park",), order=30)

"""Working vehicles of the district, told by their own terminals (JT/T 808)."""

from chengyun.packs.api import CaseType, Property, Scene, Silence, Threshold, VitalSign

PROPERTIES = (
    Property(
        code="longitude",
        title_zh="经度",
        title_en="Longitude",
        unit="°",
        minimum=-180,
        maximum=180,
        interval_s=10,
    ),
    Property(
        code="latitude",
        title_zh="纬度",
        title_en="Latitude",
        unit="°",
        minimum=-90,
        maximum=90,
        interval_s=10,
    ),
    Property(
        code="speed",
        title_zh="车速",
        title_en="Speed",
        unit="km/h",
        minimum=0,
        maximum=250,
        interval_s=10,
    ),
    Property(
        code="sos",
        title_zh="求助",
        title_en="Call for help",
        unit="",
        minimum=0,
        maximum=1,
        interval_s=10,
    ),
)

CASE_TYPES = (
    CaseType(
        key="vehicle_help",
        title_zh="车辆求助",
        title_en="Vehicle calls for help",
        category="",
        severity=1,
        limit="1uh",
        unit_kind="police",
        merge_metres=200,
        merge_hours=2,
        reportable=False,
    ),
    CaseType(
        key="vehicle_speeding",
        title_zh="作业车超速",
        title_en="Working vehicle too fast",
        category="",
        severity=4,
        limit="3wd",
        unit_kind="urban_management",
        merge_metres=500,
        merge_hours=12,
        reportable=False,
    ),
)

RULES = (
    Threshold(
        key="vehicle_sos",
        case_type="vehicle_help",
        severity=1,
        property="sos",
        title_zh="车辆紧急求助",
        title_en="Vehicle emergency call",
        above=0.5,
        clear=0.4,
    ),
    Threshold(
        key="vehicle_fast",
        case_type="vehicle_speeding",
        severity=4,
        property="speed",
        title_zh="作业车超速",
        title_en="Working vehicle over the limit",
        above=70,
        clear=60,
        hold_s=30,
    ),
    # A terminal in an underground car park says nothing for a while: patience.
    Silence(
        key="vehicle_silent",
        case_type="sensor_fault",
        severity=4,
        property="speed",
        title_zh="车载终端失联",
        title_en="Vehicle terminal silent",
        intervals=180,
    ),
)

VITALS = (
    VitalSign(
        key="vehicles_reporting",
        title_zh="作业车在线率",
        title_en="Vehicles reporting",
        unit="%",
        low=60,
        high=100,
        property="speed",
        aggregate="reporting_share",
        order=95,
    ),
)

SCENE = Scene(title_zh="车辆", title_en="Vehicles", layers=("road",), order=70)

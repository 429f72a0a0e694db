"""People in squares, stations and shopping streets, counted by cameras."""

from chengyun.packs.api import Baseline, CaseType, Property, Scene, Silence, Threshold, VitalSign

PROPERTIES = (
    Property(
        code="crowd",
        title_zh="在场人数",
        title_en="People present",
        unit="",
        minimum=0,
        maximum=100_000,
        interval_s=60,
    ),
)

CASE_TYPES = (
    CaseType(
        key="crowding",
        title_zh="人群聚集",
        title_en="Crowding",
        category="",
        severity=2,
        limit="1uh",
        unit_kind="police",
        merge_metres=300,
        merge_hours=3,
        phrases=(
            "人群聚集",
            "人太多了",
            "人挤人",
            "拥挤",
            "大客流",
            "排队人山人海",
            "挤得走不动",
            "排队",
            "没人管秩序",
            "too crowded",
            "huge crowd",
        ),
    ),
)

RULES = (
    Threshold(
        key="crowd_high",
        case_type="crowding",
        severity=2,
        property="crowd",
        title_zh="人数超过承载量",
        title_en="More people than the place holds",
        above=4000,
        clear=3500,
        hold_s=60,
        steps=((6000, 1),),
    ),
    Baseline(
        key="crowd_unusual",
        case_type="crowding",
        severity=3,
        property="crowd",
        title_zh="人数异常偏高",
        title_en="Unusually many people",
        z=5,
        side="high",
        floor_sd=150,
        hold_s=120,
    ),
    Silence(
        key="crowd_silent",
        case_type="sensor_fault",
        severity=4,
        property="crowd",
        title_zh="客流计失联",
        title_en="Crowd counter silent",
    ),
)

VITALS = (
    VitalSign(
        key="crowd_total",
        title_zh="重点场所在场人数",
        title_en="People in busy places",
        unit="",
        low=0,
        high=450_000,
        property="crowd",
        aggregate="sum",
        order=85,
    ),
)

SCENE = Scene(title_zh="客流", title_en="Crowds", layers=("metro",), order=40)

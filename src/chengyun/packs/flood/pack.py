"""Rain and water on the road. 0.15 m is where walking stops, 0.30 m where cars stall."""

from chengyun.packs.api import (
    CaseType,
    Column,
    Indicator,
    Page,
    Panel,
    Playbook,
    Property,
    RateOfChange,
    Report,
    Scene,
    Setting,
    Silence,
    Step,
    Threshold,
    VitalSign,
)
from chengyun.packs.flood import showing

PROPERTIES = (
    Property(
        code="water_level",
        title_zh="路面积水深度",
        title_en="Water on the road",
        unit="m",
        minimum=0,
        maximum=5,
        interval_s=60,
    ),
    Property(
        code="rain",
        title_zh="雨强",
        title_en="Rain intensity",
        unit="mm/h",
        minimum=0,
        maximum=300,
        interval_s=60,
    ),
)

CASE_TYPES = (
    CaseType(
        key="flooding",
        title_zh="道路积水",
        title_en="Flooded road",
        category="",
        severity=2,
        limit="2uh",
        unit_kind="water",
        merge_metres=150,
        merge_hours=12,
        phrases=(
            "道路积水",
            "路面积水",
            "积水很深",
            "积水",
            "下水道堵塞",
            "下水道堵了",
            "水漫上来",
            "地下车库进水",
            "污水外溢",
            "倒灌",
            "水漫",
            "全是水",
            "抽水",
            "下水道",
            "road flooded",
            "flooding",
            "drain blocked",
        ),
    ),
)

RULES = (
    Threshold(
        key="water_high",
        case_type="flooding",
        severity=3,
        property="water_level",
        title_zh="路面积水",
        title_en="Water on the road",
        above=0.15,
        clear=0.10,
        steps=((0.30, 1),),
    ),
    RateOfChange(
        key="water_rising",
        case_type="flooding",
        severity=2,
        property="water_level",
        title_zh="积水快速上涨",
        title_en="Water rising fast",
        per_minute=0.03,
        clear=0.01,
        direction="rise",
        max_gap_s=600,
        # A gauge is true to some millimetres: one jump between two close readings says nothing.
        hold_s=30,
    ),
    Threshold(
        key="rain_heavy",
        case_type="flooding",
        severity=3,
        property="rain",
        title_zh="短时强降雨",
        title_en="Heavy rain",
        above=30,
        clear=10,
    ),
    Silence(
        key="water_silent",
        case_type="sensor_fault",
        severity=4,
        property="water_level",
        title_zh="积水监测点失联",
        title_en="Water gauge silent",
    ),
    Silence(
        key="rain_silent",
        case_type="sensor_fault",
        severity=4,
        property="rain",
        title_zh="雨量计失联",
        title_en="Rain gauge silent",
    ),
)

VITALS = (
    VitalSign(
        key="water_max",
        title_zh="最大积水深度",
        title_en="Deepest water on a road",
        unit="m",
        low=0,
        high=0.15,
        property="water_level",
        aggregate="max",
        digits=2,
        order=20,
    ),
    VitalSign(
        key="rain_mean",
        title_zh="平均雨强",
        title_en="Mean rain",
        unit="mm/h",
        low=0,
        high=16,
        property="rain",
        aggregate="mean",
        digits=1,
        order=30,
    ),
)

PLAYBOOKS = (
    Playbook(
        key="flood_road",
        title_zh="道路积水联动",
        title_en="Flooded road, together",
        case_types=("flooding",),
        severity=1,
        steps=(
            Step(
                key="close_road",
                title_zh="封闭积水路段、疏导交通",
                title_en="Close the flooded road, guide the traffic",
                unit_kind="police",
                limit="1uh",
                scene=True,
            ),
            Step(
                key="check_power",
                title_zh="排查箱变和路灯漏电",
                title_en="Look for leaking current at boxes and lamps",
                unit_kind="power",
                limit="1uh",
                scene=True,
            ),
            Step(
                key="pump",
                title_zh="调泵车抽排",
                title_en="Pump the water out",
                unit_kind="water",
                limit="2uh",
                scene=True,
                after=("close_road", "check_power"),
            ),
            Step(
                key="settle",
                title_zh="走访低洼小区、转移居民",
                title_en="Call at low-lying estates, bring people to safety",
                unit_kind="street",
                limit="2uh",
            ),
            Step(
                key="reopen",
                title_zh="恢复通行",
                title_en="Open the road again",
                unit_kind="police",
                limit="2uh",
                after=("pump",),
            ),
        ),
    ),
)

SETTINGS = (
    Setting(
        key="wet_m",
        title_zh="计为积水的深度",
        title_en="Counts as water from",
        kind="number",
        default=0.05,
        minimum=0.01,
        maximum=0.15,
        unit="m",
        help_zh="浅于此不列入积水点位；0.15 m 起报警。",
        help_en="Shallower water is not listed; alarms begin at 0.15 m.",
    ),
)

PAGES = (
    Page(
        key="flood_waters",
        title_zh="积水情况",
        title_en="Water on the roads",
        summary_zh="此刻哪里有水、有多深、谁在处置。",
        summary_en="Where water stands now, how deep it is, and who sees to it.",
        show=showing.waters,
    ),
    Page(
        key="flood_public",
        title_zh="道路积水",
        title_en="Water on the roads",
        show=showing.public,
        face="public",
        summary_zh="各街镇道路积水有没有、有多深。",
        summary_en="Whether and how deep water stands, by sub-district.",
    ),
)

PANELS = (Panel("flood_panel", "积水情况", "Water on the roads", showing.panel),)

REPORTS = (
    Report(
        key="flood_levels",
        title_zh="积水测点读数",
        title_en="Readings of the water gauges",
        summary_zh="每个测点一行，此刻的水深和时间。",
        summary_en="One row a gauge with its depth now and when it was read.",
        columns=(
            Column(key="gauge", title_zh="测点", title_en="Gauge"),
            Column(key="area", title_zh="区域", title_en="Area"),
            Column(key="depth", title_zh="深度 m", title_en="Depth, m", number=True),
            Column(key="at", title_zh="时间", title_en="At"),
        ),
        rows=showing.levels,
    ),
)

INDICATORS = (
    Indicator(
        key="flood_dry_share",
        title_zh="无积水测点占比",
        title_en="Gauges that see no water",
        unit="%",
        of=showing.dry_share,
    ),
)

SCENE = Scene(title_zh="防汛", title_en="Flood", layers=("water",), order=10)

"""Sources, stations, episodes, river sections and their samples."""

from chengyun.packs.api import Chain, Field, Register, Stage
from chengyun.packs.environment.limits import CLASSES, WATER

HANDLERS = ("ecology", "urban_management", "construction", "water", "market", "street")
KINDS = (
    ("site", "建筑工地", "Construction site"),
    ("kitchen", "餐饮油烟", "Kitchen"),
    ("enterprise", "工业企业", "Enterprise"),
    ("outfall", "排口", "Outfall"),
)
# How much of each item such a source gives off beside the others, 0..1: a district's judgement.
EMITS = {
    "site": {"pm10": 1.0, "pm25": 0.7, "noise": 1.0},
    "kitchen": {"pm10": 0.3, "pm25": 0.8, "noise": 0.5},
    "enterprise": {"pm10": 0.6, "pm25": 0.8, "noise": 0.6},
}
ZONES = tuple(
    (key, f"{key} 类", f"Class {key}") for key in ("0", "1", "2", "3", "4a", "4b")
)  # fmt: skip
ITEMS = (
    ("pm25", "细颗粒物", "PM2.5"),
    ("pm10", "可吸入颗粒物", "PM10"),
    ("noise", "噪声", "Noise"),
)
ROLES = (
    ("background", "环境背景", "Background"),
    ("zone", "功能区", "Zone"),
    ("site", "工地场界", "Site boundary"),
)
FOUND = (
    ("source", "查实来源", "Source found"),
    ("none", "未查实", "None found"),
    ("fault", "仪器故障", "Instrument fault"),
    ("regional", "区域输送", "From outside"),
)
TARGETS = tuple((str(n), f"{CLASSES[n]} 类", f"Class {CLASSES[n]}") for n in range(5))


SOURCE = Register(
    key="env_source", title_zh="污染源", title_en="Sources",
    name="title", point=True, layer="kind", order=10, unit_kinds=HANDLERS,
    fields=(
        Field("title", "名称", "Name", needed=True),
        Field("kind", "类型", "Kind", "choice", needed=True, options=KINDS),
        Field("mn", "在线设备 MN", "Device number (MN)",
              help_zh="HJ 212 设备唯一标识，如 310104000000DUST00000001。",
              help_en="Of its HJ 212 monitor, such as 310104000000DUST00000001."),
        Field("owner", "责任单位", "Who answers for it"),
        Field("phase", "施工阶段", "Phase of works", "choice",
              options=(("ground", "土方基础", "Earthworks"), ("frame", "主体结构", "Frame"),
                       ("finish", "装饰装修", "Finishing"), ("pull", "拆除", "Demolition"))),
        Field("from_hour", "作业时间起", "Works from", "whole", unit="时", minimum=0, maximum=23),
        Field("to_hour", "作业时间止", "to", "whole", unit="时", minimum=0, maximum=24),
        Field("permit", "排污许可/施工许可", "Permit"),
        Field("river", "受纳河道", "River"),
        Field("km", "河道里程", "Kilometre of the river", "number", unit="km", minimum=0,
              maximum=500,
              help_zh="自上游起点量起。", help_en="From its upper end."),
        Field("flow", "排水量", "Flow", "number", unit="m³/d", minimum=0),
        *(Field(one.key, f"排水{one.zh}", f"{one.en} of what flows", "number", unit="mg/L",
                minimum=0)
          for one in WATER if not one.falls),
        Field("checked_on", "上次检查", "Last looked at", "day"),
    ),
)  # fmt: skip
STATION = Register(
    key="env_station", title_zh="监测点位", title_en="Stations",
    name="title", code="device", point=True, layer="role", order=20, unit_kinds=HANDLERS,
    fields=(
        Field("title", "点位", "Station", needed=True),
        Field("device", "设备编号", "Device", needed=True,
              help_zh="数据流编号中最后一个点之前的部分。",
              help_en="What stands before the last dot of its datastreams."),
        Field("role", "用途", "Role", "choice", needed=True, options=ROLES),
        Field("noise_zone", "声环境功能区", "Noise zone (GB 3096)", "choice", options=ZONES),
        Field("air_zone", "空气功能区", "Air zone (GB 3095)", "choice",
              options=(("1", "一类区", "Class 1"), ("2", "二类区", "Class 2"))),
        Field("mn", "MN 号", "MN"),
    ),
)  # fmt: skip
EPISODE = Register(
    key="env_episode", title_zh="超标过程", title_en="Exceedances",
    name="title", point=True, layer="item", order=30, chain="env_episode_chain",
    unit_kinds=HANDLERS,
    fields=(
        Field("title", "过程", "Exceedance", needed=True),
        Field("item", "项目", "Item", "choice", needed=True, options=ITEMS),
        Field("stream", "数据流", "Datastream", needed=True),
        Field("onset", "开始", "Onset", needed=True, help_zh="世界协调时。", help_en="UTC."),
        Field("over", "结束", "End"),
        Field("minutes", "持续", "Lasted", "whole", unit="min", minimum=0),
        Field("peak", "峰值", "Peak", "number"),
        Field("mean", "均值", "Mean", "number"),
        Field("limit", "限值", "Limit", "number"),
        Field("wind", "期间风", "Wind of those hours", "long",
              help_zh="每行一个小时：来向°，风速 m/s。",
              help_en="One hour a line: degrees it comes from, m/s."),
        Field("found", "排查结论", "What was found", "choice", options=FOUND),
        Field("source", "查实来源", "Source", "link", register="env_source"),
        Field("note", "情况", "Note", "long"),
    ),
)  # fmt: skip
SECTION = Register(
    key="env_section", title_zh="河道断面", title_en="River sections",
    name="title", point=True, layer="wanted", order=40, unit_kinds=HANDLERS,
    fields=(
        Field("title", "断面", "Section", needed=True),
        Field("river", "河道", "River", needed=True),
        Field("km", "河道里程", "Kilometre", "number", unit="km", needed=True, minimum=0,
              maximum=500),
        Field("wanted", "水质目标", "Class aimed at", "choice", needed=True, options=TARGETS),
        Field("speed", "流速", "Speed of the river", "number", unit="m/s", minimum=0, maximum=5),
    ),
)  # fmt: skip
SAMPLE = Register(
    key="env_sample", title_zh="水质监测", title_en="Water samples",
    name="title", order=50, unit_kinds=HANDLERS,
    fields=(
        Field("title", "样品", "Sample", needed=True),
        Field("section", "断面", "Section", "link", needed=True, register="env_section"),
        Field("day", "采样日期", "Day", "day", needed=True),
        *(Field(one.key, one.zh, one.en, "number", unit="mg/L", minimum=0) for one in WATER),
    ),
)  # fmt: skip
REGISTERS = (SOURCE, STATION, EPISODE, SECTION, SAMPLE)
EPISODE_CHAIN = Chain(
    key="env_episode_chain",
    title_zh="超标过程处置",
    title_en="Handling of an exceedance",
    stages=(
        Stage(key="running", title_zh="超标中", title_en="Over the limit", limit="4h"),
        Stage(key="over", title_zh="待溯源", title_en="Source wanted", limit="2wd"),
        Stage(key="sought", title_zh="已排查", title_en="Looked into", needs=("found",),
              after=("running", "over"), ends=True),
    ),
)  # fmt: skip

"""Estates and booths, open; people living alone, signals and retrofits, strict."""

from chengyun.packs.api import Chain, Field, Register, Stage
from chengyun.packs.community import words

# Civil affairs, and the sub-district’s own with its grid officers.
CIRCLE = ("civil_affairs", "street")
READERS = ("handler", "grid_officer", "leader", "administrator")
WRITERS = ("handler", "grid_officer")


# The terms are the district’s own targets; a water meter that stands still is the most urgent.
ASKING = Chain(
    key="lone_asking",
    title_zh="独居信号核实",
    title_en="A signal looked into",
    stages=(
        Stage("suggested", "待决定", "To be decided", limit="8uh", by="kind",
              limits=(("water_still", "2uh"), ("power_still", "4uh"))),
        Stage("going", "决定上门", "Visit decided", limit="4uh"),
        Stage("met", "已上门", "Visited", needs=("found", "met_on"), ends=True),
        Stage("dropped", "不上门", "No visit", needs=("why_not",), after=("suggested",), ends=True),
    ),
)  # fmt: skip
RETROFITTING = Chain(
    key="ageing_retrofitting",
    title_zh="适老化改造",
    title_en="Ageing-friendly retrofit",
    stages=(
        Stage("applied", "申请", "Applied", limit="5swd"),
        Stage("assessed", "评估", "Assessed", limit="10swd", needs=("ability", "works", "cost")),
        Stage("works", "施工", "Works", limit="30swd", needs=("agreed_on", "supplier")),
        Stage("accepted", "验收", "Accepted", limit="20swd", needs=("accepted_on", "satisfied")),
        Stage("paid", "补贴已拨", "Paid", needs=("paid",), ends=True),
        Stage(
            "dropped",
            "终止",
            "Given up",
            needs=("why_not",),
            after=("applied", "assessed"),
            ends=True,
        ),
    ),
)
CHAINS = (ASKING, RETROFITTING)
ESTATE_LINK = Field("estate", "小区", "Estate", "link", register="community_estate")
ESTATE = Register(
    key="community_estate", title_zh="小区档案", title_en="Estates", name="title", point=True,
    layer="round", order=10,
    fields=(
        Field("title", "小区", "Estate", needed=True),
        Field("address", "地址", "Address"),
        Field("homes", "户数", "Homes", "whole", minimum=1, maximum=20000),
        Field("round", "巡查频次", "Patrolled", "choice", needed=True, options=words.ROUNDS),
        Field("reach", "范围半径", "Reach", "whole", unit="米", minimum=30, maximum=1000,
              help_zh="此范围内最近的设备归入本小区；空为 200 米。",
              help_en="Devices nearest to it within so far are its own; empty is 200 metres."),
        Field("manager", "物业", "Property manager"),
        Field("duty_phone", "物业值班电话", "Manager’s duty telephone"),
        Field("chargers", "充电设施", "Chargers", "whole", minimum=0),
        Field("lifts", "电梯", "Lifts", "whole", minimum=0),
        Field("tanks", "二次供水水箱", "Water tanks", "whole", minimum=0),
        Field("cameras", "公共区域摄像头", "Cameras", "whole", minimum=0),
    ),
)  # fmt: skip
BOOTH = Register(
    key="cloud_booth", title_zh="云医院诊间", title_en="Cloud hospital booths", name="title",
    point=True, layer="state", order=20,
    fields=(
        Field("title", "诊间", "Booth", needed=True),
        Field("address", "地址", "Address"),
        ESTATE_LINK,
        Field("state", "状态", "State", "choice", needed=True, options=words.BOOTH_STATES),
        Field("hours", "开放时间", "Open", help_zh="如 8:30–17:00", help_en="Such as 8:30–17:00"),
        Field("hospital", "依托医院", "Hospital behind it"),
        Field("slots", "每半日号数", "Places a half-day", "whole", minimum=1, maximum=200),
        Field("checked_on", "设备校准日期", "Devices checked on", "day"),
    ),
)  # fmt: skip


def _strict(key: str, zh: str, en: str, **more: object) -> Register:
    return Register(
        key=key, title_zh=zh, title_en=en, strict=True, unit_kinds=CIRCLE, see=READERS,
        write=WRITERS, **more,  # type: ignore[arg-type]
    )  # fmt: skip


PERSON = _strict(
    "lone_person", "独居老人名册", "People living alone", name="code", order=30, keep_days=730,
    fields=(
        Field("code", "编号", "Code", needed=True,
              help_zh="如 DJ000128，不含姓名。", help_en="Such as DJ000128, without a name."),
        ESTATE_LINK,
        Field("living", "居住情况", "Lives", "choice", needed=True, options=words.LIVING),
        Field("level", "探访级别", "Level", "choice", needed=True, options=words.LEVELS),
        Field("seen_on", "最近见到", "Last seen", "day"),
        Field("seen_how", "怎样见到", "Seen how", "choice", options=words.SEEN),
        Field("born", "出生年份", "Year of birth", "whole", minimum=1900, maximum=2100),
        Field("ability", "能力等级", "Ability", "choice", options=words.ABILITY),
        Field("consent", "同意用水用电提示", "Agrees to meter signals", "yes"),
        Field("holder", "姓名", "Name", "person", needed=True),
        Field("phone", "电话", "Telephone", "phone", personal=True),
        Field("home", "住址", "Address", personal=True),
        Field("kin", "紧急联系人", "To be called", personal=True),
        Field("key_at", "备用钥匙", "Spare key", personal=True),
        Field("health", "健康情况", "Health", "long", personal=True),
    ),
)  # fmt: skip
SIGNAL = _strict(
    "lone_signal", "独居信号", "Signals of people alone", name="number", order=31, keep_days=365,
    chain="lone_asking",
    fields=(
        Field("number", "编号", "Number", needed=True),
        Field("person", "老人", "Person", "link", register="lone_person", needed=True),
        Field("kind", "种类", "Kind", "choice", needed=True, options=words.SIGNALS),
        Field("days", "天数", "Days", "whole", minimum=0, maximum=3650),
        Field("day", "日期", "Day", "day"),
        Field("found", "上门结果", "Found", "choice", options=words.FOUND),
        Field("met_on", "上门日期", "Visited on", "day"),
        Field("why_not", "不上门的原因", "Why there is no visit", "choice", options=words.NO_VISIT),
        Field("note", "记录", "Note", "long", personal=True),
    ),
)  # fmt: skip
RETROFIT = _strict(
    "ageing_retrofit", "适老化改造", "Ageing-friendly retrofit", name="code", order=40,
    keep_days=1825, chain="ageing_retrofitting",
    fields=(
        Field("code", "编号", "Code", needed=True),
        ESTATE_LINK,
        Field("group", "对象类别", "Group", "choice", needed=True, options=words.GROUPS),
        Field("applied_on", "申请日期", "Applied on", "day", needed=True),
        Field("ability", "能力评估", "Ability", "choice", options=words.ABILITY),
        Field("works", "改造项目", "Works", "many", options=words.WORKS),
        Field("cost", "改造费用", "Cost", "number", unit="元", minimum=0, maximum=1_000_000),
        Field("agreed_on", "本人确认方案", "Agreed by them on", "day"),
        Field("supplier", "施工单位", "Builder"),
        Field("accepted_on", "验收日期", "Accepted on", "day"),
        Field("satisfied", "本人满意", "They are content", "yes"),
        Field("paid", "已拨补贴", "Subsidy paid", "number", unit="元", minimum=0,
              maximum=1_000_000),
        Field("why_not", "终止原因", "Why given up", "choice", options=words.NO_WORKS),
        Field("holder", "姓名", "Name", "person", needed=True),
        Field("phone", "电话", "Telephone", "phone", personal=True),
        Field("home", "住址", "Address", personal=True),
    ),
)  # fmt: skip

"""Estates and booths, open; people living alone, signals and retrofits, strict."""

from collections.abc import Sequence

from chengyun.packs.api import Chain, Field, Register, Stage
from chengyun.packs.community import words

# Civil affairs, and the sub-district’s own with its grid officers.
CIRCLE = ("civil_affairs", "street")
READERS = ("handler", "grid_officer", "leader", "administrator")
WRITERS = ("handler", "grid_officer")


def stage(key: str, zh: str, en: str, limit: str = "", needs: Sequence[str] = (),
          after: Sequence[str] = (), **more: object) -> Stage:  # fmt: skip
    """A stage in a line."""
    return Stage(
        key=key, title_zh=zh, title_en=en, limit=limit, needs=tuple(needs), after=tuple(after),
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def f(key: str, zh: str, en: str, kind: str = "text", **more: object) -> Field:
    """A field in a line."""
    return Field(key=key, title_zh=zh, title_en=en, kind=kind, **more)  # type: ignore[arg-type]


# The terms are the district’s own targets; a water meter that stands still is the most urgent.
ASKING = Chain(
    key="lone_asking",
    title_zh="独居信号核实",
    title_en="A signal looked into",
    stages=(
        stage("suggested", "待决定", "To be decided", "8uh", by="kind",
              limits=(("water_still", "2uh"), ("power_still", "4uh"))),
        stage("going", "决定上门", "Visit decided", "4uh"),
        stage("met", "已上门", "Visited", "", ("found", "met_on"), ends=True),
        stage("dropped", "不上门", "No visit", "", ("why_not",), ("suggested",), ends=True),
    ),
)  # fmt: skip
RETROFITTING = Chain(
    key="ageing_retrofitting",
    title_zh="适老化改造",
    title_en="Ageing-friendly retrofit",
    stages=(
        stage("applied", "申请", "Applied", "5swd"),
        stage("assessed", "评估", "Assessed", "10swd", ("ability", "works", "cost")),
        stage("works", "施工", "Works", "30swd", ("agreed_on", "supplier")),
        stage("accepted", "验收", "Accepted", "20swd", ("accepted_on", "satisfied")),
        stage("paid", "补贴已拨", "Paid", "", ("paid",), ends=True),
        stage("dropped", "终止", "Given up", "", ("why_not",), ("applied", "assessed"), ends=True),
    ),
)
CHAINS = (ASKING, RETROFITTING)
ESTATE_LINK = f("estate", "小区", "Estate", "link", register="community_estate")
ESTATE = Register(
    key="community_estate", title_zh="小区档案", title_en="Estates", name="title", point=True,
    layer="round", order=10,
    fields=(
        f("title", "小区", "Estate", needed=True),
        f("address", "地址", "Address"),
        f("homes", "户数", "Homes", "whole", minimum=1, maximum=20000),
        f("round", "巡查频次", "Patrolled", "choice", needed=True, options=words.ROUNDS),
        f("reach", "范围半径", "Reach", "whole", unit="米", minimum=30, maximum=1000,
          help_zh="此范围内最近的设备归入本小区；空为 200 米。",
          help_en="Devices nearest to it within so far are its own; empty is 200 metres."),
        f("manager", "物业", "Property manager"),
        f("duty_phone", "物业值班电话", "Manager’s duty telephone"),
        f("chargers", "充电设施", "Chargers", "whole", minimum=0),
        f("lifts", "电梯", "Lifts", "whole", minimum=0),
        f("tanks", "二次供水水箱", "Water tanks", "whole", minimum=0),
        f("cameras", "公共区域摄像头", "Cameras", "whole", minimum=0),
    ),
)  # fmt: skip
BOOTH = Register(
    key="cloud_booth", title_zh="云医院诊间", title_en="Cloud hospital booths", name="title",
    point=True, layer="state", order=20,
    fields=(
        f("title", "诊间", "Booth", needed=True),
        f("address", "地址", "Address"),
        ESTATE_LINK,
        f("state", "状态", "State", "choice", needed=True, options=words.BOOTH_STATES),
        f("hours", "开放时间", "Open", help_zh="如 8:30–17:00", help_en="Such as 8:30–17:00"),
        f("hospital", "依托医院", "Hospital behind it"),
        f("slots", "每半日号数", "Places a half-day", "whole", minimum=1, maximum=200),
        f("checked_on", "设备校准日期", "Devices checked on", "day"),
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
        f("code", "编号", "Code", needed=True,
          help_zh="如 DJ000128，不含姓名。", help_en="Such as DJ000128, without a name."),
        ESTATE_LINK,
        f("living", "居住情况", "Lives", "choice", needed=True, options=words.LIVING),
        f("level", "探访级别", "Level", "choice", needed=True, options=words.LEVELS),
        f("seen_on", "最近见到", "Last seen", "day"),
        f("seen_how", "怎样见到", "Seen how", "choice", options=words.SEEN),
        f("born", "出生年份", "Year of birth", "whole", minimum=1900, maximum=2100),
        f("ability", "能力等级", "Ability", "choice", options=words.ABILITY),
        f("consent", "同意用水用电提示", "Agrees to meter signals", "yes"),
        f("holder", "姓名", "Name", "person", needed=True),
        f("phone", "电话", "Telephone", "phone", personal=True),
        f("home", "住址", "Address", personal=True),
        f("kin", "紧急联系人", "To be called", personal=True),
        f("key_at", "备用钥匙", "Spare key", personal=True),
        f("health", "健康情况", "Health", "long", personal=True),
    ),
)  # fmt: skip
SIGNAL = _strict(
    "lone_signal", "独居信号", "Signals of people alone", name="number", order=31, keep_days=365,
    chain="lone_asking",
    fields=(
        f("number", "编号", "Number", needed=True),
        f("person", "老人", "Person", "link", register="lone_person", needed=True),
        f("kind", "种类", "Kind", "choice", needed=True, options=words.SIGNALS),
        f("days", "天数", "Days", "whole", minimum=0, maximum=3650),
        f("day", "日期", "Day", "day"),
        f("found", "上门结果", "Found", "choice", options=words.FOUND),
        f("met_on", "上门日期", "Visited on", "day"),
        f("why_not", "不上门的原因", "Why there is no visit", "choice", options=words.NO_VISIT),
        f("note", "记录", "Note", "long", personal=True),
    ),
)  # fmt: skip
RETROFIT = _strict(
    "ageing_retrofit", "适老化改造", "Ageing-friendly retrofit", name="code", order=40,
    keep_days=1825, chain="ageing_retrofitting",
    fields=(
        f("code", "编号", "Code", needed=True),
        ESTATE_LINK,
        f("group", "对象类别", "Group", "choice", needed=True, options=words.GROUPS),
        f("applied_on", "申请日期", "Applied on", "day", needed=True),
        f("ability", "能力评估", "Ability", "choice", options=words.ABILITY),
        f("works", "改造项目", "Works", "many", options=words.WORKS),
        f("cost", "改造费用", "Cost", "number", unit="元", minimum=0, maximum=1_000_000),
        f("agreed_on", "本人确认方案", "Agreed by them on", "day"),
        f("supplier", "施工单位", "Builder"),
        f("accepted_on", "验收日期", "Accepted on", "day"),
        f("satisfied", "本人满意", "They are content", "yes"),
        f("paid", "已拨补贴", "Subsidy paid", "number", unit="元", minimum=0, maximum=1_000_000),
        f("why_not", "终止原因", "Why given up", "choice", options=words.NO_WORKS),
        f("holder", "姓名", "Name", "person", needed=True),
        f("phone", "电话", "Telephone", "phone", personal=True),
        f("home", "住址", "Address", personal=True),
    ),
)  # fmt: skip

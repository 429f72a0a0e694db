"""Estates, renewals, buildings, stairwells and homes; the stages of a renewal and of a lift."""

from typing import Any

from chengyun.packs.api import Chain, Field, Register, Stage

UNITS = ("street", "housing", "construction", "lift", "fire")
# Who goes from door to door and keeps what is said there.
DOORS = ("street", "housing")
CONSENT = (
    ("open", "未表态", "Not asked yet"),
    ("agree", "同意", "Agrees"),
    ("against", "不同意", "Against"),
    ("abstain", "弃权", "Abstains"),
)
SIGNED = (
    ("open", "未签约", "Not yet"),
    ("signed", "已签约", "Signed"),
    ("refused", "拒签", "Refuses"),
)
TENURES = (("public", "公房承租", "Let by the state"), ("owned", "产权房", "Owned"))
WAYS = (
    ("repair", "修缮", "Repaired"),
    ("complete", "成套改造", "Made complete"),
    ("rebuild", "拆除重建", "Rebuilt"),
    ("expropriation", "旧城区改建（征收）", "Expropriated"),
)
BLOCKS = (
    ("none", "无", "Nothing"),
    ("low_floors", "低层住户反对", "Lower floors are against"),
    ("money", "费用分摊不一致", "Cost is disputed"),
    ("pipes", "管线迁移", "Pipes must be moved"),
    ("light", "采光间距", "Light and distance"),
    ("fire_lane", "消防通道", "Fire lane"),
    ("company", "代建单位", "The builder"),
    ("permit", "审批", "Permits"),
)


def _stage(key: str, zh: str, en: str, limit: str = "", needs: tuple[str, ...] = (),
           back: tuple[str, ...] = (), ends: bool = False, after: tuple[str, ...] = (),
           **more: Any) -> Stage:  # fmt: skip
    return Stage(
        key=key, title_zh=zh, title_en=en, limit=limit, needs=needs, back=back, ends=ends,
        after=after, **more,
    )  # fmt: skip


# The terms are targets of a district, not of a law; ten days are what plans are shown for.
CHAINS = (
    Chain(
        key="lift_chain",
        title_zh="加装电梯",
        title_en="A lift",
        stages=(
            _stage("asked", "意愿征询", "Asked around", "90d"),
            _stage("voted", "表决通过", "Voted", "30d", ("voted_on",), ("asked",)),
            _stage("designed", "方案设计", "Designed", "60d", ("company",)),
            _stage("shown", "方案公示", "Plans shown", "10d", (), ("designed",)),
            _stage("permitted", "审批备案", "Permits", "30wd", ("permit",)),
            _stage("funded", "签约筹资", "Contract and funds", "60d", ("cost",)),
            _stage("building", "施工", "Being built", "120d", ("begun_on",)),
            _stage("checked", "验收登记", "Checked", "30wd", (), ("building",)),
            _stage("running", "投入使用", "Running", "", ("running_on",), ends=True),
        ),
    ),
    Chain(
        key="renewal_chain",
        title_zh="旧住房更新",
        title_en="Renewal of a building",
        stages=(
            _stage("standing", "未启动", "Not begun"),
            _stage("first_round", "一轮征询", "First round", "90d"),
            _stage("second_round", "二轮签约", "Second round", "120d", ("scheme",)),
            _stage("moving", "搬离过渡", "Moving out", "120d", ("moved_on",)),
            _stage("works", "施工", "Works", "24mo", ("begun_on",),
                   after=("first_round", "second_round", "moving")),
            _stage("returning", "回搬", "Moving back", "90d"),
            _stage("done", "办结", "Done", "", ends=True, after=("works", "returning")),
        ),
    ),
    Chain(
        key="rounds_chain",
        title_zh="旧改两轮征询",
        title_en="The two rounds of a renewal",
        stages=(
            _stage("prepared", "立项评估", "Prepared", "90d"),
            _stage("willing", "一轮意愿征询", "Willingness asked", "60d", ("homes",)),
            _stage("scheme", "方案编制公示", "Scheme shown", "90d", ("willing_told",),
                   ("willing",)),
            _stage("signing", "二轮签约", "Signing", "90d", ("scheme", "sign_until"), ("willing",),
                   by="way", limits=(("complete", "60d"),)),
            _stage("effective", "协议生效", "In force", "", ("scheme", "signed_told"),
                   after=("scheme", "signing")),
            _stage("settled", "实施完毕", "Carried out", ends=True),
            _stage("lapsed", "终止", "Given up", "", ("lapse",), ends=True,
                   after=("prepared", "willing", "scheme", "signing")),
        ),
    ),
)  # fmt: skip


def _f(key: str, zh: str, en: str, kind: str = "text", **more: object) -> Field:
    return Field(key=key, title_zh=zh, title_en=en, kind=kind, **more)  # type: ignore[arg-type]


ESTATE = Register(
    key="renewal_estate",
    title_zh="小区",
    title_en="Estates",
    name="title",
    point=True,
    unit_kinds=UNITS,
    order=40,
    fields=(
        _f("title", "名称", "Estate", needed=True),
        _f("address", "地址", "Address"),
        _f("built", "建成年份", "Built", "whole", minimum=1840, maximum=2100),
        _f("homes", "户数", "Homes", "whole", minimum=1),
        _f("committee", "业委会", "Owners’ committee", "yes"),
        _f("manager", "物业公司", "Manager"),
    ),
)
RENEWAL = Register(
    key="renewal_project",
    title_zh="旧改项目",
    title_en="Renewals",
    name="title",
    point=True,
    unit_kinds=UNITS,
    chain="rounds_chain",
    layer="way",
    order=5,
    fields=(
        _f("title", "项目", "Renewal", needed=True),
        _f("way", "更新方式", "How it is renewed", "choice", needed=True, options=WAYS),
        _f("estate", "小区", "Estate", "link", register="renewal_estate"),
        _f("homes", "总户数", "Homes", "whole", minimum=1,
           help_zh="住户名册不足此数的，不算达到比例。",
           help_en="While fewer homes are entered, nothing is reached."),
        _f("block", "难点", "What holds it up", "choice", options=BLOCKS),
        _f("scheme", "更新方案", "Scheme", "long"),
        _f("sign_until", "签约期限", "To be signed until", "day"),
        _f("willing_pct", "一轮同意率", "Willing", "number", unit="%", minimum=0, maximum=100,
           help_zh="每天由系统按住户名册计算。", help_en="Counted each day from the homes."),
        _f("willing_told", "一轮结论", "First round reached", "told"),
        _f("signed_told", "二轮结论", "Signing reached", "told"),
        _f("signed_pct", "二轮签约率", "Signed", "number", unit="%", minimum=0, maximum=100,
           help_zh="每天由系统按住户名册计算。", help_en="Counted each day from the homes."),
        _f("lapse", "终止原因", "Why it is given up", "long"),
    ),
)  # fmt: skip
BUILDING = Register(
    key="renewal_building",
    title_zh="楼栋",
    title_en="Buildings",
    name="title",
    point=True,
    unit_kinds=UNITS,
    chain="renewal_chain",
    layer="kind",
    order=30,
    fields=(
        _f("title", "楼栋", "Building", needed=True),
        _f("estate", "小区", "Estate", "link", register="renewal_estate", needed=True),
        _f("renewal", "旧改项目", "Renewal", "link", register="renewal_project"),
        _f("kind", "更新方式", "How it is renewed", "choice", needed=True, options=(
            ("repair", "修缮", "Repaired"), ("complete", "成套改造", "Made complete"),
            ("rebuild", "拆除重建", "Rebuilt"), ("keep", "保留", "Kept as it is"))),
        _f("floors", "层数", "Floors", "whole", minimum=1, maximum=60, needed=True),
        _f("homes", "户数", "Homes", "whole", minimum=1),
        _f("no_bath", "无独立厨卫户数", "Without own bath", "whole", minimum=0),
        _f("block", "难点", "What holds it up", "choice", options=BLOCKS),
        _f("scheme", "更新方案", "Scheme", "long"),
        _f("cost", "总投资", "Cost", "number", unit="万元", minimum=0),
        _f("moved_on", "搬离日期", "Moved out on", "day"),
        _f("begun_on", "开工日期", "Begun on", "day"),
    ),
)  # fmt: skip
STAIRWELL = Register(
    key="stairwell",
    title_zh="加梯门洞",
    title_en="Stairwells with a lift to come",
    name="title",
    point=True,
    unit_kinds=UNITS,
    chain="lift_chain",
    layer="block",
    order=10,
    fields=(
        _f("title", "门洞", "Stairwell", needed=True),
        _f("building", "楼栋", "Building", "link", register="renewal_building", needed=True),
        _f("floors", "层数", "Floors", "whole", minimum=2, maximum=12, needed=True),
        _f("cost", "工程造价", "Cost", "whole", unit="元", minimum=0),
        _f("block", "难点", "What holds it up", "choice", needed=True, options=BLOCKS),
        _f("entry", "入户方式", "Where it stops", "choice", options=(
            ("level", "平层入户", "At the floor"), ("half", "半层入户", "Between floors"))),
        _f("company", "代建单位", "Builder"),
        _f("permit", "批准文号", "Permit"),
        _f("keeper", "楼组长", "Head of the stairwell", "person"),
        _f("voted_on", "表决日期", "Voted on", "day"),
        _f("begun_on", "开工日期", "Begun on", "day"),
        _f("running_on", "投用日期", "Running since", "day"),
    ),
)  # fmt: skip
HOUSEHOLD = Register(
    key="household",
    title_zh="住户意愿",
    title_en="Homes and what they say",
    name="door",
    code="own_code",
    unit_kinds=DOORS,
    see=("handler", "grid_officer", "administrator"),
    write=("handler", "grid_officer", "administrator"),
    order=20,
    fields=(
        _f("door", "室号", "Door", needed=True),
        _f("stairwell", "门洞", "Stairwell", "link", register="stairwell"),
        _f("building", "楼栋", "Building", "link", register="renewal_building",
           help_zh="没有加梯门洞的住户填写。", help_en="Of a home without a stairwell."),
        _f("consent", "加梯意愿", "Says of the lift", "choice", options=CONSENT),
        _f("willing", "一轮改造意愿", "Willing to be renewed", "choice", options=CONSENT),
        _f("signing", "二轮签约", "Signing", "choice", options=SIGNED),
        _f("tenure", "产权性质", "Held", "choice", options=TENURES,
           help_zh="不填按产权房计。", help_en="Left open, it counts as owned."),
        _f("floor", "楼层", "Floor", "whole", minimum=1, maximum=60, needed=True),
        _f("area_m2", "建筑面积", "Area", "number", unit="m²", minimum=1, needed=True),
        _f("paid", "已缴", "Paid", "whole", unit="元", minimum=0),
        _f("same_owner", "同一业主的另一户", "Same owner as", "link", register="household",
           help_zh="一人有几户的，按一人计。", help_en="Several homes of one owner are one head."),
        _f("own_code", "户编号", "Code of the home"),
        _f("said_on", "表态日期", "Said on", "day"),
        _f("signed_on", "签约日期", "Signed on", "day"),
        _f("reason", "顾虑", "What worries them", "long"),
        _f("owner", "产权人", "Owner", "person"),
        _f("phone", "电话", "Telephone", "phone", personal=True),
    ),
)  # fmt: skip
REGISTERS = (RENEWAL, STAIRWELL, HOUSEHOLD, BUILDING, ESTATE)

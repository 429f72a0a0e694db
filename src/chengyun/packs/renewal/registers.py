"""Estates, renewals, buildings, stairwells and homes; the stages of a renewal and of a lift."""

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


# The terms are targets of a district, not of a law; ten days are what plans are shown for.
CHAINS = (
    Chain(
        key="lift_chain",
        title_zh="加装电梯",
        title_en="A lift",
        stages=(
            Stage("asked", "意愿征询", "Asked around", limit="90d"),
            Stage("voted", "表决通过", "Voted", limit="30d", needs=("voted_on",), back=("asked",)),
            Stage("designed", "方案设计", "Designed", limit="60d", needs=("company",)),
            Stage("shown", "方案公示", "Plans shown", limit="10d", back=("designed",)),
            Stage("permitted", "审批备案", "Permits", limit="30wd", needs=("permit",)),
            Stage("funded", "签约筹资", "Contract and funds", limit="60d", needs=("cost",)),
            Stage("building", "施工", "Being built", limit="120d", needs=("begun_on",)),
            Stage("checked", "验收登记", "Checked", limit="30wd", back=("building",)),
            Stage("running", "投入使用", "Running", needs=("running_on",), ends=True),
        ),
    ),
    Chain(
        key="renewal_chain",
        title_zh="旧住房更新",
        title_en="Renewal of a building",
        stages=(
            Stage("standing", "未启动", "Not begun"),
            Stage("first_round", "一轮征询", "First round", limit="90d"),
            Stage("second_round", "二轮签约", "Second round", limit="120d", needs=("scheme",)),
            Stage("moving", "搬离过渡", "Moving out", limit="120d", needs=("moved_on",)),
            Stage("works", "施工", "Works", limit="24mo", needs=("begun_on",),
                  after=("first_round", "second_round", "moving")),
            Stage("returning", "回搬", "Moving back", limit="90d"),
            Stage("done", "办结", "Done", ends=True, after=("works", "returning")),
        ),
    ),
    Chain(
        key="rounds_chain",
        title_zh="旧改两轮征询",
        title_en="The two rounds of a renewal",
        stages=(
            Stage("prepared", "立项评估", "Prepared", limit="90d"),
            Stage("willing", "一轮意愿征询", "Willingness asked", limit="60d", needs=("homes",)),
            Stage("scheme", "方案编制公示", "Scheme shown", limit="90d", needs=("willing_told",),
                  back=("willing",)),
            Stage("signing", "二轮签约", "Signing", limit="90d", needs=("scheme", "sign_until"),
                  back=("willing",),
                  by="way", limits=(("complete", "60d"),)),
            Stage("effective", "协议生效", "In force", needs=("scheme", "signed_told"),
                  after=("scheme", "signing")),
            Stage("settled", "实施完毕", "Carried out", ends=True),
            Stage("lapsed", "终止", "Given up", needs=("lapse",), ends=True,
                  after=("prepared", "willing", "scheme", "signing")),
        ),
    ),
)  # fmt: skip


ESTATE = Register(
    key="renewal_estate",
    title_zh="小区",
    title_en="Estates",
    name="title",
    point=True,
    unit_kinds=UNITS,
    order=40,
    fields=(
        Field("title", "名称", "Estate", needed=True),
        Field("address", "地址", "Address"),
        Field("built", "建成年份", "Built", "whole", minimum=1840, maximum=2100),
        Field("homes", "户数", "Homes", "whole", minimum=1),
        Field("committee", "业委会", "Owners’ committee", "yes"),
        Field("manager", "物业公司", "Manager"),
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
        Field("title", "项目", "Renewal", needed=True),
        Field("way", "更新方式", "How it is renewed", "choice", needed=True, options=WAYS),
        Field("estate", "小区", "Estate", "link", register="renewal_estate"),
        Field("homes", "总户数", "Homes", "whole", minimum=1,
              help_zh="住户名册不足此数的，不算达到比例。",
              help_en="While fewer homes are entered, nothing is reached."),
        Field("block", "难点", "What holds it up", "choice", options=BLOCKS),
        Field("scheme", "更新方案", "Scheme", "long"),
        Field("sign_until", "签约期限", "To be signed until", "day"),
        Field("willing_pct", "一轮同意率", "Willing", "number", unit="%", minimum=0, maximum=100,
              help_zh="每天由系统按住户名册计算。", help_en="Counted each day from the homes."),
        Field("willing_told", "一轮结论", "First round reached", "told"),
        Field("signed_told", "二轮结论", "Signing reached", "told"),
        Field("signed_pct", "二轮签约率", "Signed", "number", unit="%", minimum=0, maximum=100,
              help_zh="每天由系统按住户名册计算。", help_en="Counted each day from the homes."),
        Field("lapse", "终止原因", "Why it is given up", "long"),
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
        Field("title", "楼栋", "Building", needed=True),
        Field("estate", "小区", "Estate", "link", register="renewal_estate", needed=True),
        Field("renewal", "旧改项目", "Renewal", "link", register="renewal_project"),
        Field("kind", "更新方式", "How it is renewed", "choice", needed=True, options=(
               ("repair", "修缮", "Repaired"), ("complete", "成套改造", "Made complete"),
               ("rebuild", "拆除重建", "Rebuilt"), ("keep", "保留", "Kept as it is"))),
        Field("floors", "层数", "Floors", "whole", minimum=1, maximum=60, needed=True),
        Field("homes", "户数", "Homes", "whole", minimum=1),
        Field("no_bath", "无独立厨卫户数", "Without own bath", "whole", minimum=0),
        Field("block", "难点", "What holds it up", "choice", options=BLOCKS),
        Field("scheme", "更新方案", "Scheme", "long"),
        Field("cost", "总投资", "Cost", "number", unit="万元", minimum=0),
        Field("moved_on", "搬离日期", "Moved out on", "day"),
        Field("begun_on", "开工日期", "Begun on", "day"),
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
        Field("title", "门洞", "Stairwell", needed=True),
        Field("building", "楼栋", "Building", "link", register="renewal_building", needed=True),
        Field("floors", "层数", "Floors", "whole", minimum=2, maximum=12, needed=True),
        Field("cost", "工程造价", "Cost", "whole", unit="元", minimum=0),
        Field("block", "难点", "What holds it up", "choice", needed=True, options=BLOCKS),
        Field("entry", "入户方式", "Where it stops", "choice", options=(
               ("level", "平层入户", "At the floor"), ("half", "半层入户", "Between floors"))),
        Field("company", "代建单位", "Builder"),
        Field("permit", "批准文号", "Permit"),
        Field("keeper", "楼组长", "Head of the stairwell", "person"),
        Field("voted_on", "表决日期", "Voted on", "day"),
        Field("begun_on", "开工日期", "Begun on", "day"),
        Field("running_on", "投用日期", "Running since", "day"),
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
        Field("door", "室号", "Door", needed=True),
        Field("stairwell", "门洞", "Stairwell", "link", register="stairwell"),
        Field("building", "楼栋", "Building", "link", register="renewal_building",
              help_zh="没有加梯门洞的住户填写。", help_en="Of a home without a stairwell."),
        Field("consent", "加梯意愿", "Says of the lift", "choice", options=CONSENT),
        Field("willing", "一轮改造意愿", "Willing to be renewed", "choice", options=CONSENT),
        Field("signing", "二轮签约", "Signing", "choice", options=SIGNED),
        Field("tenure", "产权性质", "Held", "choice", options=TENURES,
              help_zh="不填按产权房计。", help_en="Left open, it counts as owned."),
        Field("floor", "楼层", "Floor", "whole", minimum=1, maximum=60, needed=True),
        Field("area_m2", "建筑面积", "Area", "number", unit="m²", minimum=1, needed=True),
        Field("paid", "已缴", "Paid", "whole", unit="元", minimum=0),
        Field("same_owner", "同一业主的另一户", "Same owner as", "link", register="household",
              help_zh="一人有几户的，按一人计。",
              help_en="Several homes of one owner are one head."),
        Field("own_code", "户编号", "Code of the home"),
        Field("said_on", "表态日期", "Said on", "day"),
        Field("signed_on", "签约日期", "Signed on", "day"),
        Field("reason", "顾虑", "What worries them", "long"),
        Field("owner", "产权人", "Owner", "person"),
        Field("phone", "电话", "Telephone", "phone", personal=True),
    ),
)  # fmt: skip
REGISTERS = (RENEWAL, STAIRWELL, HOUSEHOLD, BUILDING, ESTATE)

"""Households in need, signals, suggestions, entitlements, applications: all strict."""

from chengyun.packs.api import Chain, Field, Register, Stage
from chengyun.packs.relief import words
from chengyun.packs.relief.signals import OPTIONS as SIGNALS

# Civil affairs, and the sub-district’s own with its grid officers.
CIRCLE = ("civil_affairs", "street")
READERS = ("handler", "grid_officer", "leader", "administrator")
WRITERS = ("handler", "grid_officer")


# 最低生活保障审核确认办法: decided within 30 workdays of acceptance, public notice of 7 days; the
# parts in between and the review are the district’s own targets.
APPLYING = Chain(
    key="relief_applying",
    title_zh="救助审核确认",
    title_en="Handling of an application",
    stages=(
        Stage("applied", "申请受理", "Applied", limit="3swd"),
        Stage("checked", "经济状况核对", "Check of means", limit="15swd"),
        Stage("notice", "公示", "Public notice", needs=("means", "opinion", "notice_place",
              "notice_from"), limit="10swd"),
        Stage("granted", "确认发放", "Granted", needs=("amount", "until"), after=("notice",),
              limit="6mo"),
        Stage("reviewed", "复核", "Reviewed", needs=("review",), after=("granted",), limit="1mo",
              back=("granted",)),
        Stage("stopped", "停发", "Stopped", needs=("refused",), after=("granted", "reviewed"),
              ends=True),
        Stage("declined", "不予确认", "Refused", needs=("refused",),
              after=("applied", "checked", "notice"),
              ends=True),
    ),
)  # fmt: skip
# A suggestion is no visit before an officer has accepted it.
SUGGESTING = Chain(
    key="relief_suggesting",
    title_zh="上门建议",
    title_en="Suggested visit",
    stages=(
        Stage("suggested", "待决定", "To be decided", limit="1swd"),
        Stage("accepted", "决定上门", "Visit decided", limit="2swd"),
        Stage("visited", "已走访", "Visited", needs=("finding", "visited_on"), after=("accepted",),
              ends=True),
        Stage("declined", "不上门", "No visit", needs=("why_not", "why_not_note"),
              after=("suggested",),
              ends=True),
    ),
)  # fmt: skip
MATCHING = Chain(
    key="relief_matching",
    title_zh="政策找人",
    title_en="Policy finds people",
    stages=(
        Stage("found", "待告知", "To be told", limit="10swd"),
        Stage("told", "已告知", "Told", needs=("told_on",), limit="10swd"),
        Stage("applied", "已申请", "Has applied", after=("told",), ends=True),
        Stage("unwanted", "本人不申请", "Wants none", needs=("note",), after=("told",), ends=True),
        Stage(
            "mistaken",
            "不符合条件",
            "Not entitled",
            needs=("note",),
            after=("found", "told"),
            ends=True,
        ),
    ),
)
CHAINS = (APPLYING, SUGGESTING, MATCHING)


def _register(key: str, zh: str, en: str, **more: object) -> Register:
    return Register(
        key=key, title_zh=zh, title_en=en, strict=True, unit_kinds=CIRCLE, see=READERS,
        write=WRITERS, **more,  # type: ignore[arg-type]
    )  # fmt: skip


HOUSE = Field("household", "家庭", "Household", "link", register="relief_household", needed=True)
HOUSEHOLD = _register(
    "relief_household", "困难家庭名册", "Households in need", name="code", order=10, keep_days=1825,
    fields=(
        Field("code", "编号", "Code", needed=True,
              help_zh="如 JZ000128，不含姓名。", help_en="Such as JZ000128, without a name."),
        Field("group", "类别", "Group", "choice", needed=True, options=words.GROUPS),
        Field("level", "走访级别", "Level", "choice", needed=True, options=words.LEVELS),
        Field("seen_on", "最近见到", "Last seen", "day"),
        Field("receives", "正在享受", "Receives", "many", options=words.BENEFITS),
        Field("until", "享受至", "Until", "day"),
        Field("alone", "独居", "Lives alone", "yes"),
        Field("contact", "联系意愿", "Contact", "choice", options=words.CONTACT),
        Field("people", "人口", "People", "whole", needed=True, minimum=1, maximum=20),
        Field("able", "有劳动能力人数", "Able to work", "whole", minimum=0, maximum=20),
        Field("jobless", "其中失业", "Of them without work", "whole", minimum=0, maximum=20),
        Field("resident", "户籍", "Registration", "choice", options=words.RESIDENT),
        Field("income", "家庭月收入", "Income a month", "number", unit="元", minimum=0),
        Field("cash", "货币财产", "Money", "number", unit="元", minimum=0),
        Field("means_on", "经济状况核对日期", "Means known on", "day"),
        Field("homes", "住房套数", "Homes owned", "whole", minimum=0, maximum=20),
        Field("support", "法定义务人", "Who is bound to support", "choice", options=words.SUPPORT),
        Field("disabled", "残疾", "Disabled member", "choice", options=words.DISABLED),
        Field("ill", "疾病", "Ill member", "choice", options=words.ILL),
        Field("medical", "近一年自付医疗费", "Own medical costs, a year", "number", unit="元",
              minimum=0),
        Field("event", "突发困难", "Sudden hardship", "choice", options=words.EVENTS),
        Field("event_on", "发生日期", "It happened on", "day"),
        Field("event_cost", "必需支出", "Necessary outlay", "number", unit="元", minimum=0),
        Field("seen_how", "怎样见到", "Seen how", "choice", options=words.HOW),
        Field("lacks", "缺什么", "What is lacking", "many", options=words.LACKS),
        Field("holder", "户主姓名", "Head of household", "person", needed=True),
        Field("identity", "身份证件号", "Identity number", personal=True),
        Field("phone", "电话", "Telephone", "phone", personal=True),
        Field("home", "住址", "Address", personal=True),
        Field("story", "家庭情况", "Their story", "long", personal=True),
    ),
)  # fmt: skip
SIGNAL = _register(
    "relief_signal", "困难线索", "Signals of need", name="number", order=30, keep_days=730,
    fields=(
        Field("number", "情况", "What it says", needed=True,
              help_zh="一句话，请勿写姓名。", help_en="In a sentence, without names."),
        Field("kind", "种类", "Kind", "choice", needed=True, options=SIGNALS),
        Field("household", "家庭", "Household", "link", register="relief_household"),
        Field("day", "日期", "Day", "day"),
        Field("value", "数值", "Value", "number", minimum=0),
        Field("suggestion", "上门建议", "Suggested visit", "link", register="relief_suggestion"),
        Field("outcome", "走访结果", "What the visit found", "choice", options=words.OUTCOMES),
        Field("note", "说明", "Note", "long", personal=True),
        Field("where", "住址", "Address", personal=True),
        Field("phone", "反映人电话", "Telephone of who tells", "phone", personal=True),
    ),
)  # fmt: skip
SUGGESTION = _register(
    "relief_suggestion", "上门建议", "Suggested visits", name="number", order=20,
    chain="relief_suggesting", keep_days=730,
    fields=(
        Field("number", "编号", "Number", needed=True),
        HOUSE,
        Field("score", "分值", "Points", "number", minimum=0),
        Field("urgent", "紧急", "Urgent", "yes"),
        Field("why", "理由", "Reasons", "told"),
        Field("finding", "走访结果", "What was found", "choice", options=words.FINDINGS),
        Field("visited_on", "走访日期", "Visited on", "day"),
        Field("lacks", "缺什么", "What is lacking", "many", options=words.LACKS),
        Field("why_not", "不上门的原因", "Why there is no visit", "choice", options=words.DECLINED),
        Field("why_not_note", "具体理由", "The reason in words", "long",
              help_zh="写明依据，请勿写姓名。", help_en="What it rests on, without names."),
        Field("note", "走访记录", "Note of the visit", "long", personal=True),
    ),
)  # fmt: skip
MATCH = _register(
    "relief_match", "应享未享清单", "Entitled, not receiving", name="number", order=40,
    chain="relief_matching", keep_days=730,
    fields=(
        Field("number", "编号", "Number", needed=True),
        HOUSE,
        Field("benefit", "救助项目", "Benefit", "choice", needed=True, options=words.BENEFITS),
        Field("sure", "条件", "Conditions", "choice", needed=True,
              options=(("yes", "均已核实符合", "All met"),
              ("perhaps", "有待核实", "Some not known"))),
        Field("why", "逐条说明", "Condition by condition", "told"),
        Field("told_on", "告知日期", "Told on", "day"),
        Field("note", "理由", "Reason", "long",
              help_zh="请勿写姓名。", help_en="Without names."),
    ),
)  # fmt: skip
APPLICATION = _register(
    "relief_application", "救助申请", "Applications", name="number", order=50,
    chain="relief_applying", keep_days=1825,
    fields=(
        Field("number", "编号", "Number", needed=True),
        HOUSE,
        Field("benefit", "救助项目", "Benefit", "choice", needed=True, options=words.BENEFITS),
        Field("applied_on", "申请日期", "Applied on", "day", needed=True),
        Field("means", "核对结果", "Result of the check", "long",
              help_zh="收入、财产、户籍、义务人逐项写明。",
              help_en="Income, property, registration and who is bound, one by one."),
        Field("opinion", "初审意见", "Opinion", "choice", options=words.OPINIONS),
        Field("notice_place", "公示地点", "Notice put up at"),
        Field("notice_from", "公示开始", "Notice from", "day"),
        Field("objection", "异议及处理", "Objections and what came of them", "long"),
        Field("amount", "每月金额", "A month", "number", unit="元", minimum=0),
        Field("until", "享受至", "Until", "day"),
        Field("review", "复核情况", "What the review found", "long"),
        Field("refused", "不予确认或停发理由", "Why it is refused or stopped", "long"),
    ),
)  # fmt: skip
REGISTERS = (HOUSEHOLD, SUGGESTION, SIGNAL, MATCH, APPLICATION)

"""Petitions and petitioners, kept apart: a petition knows its petitioner by a code alone."""

from collections.abc import Sequence
from typing import Any

from chengyun.packs.api import Chain, Field, Register, Stage

OFFICE = ("petition",)
READERS = ("duty_officer", "handler", "leader", "administrator")
WRITERS = ("duty_officer", "handler", "administrator")
SUBJECTS = (
    ("property", "物业管理", "Property management"),
    ("housing", "住房征收", "Housing and relocation"),
    ("building", "违法建筑", "Unlawful building"),
    ("noise", "噪声油烟", "Noise and fumes"),
    ("traffic", "交通停车", "Traffic and parking"),
    ("labour", "劳动社保", "Work and insurance"),
    ("schools", "教育", "Schools"),
    ("health", "医疗卫生", "Health"),
    ("other", "其他", "Other"),
)
CHANNELS = (
    ("visit", "来访", "Visit"),
    ("letter", "来信", "Letter"),
    ("online", "网上信访", "Online"),
    ("call", "来电", "Telephone"),
)
PURPOSES = (
    ("appeal", "申诉求决", "Appeal"),
    ("proposal", "建议意见", "Proposal"),
    ("charge", "检举控告", "Charge"),
)
FLAGS = (
    ("first", "初次", "First"),
    ("repeat", "重复", "Repeated"),
    ("joint", "联名", "Joint"),
)
ONSITE = (("wanted", "待走访", "To be visited"), ("done", "已走访", "Visited"))


def _stage(key: str, zh: str, en: str, needs: Sequence[str] = (), after: Sequence[str] = (),
           limit: str = "", ends: bool = False, runs_on: bool = False,
           **more: Any) -> Stage:  # fmt: skip
    return Stage(
        key=key, title_zh=zh, title_en=en, needs=tuple(needs), after=tuple(after), limit=limit,
        ends=ends, runs_on=runs_on, **more,
    )  # fmt: skip


# 信访工作条例 (2022) art. 34: 60 days from acceptance, 30 more at most; arts. 35 and 36: 30 days to
# ask for a review (re-review), 30 to decide. 上海市信访条例 arts. 30-40: 15 days to decide on
# acceptance; a proposal is answered in 30. All are days by date, the last day whole.
CHAINS = (
    Chain(
        key="petition_chain",
        title_zh="信访办理",
        title_en="Handling of a petition",
        stages=(
            _stage("registered", "登记", "Registered", limit="15sd"),
            _stage("accepted", "受理办理", "Accepted", ("summary", "unit"), limit="60sd",
                   by="purpose", limits=(("proposal", "30sd"),)),
            _stage(
                "extended", "延期办理", "Extended", ("extension",), ("accepted",), "30sd",
                runs_on=True,
            ),
            _stage(
                "replied", "书面答复", "Replied", ("reply", "reply_on"), ("accepted", "extended"),
                "30sd",
            ),
            _stage("review", "复查", "Review", ("review_on",), ("replied",), "30sd"),
            _stage("reviewed", "复查答复", "Reviewed", ("review_reply",), ("review",), "30sd"),
            _stage("rereview", "复核", "Re-review", ("rereview_on",), ("reviewed",), "30sd"),
            _stage(
                "final", "复核终结", "Final", ("rereview_reply",), ("rereview",), ends=True
            ),
            _stage("closed", "办结归档", "Closed", (), ("replied", "reviewed"), ends=True),
            _stage(
                "declined", "不予受理", "Not accepted", ("declined",), ("registered",), ends=True
            ),
        ),
    ),
)  # fmt: skip


def _f(key: str, zh: str, en: str, kind: str = "text", **more: object) -> Field:
    return Field(key=key, title_zh=zh, title_en=en, kind=kind, **more)  # type: ignore[arg-type]


PETITION = Register(
    key="petition",
    title_zh="信访事项",
    title_en="Petitions",
    name="title",
    code="number",
    strict=True,
    unit_kinds=OFFICE,
    see=READERS,
    write=WRITERS,
    chain="petition_chain",
    order=20,
    fields=(
        _f("title", "事由", "Matter", needed=True),
        _f("number", "编号", "Number", needed=True),
        _f("subject", "类别", "Subject", "choice", needed=True, options=SUBJECTS),
        _f("flag", "性质", "First or repeated", "choice", needed=True, options=FLAGS),
        _f("channel", "形式", "Channel", "choice", needed=True, options=CHANNELS),
        _f("purpose", "目的", "Purpose", "choice", options=PURPOSES,
           help_zh="建议意见 30 日内答复，其余 60 日。",
           help_en="A proposal is answered in 30 days, others in 60."),
        _f("petitioner", "信访人代码", "Petitioner’s code", "link", needed=True,
           register="petitioner"),
        _f("people", "人数", "People", "whole", minimum=1),
        _f("deputies", "代表人数", "Representatives", "whole", minimum=1, maximum=5,
           help_zh="联名来访应推选代表，不超过 5 人。",
           help_en="Of a joint visit: elected, five at most."),
        _f("received_on", "收到日期", "Received on", "day", needed=True),
        _f("request", "诉求", "Requests", "long", needed=True,
           help_zh="每项诉求一行；答复时逐项核对。",
           help_en="One request a line; the reply is checked against each."),
        _f("facts", "事实与理由", "Facts and reasons", "long"),
        _f("summary", "交办摘要", "Summary for the unit", "long",
           help_zh="只写事情，不写姓名、电话和住址：承办单位只看到这一段。",
           help_en="The matter without names, telephones, addresses: it is all the unit sees."),
        _f("unit", "承办单位", "Unit in charge"),
        _f("case_number", "交办案件", "Its case"),
        _f("extension", "延期理由及批准人", "Why it is extended, and who approved", "long"),
        _f("declined", "不予受理理由", "Why it is not accepted", "long"),
        _f("reply", "处理意见书", "Written reply", "long"),
        _f("reply_on", "答复日期", "Replied on", "day"),
        _f("review_on", "申请复查日期", "Review asked on", "day"),
        _f("review_reply", "复查意见", "Decision of the review", "long"),
        _f("rereview_on", "申请复核日期", "Re-review asked on", "day"),
        _f("rereview_reply", "复核意见", "Decision of the re-review", "long"),
        _f("repeat_of", "重复于", "Repeats", "link", register="petition"),
        _f("joint_with", "并入", "Joined to", "link", register="petition"),
        _f("onsite", "实地走访", "Visit on site", "choice", options=ONSITE),
        _f("onsite_on", "走访日期", "Visited on", "day"),
        _f("onsite_note", "走访情况", "What was found there", "long"),
    ),
)  # fmt: skip
PETITIONER = Register(
    key="petitioner",
    title_zh="信访人（身份库）",
    title_en="Petitioners (identities)",
    name="code",
    strict=True,
    unit_kinds=OFFICE,
    see=READERS,
    write=WRITERS,
    keep_days=1825,
    order=30,
    fields=(
        _f("code", "代码", "Code", needed=True,
           help_zh="如 P-000128，不含姓名。", help_en="Such as P-000128, without a name."),
        _f("name", "姓名", "Name", "person", needed=True),
        _f("phone", "电话", "Telephone", "phone", personal=True),
        _f("identity", "身份证件号", "Identity number", personal=True),
        _f("home", "住址", "Address", personal=True),
        _f("language", "沟通方式", "How to speak with them", "choice",
           options=(("plain", "一般", "As usual"), ("dialect", "沪语", "In dialect"),
                    ("sign", "手语", "In sign language"))),
    ),
)  # fmt: skip
RECEPTION = Register(
    key="reception",
    title_zh="领导接访日",
    title_en="Reception days",
    name="leader",
    order=40,
    see=(*READERS, "dispatcher", "grid_officer"),
    write=WRITERS,
    unit_kinds=OFFICE,
    fields=(
        _f("leader", "接访领导（职务）", "Who receives (office)", needed=True),
        _f("day", "日期", "Day", "day", needed=True),
        _f("hours", "时间", "Hours", needed=True),
        _f("place", "地点", "Where", needed=True),
        _f("subject", "主要领域", "Mainly about", "choice", options=SUBJECTS),
        _f("seats", "预约名额", "Seats", "whole", needed=True, minimum=1, maximum=50),
    ),
)
BOOKING = Register(
    key="reception_booking",
    title_zh="接访预约",
    title_en="Bookings",
    name="matter",
    strict=True,
    unit_kinds=OFFICE,
    see=READERS,
    write=WRITERS,
    keep_days=365,
    order=50,
    fields=(
        _f("matter", "要反映的事项", "The matter", needed=True,
           help_zh="一句话，请勿写姓名。", help_en="In a sentence, without names."),
        _f("wanted_on", "希望的接访日", "Day you would like", "day", needed=True),
        _f("reception", "安排的接访日", "Reception day given", "link", register="reception"),
        _f("state", "状态", "State", "choice", needed=True,
           options=(("asked", "待安排", "Asked for"), ("given", "已安排", "Given"),
                    ("held", "已接访", "Held"), ("missed", "未到", "Did not come"))),
        _f("who", "姓名", "Name", "person", needed=True),
        _f("phone", "电话", "Telephone", "phone", personal=True, needed=True),
    ),
)  # fmt: skip
REGISTERS = (PETITION, PETITIONER, RECEPTION, BOOKING)

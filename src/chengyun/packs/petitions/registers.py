"""Petitions and petitioners, kept apart: a petition knows its petitioner by a code alone."""

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


# 信访工作条例 (2022) art. 34: 60 days from acceptance, 30 more at most; arts. 35 and 36: 30 days to
# ask for a review (re-review), 30 to decide. 上海市信访条例 arts. 34 and 35: 15 days to decide on
# acceptance; art. 37: 60 for every petition. That a proposal is answered in 30 is the district's
# own. All are days by date, the last day whole.
CHAINS = (
    Chain(
        key="petition_chain",
        title_zh="信访办理",
        title_en="Handling of a petition",
        stages=(
            Stage("registered", "登记", "Registered", limit="15sd"),
            Stage("accepted", "受理办理", "Accepted", needs=("summary", "unit"), limit="60sd",
                  by="purpose", limits=(("proposal", "30sd"),)),
            Stage(
                "extended", "延期办理", "Extended", needs=("extension",), after=("accepted",),
                limit="30sd",
                runs_on=True,
            ),
            Stage(
                "replied", "书面答复", "Replied", needs=("reply", "reply_on"),
                after=("accepted", "extended"),
                limit="30sd",
            ),
            Stage("review", "复查", "Review", needs=("review_on",), after=("replied",),
                  limit="30sd"),
            Stage("reviewed", "复查答复", "Reviewed", needs=("review_reply",), after=("review",),
                  limit="30sd"),
            Stage("rereview", "复核", "Re-review", needs=("rereview_on",), after=("reviewed",),
                  limit="30sd"),
            Stage(
                "final", "复核终结", "Final", needs=("rereview_reply",), after=("rereview",),
                ends=True
            ),
            Stage("closed", "办结归档", "Closed", after=("replied", "reviewed"), ends=True),
            Stage(
                "declined", "不予受理", "Not accepted", needs=("declined",), after=("registered",),
                ends=True
            ),
        ),
    ),
)  # fmt: skip


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
        Field("title", "事由", "Matter", needed=True),
        Field("number", "编号", "Number", needed=True),
        Field("subject", "类别", "Subject", "choice", needed=True, options=SUBJECTS),
        Field("flag", "性质", "First or repeated", "choice", needed=True, options=FLAGS),
        Field("channel", "形式", "Channel", "choice", needed=True, options=CHANNELS),
        Field("purpose", "目的", "Purpose", "choice", options=PURPOSES,
              help_zh="建议意见按本区要求 30 日内答复（法定 60 日），其余 60 日。",
              help_en="Proposals in 30 days, the district’s own (by law 60); others in 60."),
        Field("petitioner", "信访人代码", "Petitioner’s code", "link", needed=True,
              register="petitioner"),
        Field("people", "人数", "People", "whole", minimum=1),
        Field("deputies", "代表人数", "Representatives", "whole", minimum=1, maximum=5,
              help_zh="联名来访应推选代表，不超过 5 人。",
              help_en="Of a joint visit: elected, five at most."),
        Field("received_on", "收到日期", "Received on", "day", needed=True),
        Field("request", "诉求", "Requests", "long", needed=True,
              help_zh="每项诉求一行；答复时逐项核对。",
              help_en="One request a line; the reply is checked against each."),
        Field("facts", "事实与理由", "Facts and reasons", "long"),
        Field("summary", "交办摘要", "Summary for the unit", "long",
              help_zh="只写事情，不写姓名、电话和住址：承办单位只看到这一段。",
              help_en="The matter without names, telephones, addresses: it is all the unit sees."),
        Field("unit", "承办单位", "Unit in charge"),
        Field("case_number", "交办案件", "Its case"),
        Field("extension", "延期理由及批准人", "Why it is extended, and who approved", "long"),
        Field("declined", "不予受理理由", "Why it is not accepted", "long"),
        Field("reply", "处理意见书", "Written reply", "long"),
        Field("reply_on", "答复日期", "Replied on", "day"),
        Field("review_on", "申请复查日期", "Review asked on", "day"),
        Field("review_reply", "复查意见", "Decision of the review", "long"),
        Field("rereview_on", "申请复核日期", "Re-review asked on", "day"),
        Field("rereview_reply", "复核意见", "Decision of the re-review", "long"),
        Field("repeat_of", "重复于", "Repeats", "link", register="petition"),
        Field("joint_with", "并入", "Joined to", "link", register="petition"),
        Field("onsite", "实地走访", "Visit on site", "choice", options=ONSITE),
        Field("onsite_on", "走访日期", "Visited on", "day"),
        Field("onsite_note", "走访情况", "What was found there", "long"),
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
        Field("code", "代码", "Code", needed=True,
              help_zh="如 P-000128，不含姓名。", help_en="Such as P-000128, without a name."),
        Field("name", "姓名", "Name", "person", needed=True),
        Field("phone", "电话", "Telephone", "phone", personal=True),
        Field("identity", "身份证件号", "Identity number", personal=True),
        Field("home", "住址", "Address", personal=True),
        Field("language", "沟通方式", "How to speak with them", "choice",
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
        Field("leader", "接访领导（职务）", "Who receives (office)", needed=True),
        Field("day", "日期", "Day", "day", needed=True),
        Field("hours", "时间", "Hours", needed=True),
        Field("place", "地点", "Where", needed=True),
        Field("subject", "主要领域", "Mainly about", "choice", options=SUBJECTS),
        Field("seats", "预约名额", "Seats", "whole", needed=True, minimum=1, maximum=50),
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
        Field("matter", "要反映的事项", "The matter", needed=True,
              help_zh="一句话，请勿写姓名。", help_en="In a sentence, without names."),
        Field("wanted_on", "希望的接访日", "Day you would like", "day", needed=True),
        Field("reception", "安排的接访日", "Reception day given", "link", register="reception"),
        Field("state", "状态", "State", "choice", needed=True,
              options=(("asked", "待安排", "Asked for"), ("given", "已安排", "Given"),
                       ("held", "已接访", "Held"), ("missed", "未到", "Did not come"))),
        Field("who", "姓名", "Name", "person", needed=True),
        Field("phone", "电话", "Telephone", "phone", personal=True, needed=True),
    ),
)  # fmt: skip
REGISTERS = (PETITION, PETITIONER, RECEPTION, BOOKING)

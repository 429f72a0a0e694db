"""Who is ill, whom they met, where they were: kept apart from names, open to health units alone.

传染病防治法 (2025), chapters 3 and 4; 传染病信息报告管理规范 (2026): within 2 hours what is of
class A or managed as such (plague, cholera, SARS, pulmonary anthrax and what is ordered), within 24
hours classes B and C; the same terms for the check by the district's disease control.
"""

from typing import Any

from chengyun.packs.api import Chain, Field, Register, Stage

HEALTH = ("health",)
READERS = ("duty_officer", "handler", "leader", "administrator")
WRITERS = ("duty_officer", "handler", "administrator")
CLASSES = (
    ("a", "甲类及按甲类管理", "Class A or managed as such"),
    ("b", "乙类", "Class B"),
    ("c", "丙类", "Class C"),
)
DISEASES = (
    ("flu", "流行性感冒", "Influenza"),
    ("covid", "新型冠状病毒感染", "COVID-19"),
    ("measles", "麻疹", "Measles"),
    ("dengue", "登革热", "Dengue"),
    ("pertussis", "百日咳", "Pertussis"),
    ("scarlet", "猩红热", "Scarlet fever"),
    ("hfmd", "手足口病", "Hand, foot, mouth"),
    ("noro", "其他感染性腹泻", "Other diarrhoea"),
    ("cholera", "霍乱", "Cholera"),
    ("plague", "鼠疫", "Plague"),
    ("unknown", "原因不明", "Of unknown cause"),
)
AGES = (
    ("0_5", "0–5 岁", "0–5"),
    ("6_17", "6–17 岁", "6–17"),
    ("18_59", "18–59 岁", "18–59"),
    ("60_79", "60–79 岁", "60–79"),
    ("80", "80 岁及以上", "80 and over"),
)
KINDS = (
    ("suspected", "疑似", "Suspected"),
    ("clinical", "临床诊断", "Clinical"),
    ("confirmed", "确诊", "Confirmed"),
    ("carrier", "病原携带", "Carrier"),
)
WHERE = (
    ("hospital", "定点医院", "Hospital"),
    ("site", "集中点", "Isolation site"),
    ("home", "居家", "At home"),
)
JOBS = (
    ("child", "散居儿童", "Child at home"),
    ("pupil", "学生及幼托儿童", "Pupil"),
    ("health", "医务人员", "Health worker"),
    ("food", "餐饮食品", "Food trade"),
    ("retired", "离退人员", "Retired"),
    ("other", "其他", "Other"),
)
SIGNS = (
    ("fever", "发热", "Fever"),
    ("cough", "咳嗽", "Cough"),
    ("throat", "咽痛", "Sore throat"),
    ("rash", "皮疹", "Rash"),
    ("vomit", "呕吐", "Vomiting"),
    ("diarrhoea", "腹泻", "Diarrhoea"),
    ("none", "无症状", "None"),
)
ASKED = (("wanted", "待调查", "Wanted"), ("done", "已完成", "Done"))
SAMPLES = (
    ("wanted", "待采样", "To be taken"),
    ("sent", "已送检", "Sent"),
    ("negative", "阴性", "Negative"),
    ("positive", "阳性", "Positive"),
)
OBSERVED = (
    ("observing", "观察中", "Under observation"),
    ("released", "已解除", "Released"),
    ("ill", "转为病例", "Fell ill"),
    ("lost", "失访", "Lost sight of"),
)
A_2H: dict[str, Any] = {"limit": "24uh", "by": "category", "limits": (("a", "2uh"),)}
CHAINS = (
    Chain(
        key="epi_chain",
        title_zh="病例处置",
        title_en="Handling of a case",
        stages=(
            Stage("found", "发现待报", "Found", **A_2H),
            Stage("reported", "已报告", "Reported", needs=("disease", "category"), **A_2H),
            Stage("verified", "已核实", "Verified", needs=("kind",), limit="24uh"),
            Stage("traced", "密接已追踪", "Contacts traced", needs=("contacts",), limit="24uh"),
            Stage(
                "isolated", "隔离管理", "Isolated", needs=("isolation",),
                after=("traced", "verified")
            ),
            Stage("released", "解除", "Released", needs=("released_on",), ends=True,
                  after=("isolated", "traced", "verified")),
            Stage("excluded", "排除", "Ruled out", needs=("kind",), ends=True,
                  after=("reported", "verified")),
        ),
    ),
)  # fmt: skip


def strict(
    key: str, zh: str, en: str, order: int, fields: tuple[Field, ...], **more: object
) -> Register:
    """A register that health units alone open, each opening on record; emptied in the end."""
    return Register(
        key=key, title_zh=zh, title_en=en, fields=fields, order=order, strict=True,
        unit_kinds=HEALTH, see=READERS, write=WRITERS, keep_days=730, **more,  # type: ignore[arg-type]
    )  # fmt: skip


CASE = strict(
    "epi_case", "病例报告", "Case reports", 10,
    name="number", chain="epi_chain",
    fields=(
        Field("number", "报告编号", "Number", needed=True,
              help_zh="如 EP20260012，不含姓名。", help_en="Such as EP20260012, without a name."),
        Field("disease", "病种", "Disease", "choice", options=DISEASES),
        Field("category", "法定类别", "Class by law", "choice", needed=True, options=CLASSES,
              help_zh="甲类及按甲类管理的 2 小时内报告，乙类、丙类 24 小时内报告。",
              help_en="Class A within 2 hours, classes B and C within 24."),
        Field("kind", "病例分类", "Kind of case", "choice", options=KINDS),
        Field("onset_on", "发病日期", "Fell ill on", "day"),
        Field("age", "年龄段", "Age", "choice", options=AGES),
        Field("job", "人群", "Group", "choice", options=JOBS),
        Field("source", "报告单位", "Reported by"),
        Field("person", "姓名", "Name", "person", needed=True),
        Field("phone", "电话", "Telephone", "phone", personal=True),
        Field("identity", "身份证件号", "Identity number", personal=True),
        Field("home", "现住址", "Address", personal=True),
        Field("investigation", "流行病学调查", "Investigation", "choice", options=ASKED),
        Field("signs", "症状", "Signs", "many", options=SIGNS),
        Field("vaccinated", "接种史", "Vaccinated", "choice",
              options=(("full", "全程", "Fully"), ("part", "部分", "In part"),
              ("no", "未接种", "No"),
                       ("unknown", "不详", "Unknown"))),
        Field("exposure", "暴露与活动史", "Exposure and whereabouts", "long", personal=True,
              help_zh="发病前后的接触者、去过的地方；加密保存。",
              help_en="Whom they met and where they were; kept encrypted."),
        Field("cluster", "聚集性", "In a cluster", "yes"),
        Field("contacts", "密接人数", "Close contacts", "whole", minimum=0, maximum=10_000),
        Field("isolation", "隔离地点", "Isolated at", "choice", options=WHERE),
        Field("released_on", "解除日期", "Released on", "day"),
    ),
)  # fmt: skip
CONTACT = strict(
    "epi_contact", "密切接触者", "Close contacts", 20,
    name="code",
    fields=(
        Field("code", "编号", "Code", needed=True,
              help_zh="如 EP20260012-03，不含姓名。", help_en="Such as EP20260012-03."),
        Field("case", "关联病例", "Contact of", "link", needed=True, register="epi_case"),
        Field("relation", "关系", "How they met", "choice",
              options=(("home", "同住", "Lives together"), ("school", "同班同校", "Same class"),
                       ("work", "同事", "At work"), ("care", "诊疗", "In care"),
                       ("other", "其他", "Other"))),
        Field("last_on", "末次接触", "Last met on", "day", needed=True),
        Field("until", "观察期满", "Observed until", "day", needed=True),
        Field("state", "状态", "State", "choice", needed=True, options=OBSERVED),
        Field("place", "观察地点", "Observed at", "choice", options=WHERE),
        Field("sample", "采样", "Sample", "choice", options=SAMPLES),
        Field("sampled_on", "采样日期", "Sampled on", "day"),
        Field("temperature", "最近体温", "Last temperature", "number", unit="℃", minimum=34,
              maximum=43),
        Field("signs", "症状", "Signs", "many", options=SIGNS),
        Field("visited_on", "最近访视", "Last visited on", "day"),
        Field("person", "姓名", "Name", "person", needed=True),
        Field("phone", "电话", "Telephone", "phone", personal=True),
        Field("home", "观察地址", "Address", personal=True),
        Field("needs", "生活就医需要", "What they need", "long", personal=True),
    ),
)  # fmt: skip
PLACE = strict(
    "epi_place", "涉疫场所", "Places", 30,
    name="title", point=True, layer="state",
    fields=(
        Field("title", "场所", "Place", needed=True),
        Field("kind", "类型", "Kind", "choice", needed=True,
              options=(("school", "学校托幼", "School"), ("care", "养老机构", "Care home"),
                       ("market", "市场商超", "Market"), ("work", "单位工地", "Workplace"),
                       ("food", "餐饮", "Restaurant"), ("transit", "交通", "Transport"),
                       ("other", "其他", "Other"))),
        Field("case", "关联病例", "Where this case was", "link", register="epi_case"),
        Field("was_on", "活动日期", "When", "day", needed=True),
        Field("exposed", "暴露人数", "People exposed", "whole", minimum=0),
        Field("state", "消杀", "Disinfection", "choice", needed=True,
              options=(("wanted", "待消杀", "To be done"), ("done", "已消杀", "Done"),
                       ("open", "已恢复", "Open again"))),
        Field("disinfected_on", "消杀日期", "Disinfected on", "day"),
        Field("note", "处置情况", "What was done", "long", personal=True),
    ),
)  # fmt: skip
STRICT = (CASE, CONTACT, PLACE)

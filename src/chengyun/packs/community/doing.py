"""Forms, field tasks, hooks and settings of the community."""

from typing import Any

from chengyun.packs.api import Form, On, Setting, Task
from chengyun.packs.community import lone, triage
from chengyun.packs.community.health import VITALS
from chengyun.packs.community.patrol import TASKS as PATROLS
from chengyun.packs.community.words import LEVEL_DAYS


def _number(key: str, zh: str, en: str, default: float, most: float, unit: str) -> Setting:
    return Setting(
        key=key, title_zh=zh, title_en=en, kind="number", default=default, minimum=0,
        maximum=most, unit=unit, help_zh="以当地公布为准。", help_en="As published where you are.",
    )  # fmt: skip


def _office(key: str, zh: str, en: str, default: str) -> Setting:
    return Setting(key=key, title_zh=zh, title_en=en, kind="text", default=default)


SETTINGS = (
    _number("share_full", "补贴比例：低保、特困", "Subsidy: minimum living", 100, 100, "%"),
    _number("share_some", "补贴比例：低收入", "Subsidy: low income", 80, 100, "%"),
    _number("share_other", "补贴比例：其他", "Subsidy: others", 40, 100, "%"),
    _number("subsidy_most", "每户补贴上限", "Subsidy a home at most", 3000, 1_000_000, "元"),
    _number("budget", "本年补贴预算", "Subsidies this year", 300_000, 1e9, "元"),
    _office("lone_office", "独居老人主管单位代码", "Unit told of people alone", "civil-affairs"),
    _office("health_office", "云医院主管单位代码", "Unit told of red flags", "health"),
)
FORMS = (
    Form(
        key="lone_seen", title_zh="探访独居老人", title_en="Visit to somebody alone",
        register="lone_person", fields=("seen_on", "seen_how", "level"),
        intro_zh="填写见到本人的日期；没有见到就保留原日期。",
        intro_en="The day on which they were seen; leave it as it was if they were not.",
    ),
    Form(
        key="lone_met", title_zh="信号上门核实", title_en="A signal looked into",
        register="lone_signal", fields=("found", "met_on", "note"), stage="met",
        intro_zh="先打开住址（记录在案）。无人应门也要填，系统立即请人再决定。",
        intro_en="Open the address first (it is recorded). Fill it in also where nobody opened: "
        "an officer is asked again at once.",
    ),
    Form(
        key="booth_measure", title_zh="诊间测量", title_en="Measured at the booth",
        register="booth_visit", fields=VITALS, stage="measured",
        intro_zh="静坐五分钟后测量；测不到的留空，不评分、直接由医生查看。"
        "血氧标度二只用于医生确认目标为 88–92% 的人。"
        "评分只提示多快由医生查看，不作诊断。",
        intro_en="After five minutes of rest; leave empty what cannot be measured: it is "
        "not scored and a doctor looks at once. Scale 2 only for whom a doctor has set 88–92 %. "
        "The score says how soon a doctor looks; it is no diagnosis.",
    ),
    Form(
        key="booth_book", title_zh="预约云医院", title_en="Book the cloud hospital",
        register="booth_visit", fields=("matter", "wanted_on", "half", "who", "phone", "history"),
        public=True,
        intro_zh="胸痛、呼吸困难、神志不清、大出血请立即拨打 120，不要预约。"
        "请标出您要去的诊间或您的住处。"
        "来意请勿写姓名；姓名、电话和病史加密保存，仅医疗机构可逐条查看，每次查看都有记录。",
        intro_en="Chest pain, no breath, confusion or heavy bleeding: call 120 now, do not book. "
        "Mark the booth or where you live. No names in “What for”; name, telephone and history are "
        "encrypted, and health units alone open them, one at a time and on record.",
    ),
)  # fmt: skip


def _task(key: str, zh: str, en: str, register: str, form: str, **more: Any) -> Task:
    return Task(key=key, title_zh=zh, title_en=en, register=register, form=form, **more)


TASKS = (
    *PATROLS,
    _task("lone_round", "探访独居老人", "Visits to people alone", "lone_person", "lone_seen",
          by="level", every=LEVEL_DAYS, last="seen_on"),
    _task("lone_call", "独居信号上门（已决定）", "Signals: visit decided", "lone_signal",
          "lone_met", every_days=1, stages=("going",)),
    _task("booth_measuring", "云医院诊间测量", "To be measured at the booth", "booth_visit",
          "booth_measure", every_days=1, stages=("confirmed",)),
)  # fmt: skip
HOOKS = (
    On(event="day", run=lone.of_the_day),
    On(event="stage", run=lone.looked_into, of=("lone_signal",)),
    On(event="stage", run=triage.measured, of=("booth_visit",)),
)

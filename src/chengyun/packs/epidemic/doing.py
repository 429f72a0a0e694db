"""Settings, forms, field tasks, and what the day brings by itself."""

from collections.abc import Sequence

from chengyun.packs.api import DayHeard, District, Form, On, Setting, StageHeard, Task
from chengyun.packs.epidemic import coverage, judging, stocks, warning
from chengyun.packs.epidemic.aberrations import DETECTORS


def _number(
    key: str, zh: str, en: str, default: float, low: float, most: float, unit: str = "",
    kind: str = "number", help_zh: str = "", help_en: str = "",
) -> Setting:  # fmt: skip
    return Setting(
        key=key, title_zh=zh, title_en=en, kind=kind, default=default, minimum=low, maximum=most,
        unit=unit, help_zh=help_zh, help_en=help_en,
    )  # fmt: skip


SETTINGS = (
    Setting(key="office", title_zh="疾控部门单位代码", title_en="Code of the health unit",
            kind="text", default="health"),
    _number("serial_mean", "代间距均值", "Serial interval, mean", 2.6, 1.1, 30, "天",
            help_zh="病例与其续发病例发病日期之差；按流行的病种和地区设定。",
            help_en="Days from a case’s onset to that of those it infects; by disease and area."),
    _number("serial_sd", "代间距标准差", "Serial interval, spread", 1.5, 0.3, 20, "天"),
    _number("late_days", "报告尚不完整的天数", "Days not yet reported in full", 2, 0, 14, "天",
            "whole",
            help_zh="最近几日不参与 R 的计算。", help_en="The last days, left out of R."),
    *(
        Setting(
            key=f"detector_{key}", title_zh=f"{zh}：检测方法", title_en=f"{en}: detector",
            kind="choice", default=default,
            options=tuple((one.key, one.title, one.title) for one in DETECTORS.values()),
        )
        for key, zh, en, default in judging.CHOICES
    ),
    _number("warn_share", "预警阈值", "Warn from", 50, 1, 99, "%", "whole",
            help_zh="合并判断的可能性达到此值时交疾控核查。",
            help_en="From this probability on the health unit is to look."),
    _number("target", "接种率目标", "Coverage aimed at", 80, 1, 100, "%", "whole"),
    _number("teams", "流动接种队", "Mobile teams", 4, 0, 50, "", "whole"),
    _number("team_doses", "每站接种能力", "Doses at a stop", 120, 1, 5000, "", "whole"),
    _number("uptake", "预计应种到场比例", "Share expected to come", 40, 1, 100, "%", "whole",
            help_zh="按已完成的流动接种校正。", help_en="Correct it by what past stops gave."),
    Setting(key="propose", title_zh="每周一建议流动接种停靠点",
            title_en="Propose stops each Monday", kind="yes", default=True),
    _number("reserve_days", "安全库存", "Reserve", 7, 0, 90, "天", "whole"),
)  # fmt: skip

FORMS = (
    Form(
        key="epi_investigation",
        title_zh="流行病学调查",
        title_en="Case investigation",
        register="epi_case",
        fields=("onset_on", "signs", "vaccinated", "job", "exposure", "cluster", "contacts",
                "isolation"),
        fill=(("investigation", "done"),),
        intro_zh="先出示证件、说明目的；活动史按发病前 14 天逐日询问，内容加密保存。",
        intro_en="Show your card and say what it is for; ask day by day for the 14 days before "
        "onset. What is said is kept encrypted.",
    ),
    Form(
        key="epi_visit_form",
        title_zh="隔离访视",
        title_en="Isolation visit",
        register="epi_contact",
        fields=("visited_on", "temperature", "signs", "state", "sample", "needs"),
    ),
    Form(
        key="epi_sample_form",
        title_zh="上门采样",
        title_en="Sampling",
        register="epi_contact",
        fields=("sampled_on",),
        fill=(("sample", "sent"),),
    ),
    Form(
        key="epi_stop_form",
        title_zh="流动接种记录",
        title_en="Mobile team’s stop",
        register="epi_round",
        fields=("given", "note"),
        fill=(("state", "done"),),
    ),
    Form(
        key="epi_clean_form",
        title_zh="终末消毒",
        title_en="Disinfection",
        register="epi_place",
        fields=("disinfected_on", "note"),
        fill=(("state", "done"),),
    ),
    Form(
        key="epi_count_form",
        title_zh="物资盘点",
        title_en="Stock-taking",
        register="epi_stock",
        fields=("on_hand", "used_week", "expires_on", "counted_on"),
    ),
)  # fmt: skip


def _task(
    key: str, zh: str, en: str, register: str, form: str, days: int, *where: tuple[str, str]
) -> Task:
    return Task(
        key=key, title_zh=zh, title_en=en, register=register, form=form, every_days=days,
        where=where, unit_kind="health",
    )  # fmt: skip


TASKS = (
    _task("epi_ask", "流行病学调查", "Case investigation", "epi_case", "epi_investigation", 1,
          ("investigation", "wanted")),
    _task("epi_visit", "隔离访视", "Isolation visit", "epi_contact", "epi_visit_form", 1,
          ("state", "observing")),
    _task("epi_sampling", "上门采样", "Sampling", "epi_contact", "epi_sample_form", 1,
          ("sample", "wanted")),
    _task("epi_clean", "终末消毒", "Disinfection", "epi_place", "epi_clean_form", 1,
          ("state", "wanted")),
    _task("epi_stop", "流动接种", "Mobile team", "epi_round", "epi_stop_form", 1,
          ("state", "planned")),
    _task("epi_count", "物资盘点", "Stock-taking", "epi_stock", "epi_count_form", 7),
)  # fmt: skip


def of_the_day(district: District, heard: DayHeard) -> None:
    """Warnings weighed, observations that have run out, what runs short, and stops to be made."""
    warning.raise_alert(district)
    _run_out(district)
    stocks.raise_cases(district)
    if heard.day.weekday() == 0 and district.setting("propose"):
        coverage.propose(district)


def _run_out(district: District) -> None:
    """Whoever was to be observed until yesterday is to be released by a person, not by itself."""
    today = district.today.isoformat()
    for one in district.entries("epi_contact", state="observing"):
        if one.values["until"] < today:
            told = (f"{one.name} 医学观察已期满，请解除", f"{one.name}: observation is over")
            tell(district, told, f"until:{one.key}:{one.values['until']}", one)


def moved_on(district: District, heard: StageHeard) -> None:
    """Class A once verified is told at once; where a case is ruled out, its contacts are free."""
    entry = district.entry(heard.entry)
    if entry is None:
        return
    if heard.stage == "verified" and entry.values.get("category") == "a":
        told = (f"{entry.name} 核实为甲类管理病例", f"{entry.name}: verified, class A")
        tell(district, told, f"grave:{entry.key}", entry)
    if heard.stage == "excluded":
        for one in district.entries("epi_contact", case=entry.key, state="observing"):
            district.change(one.key, state="released")


def tell(district: District, text: Sequence[str], key: str, about: object) -> None:
    """A message to the health unit: a number, never a name."""
    district.notify(str(district.setting("office")), text, key, about=about)  # type: ignore[arg-type]


HOOKS = (
    On(event="stage", run=moved_on, of=("epi_case",)),
    On(event="day", run=of_the_day),
)

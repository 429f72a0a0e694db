"""Visits from door to door, settings, and what the day brings: stuck stages are told."""

from chengyun.packs.api import DayHeard, District, Form, On, Setting, Task
from chengyun.packs.renewal import carrying


def _number(key: str, zh: str, en: str, default: float, most: float, unit: str = "",
            least: float = 0) -> Setting:  # fmt: skip
    return Setting(
        key=key, title_zh=zh, title_en=en, kind="number", default=default, minimum=least,
        maximum=most, unit=unit,
    )  # fmt: skip


def _share(key: str, zh: str, en: str, default: float, least: float) -> Setting:
    """A share of heads in per cent; a district may ask for more than the law, not for less."""
    return _number(key, zh, en, default, 100, "%", least)


SETTINGS = (
    _number("first", "一层分摊系数", "Coefficient of the first floor", 0, 5),
    _number("second", "二层分摊系数", "Coefficient of the second floor", 0.5, 5),
    _number("third", "三层分摊系数", "Coefficient of the third floor", 1, 5),
    _number("step", "三层以上每层递增", "More for each floor above", 0.1, 2),
    _number("subsidy", "补贴比例", "Subsidy", 40, 100, "%"),
    _number("subsidy_most", "补贴上限", "Subsidy at most", 280000, 10_000_000, "元"),
    _share("willing_public", "一轮：公房承租人同意比例", "First round: tenants willing", 90, 50),
    _share("willing_expropriation", "一轮：征收改建意愿", "First round: expropriation", 90, 90),
    _share("sign_rebuild", "二轮：公房拆除重建签约", "Signed: public homes rebuilt", 95, 95),
    _share("sign_complete", "二轮：公房成套改造签约", "Signed: public homes made complete", 95, 95),
    _share("sign_expropriation", "二轮：征收协议签约", "Signed: expropriation", 85, 80),
    _share("sign_owned", "二轮：产权房签约", "Signed: owned homes", 100, 50),
    Setting(
        key="office",
        title_zh="更新部门单位代码",
        title_en="Code of the housing office",
        kind="text",
        default="housing",
    ),
    Setting(
        key="year_target",
        title_zh="本年加梯目标（台）",
        title_en="Lifts to run this year",
        kind="whole",
        default=12,
        minimum=0,
        maximum=10_000,
    ),
)
FORMS = (
    Form(
        key="door_visit",
        title_zh="上门征询",
        title_en="At the door",
        register="household",
        fields=("consent", "said_on", "reason"),
    ),
    Form(
        key="willing_visit",
        title_zh="旧改意愿征询",
        title_en="Willing to be renewed",
        register="household",
        fields=("willing", "said_on", "reason"),
    ),
    Form(
        key="signing_visit",
        title_zh="旧改上门签约",
        title_en="Signing at the door",
        register="household",
        fields=("signing", "signed_on", "reason"),
    ),
)
TASKS = (
    Task(
        key="door_round",
        title_zh="加梯上门征询",
        title_en="Ask at the door",
        register="household",
        every_days=7,
        form="door_visit",
        where=(("consent", "open"),),
    ),
    Task(
        key="willing_round",
        title_zh="旧改一轮征询",
        title_en="First round of a renewal",
        register="household",
        every_days=7,
        form="willing_visit",
        where=(("willing", "open"),),
    ),
    Task(
        key="signing_round",
        title_zh="旧改二轮签约",
        title_en="Second round of a renewal",
        register="household",
        every_days=3,
        form="signing_visit",
        where=(("signing", "open"),),
    ),
)


def of_the_day(district: District, heard: DayHeard) -> None:
    """A stage over its term is told to the housing office, at once and every thirty days."""
    office = str(district.setting("office"))
    for register in ("stairwell", "renewal_building", "renewal_project"):
        for one in district.entries(register):
            late = (heard.day - one.due.date()).days if one.due else 0
            if late > 0 and late % 30 == 1:
                told = (
                    f"{one.area_title}{one.name}：已超期 {late} 天",
                    f"{one.name}: {late} days over its term",
                )
                key = f"stuck:{one.key}:{one.stage}:{late}"
                district.notify(office, told, key, about=one)
    carrying.count_all(district, heard)


HOOKS = (
    On(event="day", run=of_the_day),
    On(event="stage", run=carrying.of_stage, of=("renewal_project",)),
)

"""Visits from door to door, settings of cost, and what the day brings: stuck stages are told."""

from chengyun.packs.api import DayHeard, District, Form, On, Setting, Task, say


def _number(key: str, zh: str, en: str, default: float, most: float, unit: str = "") -> Setting:
    return Setting(
        key=key, title_zh=zh, title_en=en, kind="number", default=default, minimum=0,
        maximum=most, unit=unit,
    )  # fmt: skip


SETTINGS = (
    _number("first", "一层分摊系数", "Coefficient of the first floor", 0, 5),
    _number("second", "二层分摊系数", "Coefficient of the second floor", 0.5, 5),
    _number("third", "三层分摊系数", "Coefficient of the third floor", 1, 5),
    _number("step", "三层以上每层递增", "More for each floor above", 0.1, 2),
    _number("subsidy", "补贴比例", "Subsidy", 40, 100, "%"),
    _number("subsidy_most", "补贴上限", "Subsidy at most", 280000, 10_000_000, "元"),
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
)


def of_the_day(district: District, heard: DayHeard) -> None:
    """A stage over its term is told to the housing office, at once and every thirty days."""
    office = str(district.setting("office"))
    for register in ("stairwell", "renewal_building"):
        for one in district.entries(register):
            late = (heard.day - one.due.date()).days if one.due else 0
            if late > 0 and late % 30 == 1:
                told = say(
                    f"{one.area_title}{one.name}：已超期 {late} 天",
                    f"{one.name}: {late} days over its term",
                )
                key = f"stuck:{one.key}:{one.stage}:{late}"
                district.notify(office, told, key, about=one)


HOOKS = (On(event="day", run=of_the_day),)

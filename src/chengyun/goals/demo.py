"""Demonstration plans in the shape of the source articles: 17 plans, 53 indicators, one year.

Titles are the tasks that the articles name; every figure is made up from the seed and marked as
simulated. An indicator reads: title, English title, unit, baseline, target, formula.
"""

import random
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from chengyun.goals.choices import Direction
from chengyun.goals.models import Indicator, IndicatorValue, Milestone, Plan
from chengyun.goals.services import count
from chengyun.people.models import Unit
from chengyun.places.choices import Level
from chengyun.places.models import Area


@dataclass(frozen=True)
class Line:
    """One indicator of the demonstration."""

    title_zh: str
    title_en: str
    unit: str
    baseline: float
    target: float
    formula: str = ""


@dataclass(frozen=True)
class Task:
    """One plan of the demonstration: its key, titles, the kind of unit that leads it, its lines."""

    key: str
    title_zh: str
    title_en: str
    unit_kind: str
    lines: tuple[Line, ...]


TASKS = (
    Task("renewal", "旧住房更新改造", "Housing renewal", "housing", (
        Line("旧住房修缮面积", "Floor area repaired", "万㎡", 0, 120),
        Line("成套改造户数", "Households given full facilities", "户", 0, 860),
        Line("小区综合治理完成数", "Estates fully renewed", "个", 0, 24),
    )),
    Task("lifts", "加装电梯", "Lifts for old houses", "housing", (
        Line("加装电梯开工", "Lifts begun", "台", 0, 240),
        Line("加装电梯完工", "Lifts finished", "台", 0, 200),
        Line("签约楼栋", "Stairwells signed", "个", 0, 320),
    )),
    Task("circle", "一刻钟便民生活圈", "15-minute life circle", "market", (
        Line("邻里汇新建和提升", "Neighbourhood centres built or upgraded", "家", 0, 39),
        Line("早餐工程网点", "Breakfast outlets", "个", 0, 60),
        Line("标准化菜场改造", "Markets brought to standard", "家", 0, 12),
        Line("社区食堂", "Community canteens", "个", 0, 15),
    )),
    Task("water", "河道与海绵城市", "Rivers and sponge city", "water", (
        Line("河道断面达标率", "River sections in good state", "%", 92, 97),
        Line("积水点改造", "Flood-prone spots rebuilt", "处", 0, 9),
        Line("雨污混接改造", "Mixed drains separated", "处", 0, 150),
    )),
    Task("air", "大气污染防治", "Clean air", "ecology", (
        Line("细颗粒物年均浓度", "Yearly mean PM2.5", "µg/m³", 32, 28),
        Line("工地扬尘在线监测覆盖率", "Sites with dust meters", "%", 85, 100),
        Line("油烟整治户数", "Kitchens with fumes treated", "户", 0, 300),
    )),
    Task("green", "公园绿地建设", "Parks and greenery", "greenery", (
        Line("新建绿地", "New green space", "公顷", 0, 16),
        Line("绿道", "Greenways", "公里", 0, 10),
        Line("口袋公园", "Pocket parks", "个", 0, 8),
    )),
    Task("waste", "生活垃圾分类", "Waste sorting", "greenery", (
        Line("分类达标率", "Estates that sort well", "%", 93, 97),
        Line("垃圾厢房改造", "Bin rooms rebuilt", "座", 0, 180),
        Line("干垃圾日均量", "Residual waste a day", "吨", 780, 730),
    )),
    Task("fire", "消防安全整治", "Fire safety", "fire", (
        Line("隐患整改销号", "Hazards struck off", "处", 0, 2400),
        Line("独立烟感安装", "Smoke detectors installed", "个", 0, 12000),
        Line("电动自行车充电桩", "E-bike chargers", "个", 0, 3600),
    )),
    Task("network", "城市运行一网统管", "One network to run the city", "centre", (
        Line("按期结案率", "Cases closed in time", "%", 88, 96, "on_time_closing_share"),
        Line("一次核查通过率", "Handled well at once", "%", 90, 97, "first_time_pass_share"),
        Line("主动发现率", "Found before anyone reports", "%", 40, 60, "sensed_share"),
        Line("新增感知设备", "Sensors added", "个", 0, 5000),
    )),
    Task("window", "一窗综办", "One-stop window", "centre", (
        Line("事项网办率", "Matters done online", "%", 71, 80),
        Line("办理时限压缩比", "Shorter than the legal limit", "%", 68, 75),
        Line("好差评好评率", "Good ratings", "%", 98, 99.5),
    )),
    Task("roads", "道路与架空线", "Roads and overhead lines", "construction", (
        Line("架空线入地", "Overhead lines buried", "公里", 0, 14),
        Line("道路整治", "Roads repaired", "公里", 0, 22),
        Line("停车泊位新增", "Parking places added", "个", 0, 1500),
    )),
    Task("projects", "重大工程", "Major projects", "construction", (
        Line("投资完成额", "Investment", "亿元", 0, 186),
        Line("新开工项目", "Projects begun", "个", 0, 32),
        Line("竣工项目", "Projects finished", "个", 0, 21),
    )),
    Task("street", "市容环境秩序", "Order in the streets", "urban_management", (
        Line("违法建筑拆除", "Illegal building removed", "万㎡", 0, 8),
        Line("户外招牌安全检测", "Signs checked", "块", 0, 4000),
        Line("市容投诉件数", "Complaints about the streets", "件", 5200, 4500),
    )),
    Task("gas", "燃气与供电保障", "Gas and power", "gas", (
        Line("老旧燃气管网改造", "Old gas mains replaced", "公里", 0, 18),
        Line("居民安检率", "Homes checked", "%", 80, 98),
        Line("燃气事故", "Gas accidents", "起", 4, 1),
    )),
    Task("safety", "平安城区", "A safe district", "police", (
        Line("智能安防小区", "Estates with smart security", "个", 0, 45),
        Line("电信诈骗发案数", "Phone frauds", "起", 1300, 1050),
        Line("道路交通事故死亡", "Road deaths", "人", 12, 9),
    )),
    Task("care", "精准救助与养老", "Targeted help and elder care", "centre", (
        Line("家庭养老床位", "Care beds at home", "张", 0, 600),
        Line("适老化改造", "Homes made ageing-friendly", "户", 0, 800),
        Line("主动发现困难家庭走访", "Families in need visited", "户", 0, 9000),
    )),
    Task("jobs", "稳就业", "Jobs", "centre", (
        Line("新增就业岗位", "New jobs", "个", 0, 48000),
        Line("专场招聘会", "Job fairs", "场", 0, 36),
        Line("帮扶创业", "Start-ups helped", "家", 0, 600),
    )),
)  # fmt: skip
STEPS = (
    ("方案审定", "Scheme approved", 2, 28),
    ("任务过半", "Half of the task done", 6, 30),
    ("年度验收", "Year's acceptance", 12, 20),
)


@transaction.atomic
def seed(number: int, today: date | None = None) -> None:
    """Plant the demonstration plans of this year with figures to the last full month, once."""
    today = today or timezone.localdate()
    if Plan.objects.filter(year=today.year, simulated=True).exists():
        return
    root = Area.objects.filter(level=Level.DISTRICT).first()
    units = {unit.kind: unit for unit in Unit.objects.order_by("-code")}
    for order, task in enumerate(TASKS):
        plan = Plan.objects.create(
            key=f"{today.year}-{task.key}", title_zh=task.title_zh, title_en=task.title_en,
            year=today.year, unit=units.get(task.unit_kind), order=order,
            area_path=root.path if root else "", simulated=True,
        )  # fmt: skip
        rng = random.Random(f"{number}-{task.key}")  # noqa: S311 — a demonstration's dice
        _plant(plan, task, rng, today)
    count(date(today.year, 1, 1), today)


def _plant(plan: Plan, task: Task, rng: random.Random, today: date) -> None:
    for order, line in enumerate(task.lines):
        indicator = Indicator.objects.create(
            plan=plan, key=f"{plan.key}-{order + 1}", title_zh=line.title_zh,
            title_en=line.title_en, unit=line.unit, weight=3 if order == 0 else 2,
            direction=Direction.UP if line.target >= line.baseline else Direction.DOWN,
            baseline=line.baseline, target_year=line.target, formula=line.formula, order=order,
        )  # fmt: skip
        if not line.formula:
            IndicatorValue.objects.bulk_create(_figures(indicator, rng, today))
    Milestone.objects.bulk_create(_milestones(plan, rng, today))


def _figures(indicator: Indicator, rng: random.Random, today: date) -> list[IndicatorValue]:
    """One figure a month: on the way from baseline to target at this plan's own, uneven pace."""
    pace = rng.gauss(1.0, 0.14)
    way = indicator.target_year - indicator.baseline
    done, values = 0.0, []
    for end in _month_ends(today):
        done = min(1.15, done + pace * rng.uniform(0.7, 1.3) / 12)
        value = round(indicator.baseline + way * done, 1 if abs(way) < 100 else 0)
        values.append(IndicatorValue(indicator=indicator, period=end, value=value))
    return values


def _month_ends(today: date) -> list[date]:
    ends = [date(today.year, m, monthrange(today.year, m)[1]) for m in range(1, today.month + 1)]
    return [end for end in ends if end <= today]


def _milestones(plan: Plan, rng: random.Random, today: date) -> list[Milestone]:
    return [_milestone(plan, rng, today, step) for step in STEPS]


def _milestone(
    plan: Plan, rng: random.Random, today: date, step: tuple[str, str, int, int]
) -> Milestone:
    zh, en, month, day = step
    due = date(plan.year, month, day)
    late = due < today and rng.random() < 0.12
    return Milestone(
        plan=plan, title_zh=zh, title_en=en, due=due,
        done_on=due if due < today and not late else None, funds=rng.randrange(50, 900, 10),
    )  # fmt: skip

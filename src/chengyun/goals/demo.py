"""Demonstration plans in the shape of the source articles: 17 plans, 53 indicators, one year.

Titles are the tasks that the articles name; every figure is made up from the seed and marked as
simulated. An indicator reads: title, English title, unit, baseline, target, formula.
"""

import random
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from chengyun.goals import demo_comparing
from chengyun.goals.choices import Adding, Direction, Frequency, Origin, Shape
from chengyun.goals.demo_figures import Sown, sow
from chengyun.goals.models import GoalTask, Indicator, IndicatorValue, Milestone, Plan, Target
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
    # True where the sub-districts have targets and figures of their own.
    streets: bool = False
    quarterly: bool = False

    @property
    def running(self) -> bool:
        """What is counted up from nothing each year; the others are levels."""
        return self.baseline == 0


@dataclass(frozen=True)
class Task:
    """One plan of the demonstration: its key, titles, the kind of unit that leads it, its lines."""

    key: str
    title_zh: str
    title_en: str
    unit_kind: str
    lines: tuple[Line, ...]
    # Works out of doors go by the season; the last line of "projects" goes by steps.
    outdoors: bool = False


TASKS = (
    Task("renewal", "旧住房更新改造", "Housing renewal", "housing", (
        Line("旧住房修缮面积", "Floor area repaired", "万㎡", 0, 120, streets=True),
        Line("成套改造户数", "Households given full facilities", "户", 0, 860),
        Line("小区综合治理完成数", "Estates fully renewed", "个", 0, 24),
    ), outdoors=True),
    Task("lifts", "加装电梯", "Lifts for old houses", "housing", (
        Line("加装电梯开工", "Lifts begun", "台", 0, 240, streets=True),
        Line("加装电梯完工", "Lifts finished", "台", 0, 200, streets=True),
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
    ), outdoors=True),
    Task("air", "大气污染防治", "Clean air", "ecology", (
        Line("细颗粒物年均浓度", "Yearly mean PM2.5", "µg/m³", 32, 28),
        Line("工地扬尘在线监测覆盖率", "Sites with dust meters", "%", 85, 100),
        Line("油烟整治户数", "Kitchens with fumes treated", "户", 0, 300),
    )),
    Task("green", "公园绿地建设", "Parks and greenery", "greenery", (
        Line("新建绿地", "New green space", "公顷", 0, 16),
        Line("绿道", "Greenways", "公里", 0, 10),
        Line("口袋公园", "Pocket parks", "个", 0, 8),
    ), outdoors=True),
    Task("waste", "生活垃圾分类", "Waste sorting", "greenery", (
        Line("分类达标率", "Estates that sort well", "%", 93, 97, streets=True),
        Line("垃圾厢房改造", "Bin rooms rebuilt", "座", 0, 180, streets=True),
        Line("干垃圾日均量", "Residual waste a day", "吨", 780, 730),
    )),
    Task("fire", "消防安全整治", "Fire safety", "fire", (
        Line("隐患整改销号", "Hazards struck off", "处", 0, 2400, streets=True),
        Line("独立烟感安装", "Smoke detectors installed", "个", 0, 12000, streets=True),
        Line("电动自行车充电桩", "E-bike chargers", "个", 0, 3600, streets=True),
    )),
    Task("network", "城市运行一网统管", "One network to run the city", "centre", (
        Line("按期结案率", "Cases closed in time", "%", 88, 96, "on_time_closing_share"),
        Line("一次核查通过率", "Handled well at once", "%", 90, 97, "first_time_pass_share"),
        Line("主动发现率", "Found before anyone reports", "%", 40, 60, "sensed_share"),
        Line("新增感知设备", "Sensors added", "个", 0, 5000),
    )),
    Task("window", "一窗综办", "One-stop window", "centre", (
        Line("事项网办率", "Matters done online", "%", 71, 80, quarterly=True),
        Line("办理时限压缩比", "Shorter than the legal limit", "%", 68, 75, quarterly=True),
        Line("好差评好评率", "Good ratings", "%", 98, 99.5, quarterly=True),
    )),
    Task("roads", "道路与架空线", "Roads and overhead lines", "construction", (
        Line("架空线入地", "Overhead lines buried", "公里", 0, 14),
        Line("道路整治", "Roads repaired", "公里", 0, 22),
        Line("停车泊位新增", "Parking places added", "个", 0, 1500),
    ), outdoors=True),
    Task("projects", "重大工程", "Major projects", "construction", (
        Line("投资完成额", "Investment", "亿元", 0, 186),
        Line("新开工项目", "Projects begun", "个", 0, 32),
        Line("竣工项目", "Projects finished", "个", 0, 21),
    )),
    Task("street", "市容环境秩序", "Order in the streets", "urban_management", (
        Line("违法建筑拆除", "Illegal building removed", "万㎡", 0, 8, streets=True),
        Line("户外招牌安全检测", "Signs checked", "块", 0, 4000),
        Line("市容投诉件数", "Complaints about the streets", "件", 5200, 4500, streets=True),
    )),
    Task("gas", "燃气与供电保障", "Gas and power", "gas", (
        Line("老旧燃气管网改造", "Old gas mains replaced", "公里", 0, 18),
        Line("居民安检率", "Homes checked", "%", 80, 98, quarterly=True),
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
        Line("主动发现困难家庭走访", "Families in need visited", "户", 0, 9000, streets=True),
    )),
    Task("jobs", "稳就业", "Jobs", "centre", (
        Line("新增就业岗位", "New jobs", "个", 0, 48000, streets=True),
        Line("专场招聘会", "Job fairs", "场", 0, 36),
        Line("帮扶创业", "Start-ups helped", "家", 0, 600),
    )),
)  # fmt: skip
MEASURES = {
    "万㎡": "10,000 ㎡", "户": "homes", "个": "pcs", "台": "lifts", "家": "outlets", "处": "places",
    "公顷": "ha", "公里": "km", "座": "rooms", "吨": "t", "亿元": "100 m yuan", "块": "signs",
    "件": "cases", "起": "cases", "人": "persons", "张": "beds", "场": "fairs",
}  # fmt: skip
STEPS = (
    ("方案审定", "Scheme approved", 2, 28),
    ("任务过半", "Half of the task done", 6, 30),
    ("年度验收", "Year's acceptance", 12, 20),
)
WORKS = (
    ("制定实施方案，分解任务", "Scheme written, tasks divided", (1, 4), (2, 28)),
    ("组织实施", "Carrying it out", (3, 1), (11, 30)),
    ("总结验收，资料归档", "Acceptance and filing", (11, 16), (12, 25)),
)
# Months' shares of a year's work out of doors: little in the cold and in the plum rains.
SEASON = [3, 3, 9, 11, 12, 8, 7, 8, 11, 12, 10, 6]
STAIRS = [["03-31", 0.1], ["06-30", 0.45], ["09-30", 0.7], ["12-31", 1.0]]
STEPPED = ("竣工项目", "新开工项目")
PROOFS = {True: "月报表、现场照片和验收单", False: "业务系统统计表"}


@transaction.atomic
def seed(number: int, today: date | None = None) -> None:
    """Plant the demonstration plans of this year with figures to the last full month and those of
    the year before, once.
    """
    today = today or timezone.localdate()
    if Plan.objects.filter(year=today.year, simulated=True).exists():
        return
    root = Area.objects.filter(level=Level.DISTRICT).first()
    units = {unit.kind: unit for unit in Unit.objects.order_by("-code")}
    streets = list(Unit.objects.filter(kind="street").order_by("code"))
    rng = random.Random(f"{number}-plans")  # noqa: S311 — a demonstration's dice
    path = root.path if root else ""
    pairs = [(task, _plan(task, order, units, path, today)) for order, task in enumerate(TASKS)]
    Plan.objects.bulk_create([plan for _, plan in pairs])
    _support(pairs, streets)
    Milestone.objects.bulk_create([one for _, plan in pairs for one in _milestones(plan, today)])
    GoalTask.objects.bulk_create([one for _, plan in pairs for one in _tasks(plan, rng, today)])
    _measure(number, pairs, streets, today)
    count(date(today.year, 1, 1), today)
    demo_comparing.seed(today)


def _plan(task: Task, order: int, units: dict[str, Unit], path: str, today: date) -> Plan:
    return Plan(
        key=f"{today.year}-{task.key}", title_zh=task.title_zh, title_en=task.title_en,
        year=today.year, unit=units.get(task.unit_kind), order=order, area_path=path,
        simulated=True,
    )  # fmt: skip


def _support(pairs: list[tuple[Task, Plan]], streets: list[Unit]) -> None:
    through = Plan.supporting.through
    through.objects.bulk_create(
        through(plan_id=plan.pk, unit_id=unit.pk)
        for task, plan in pairs
        if any(line.streets for line in task.lines)
        for unit in streets
    )


def _measure(number: int, pairs: list[tuple[Task, Plan]], streets: list[Unit], today: date) -> None:
    """Indicators with targets and figures, each plan with dice of its own."""
    lines = [(task, plan, i) for task, plan in pairs for i in range(len(task.lines))]
    made = Indicator.objects.bulk_create([_indicator(*line) for line in lines])
    sown = Sown([], [])
    dice: dict[str, random.Random] = {}
    for (task, _, i), indicator in zip(lines, made, strict=True):
        rng = dice.setdefault(task.key, random.Random(f"{number}-{task.key}"))  # noqa: S311
        line = task.lines[i]
        if not line.formula:
            sow(indicator, streets if line.streets else [], rng, today, sown)
    Target.objects.bulk_create(sown.targets)
    IndicatorValue.objects.bulk_create(sown.values, batch_size=1000)


def _indicator(task: Task, plan: Plan, i: int) -> Indicator:
    line = task.lines[i]
    shape, knots = _shape(task, line)
    return Indicator(
        plan=plan, key=f"{plan.key}-{i + 1}", title_zh=line.title_zh, title_en=line.title_en,
        unit=line.unit,
        unit_en=MEASURES.get(line.unit, ""), weight=3 if i == 0 else 2,
        direction=Direction.UP if line.target >= line.baseline else Direction.DOWN,
        baseline=line.baseline, target_year=line.target, formula=line.formula, order=i,
        shape=shape, knots=knots, running=line.running,
        frequency=Frequency.QUARTER if line.quarterly else Frequency.MONTH,
        adding=Adding.SUM if line.streets and line.unit != "%" else Adding.APART,
        origin=Origin.FORMULA if line.formula else Origin.TYPED,
        proof=PROOFS[line.running],
    )  # fmt: skip


def _shape(task: Task, line: Line) -> tuple[str, list[object]]:
    if line.title_zh in STEPPED:
        return Shape.STEPPED, list(STAIRS)
    if task.outdoors and line.running:
        return Shape.SEASONAL, list(SEASON)
    return Shape.LINEAR, []


def _milestones(plan: Plan, today: date) -> list[Milestone]:
    rng = random.Random(f"{plan.key}-steps")  # noqa: S311
    return [_milestone(plan, rng, today, step) for step in STEPS]


def _milestone(
    plan: Plan, rng: random.Random, today: date, step: tuple[str, str, int, int]
) -> Milestone:
    zh, en, month, day = step
    due = date(plan.year, month, day)
    late = due < today and rng.random() < 0.12
    return Milestone(
        plan=plan, title_zh=zh, title_en=en, due=due, unit=plan.unit,
        done_on=due if due < today and not late else None, funds=rng.randrange(50, 900, 10),
    )  # fmt: skip


def _tasks(plan: Plan, rng: random.Random, today: date) -> list[GoalTask]:
    return [_task(plan, rng, today, *work) for work in WORKS]


def _task(
    plan: Plan, rng: random.Random, today: date, zh: str, en: str, *days: tuple[int, int]
) -> GoalTask:
    start, due = (date(plan.year, *day) for day in days)
    gone = (today - start).days / (due - start).days
    share = min(1.0, max(0.0, round(gone * rng.uniform(0.8, 1.15), 2)))
    return GoalTask(
        plan=plan, unit=plan.unit, title_zh=zh, title_en=en, start=start, due=due,
        share_done=share, proof="验收单已上传" if share == 1 else "",
    )  # fmt: skip

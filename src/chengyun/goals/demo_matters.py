"""Demonstration matters under supervision: in every stage and colour, lessons learned among them.

Titles are what such offices follow; every date and figure is made up and marked as simulated.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from chengyun.goals.choices_matters import CHAIN, MatterSource, MatterStage, NoticeKind
from chengyun.goals.models import Circular, Matter, MatterItem, MatterNotice, MatterStep, MatterUnit
from chengyun.goals.services.matter_acts import sign_due
from chengyun.goals.services.matter_notices import remind
from chengyun.goals.services.matter_steps import append
from chengyun.people.models import Unit, User
from chengyun.places.choices import Level
from chengyun.places.models import Area

DAY = timedelta(days=1)
SHARES = ((40, "制定方案、明确责任", "Scheme and duties", 0.3),
          (35, "组织实施", "Carrying it out", 0.75),
          (25, "验收评估、长效机制", "Acceptance and upkeep", 1.0))  # fmt: skip
S, M = MatterStage, MatterSource


@dataclass(frozen=True)
class Line:
    """One matter: when it was assigned and is due in days from today, how much is done."""

    zh: str
    en: str
    source: MatterSource
    ref: str
    units: tuple[str, ...]
    stage: MatterStage
    begun: int
    due: int
    done: int = 0
    items: bool = False
    returned: bool = False


LINES = (
    Line("下立交与积水点汛前整治", "Underpasses and flood-prone spots before the rains",
         M.INSTRUCTION, "区长批示〔防汛〕7号", ("water", "construction", "urban_management"),
         S.HANDLING, -46, 14, 58, True),
    Line("高层住宅消火栓无水问题清零", "No dry hydrants in high-rise housing", M.INSTRUCTION,
         "分管副区长批示", ("fire", "housing", "water"), S.HANDLING, -52, -6, 86, True),
    Line("老旧小区电动自行车充电设施补缺", "E-bike charging where it is missing", M.MOTION,
         "区人大代表建议第112号", ("housing", "fire", "power"), S.HANDLING, -40, 35, 22, True),
    Line("架空线入地与道路掘路统筹", "Burying lines and digging roads once", M.PROPOSAL,
         "区政协提案第58号", ("construction", "power", "gas"), S.HANDLING, -30, 60, 40, True),
    Line("餐饮油烟集中投诉点位处置", "Kitchen fumes: places with many complaints", M.HOTLINE,
         "12345 热线 10月专报", ("ecology", "market"), S.HANDLING, -27, 2, 95),
    Line("夜间施工噪声反复投诉治理", "Night building noise, again and again", M.HOTLINE,
         "12345 热线 重复投诉清单", ("ecology", "urban_management"), S.HANDLING, -35, -3, 70),
    Line("早餐工程网点布局优化", "Where breakfast outlets are missing", M.MEETING,
         "区政府常务会议 第39次", ("market",), S.REPORTED, -48, 4, 100),
    Line("独居老人一键叫应全覆盖", "A call button for everyone old and alone", M.INSTRUCTION,
         "区委书记批示", ("centre",), S.REVIEWED, -60, 1, 100, True),
    Line("口袋公园用地落实", "Land for pocket parks", M.MOTION, "区人大代表建议第87号",
         ("greenery", "construction"), S.HANDLING, -20, 70, 30),
    Line("建筑垃圾偷倒点位整治", "Places where rubble is dumped", M.MEETING, "城运工作例会",
         ("urban_management", "police"), S.HANDLING, -38, 9, 48, True, True),
    Line("学校周边早晚高峰拥堵治理", "Queues at school gates", M.MOTION, "区人大代表建议第45号",
         ("traffic", "police"), S.ASSIGNED, 0, 40),
    Line("燃气入户安检到访不遇", "Gas checks where nobody opens", M.MEETING, "安全生产例会",
         ("gas",), S.HANDLING, -25, 50, 38),
    Line("电梯困人救援超时整改", "Lift rescues that took too long", M.HOTLINE,
         "12345 热线 9月专报", ("lift", "housing"), S.STRUCK_OFF, -70, -8, 100),
    Line("占道经营疏导点规范", "Stalls with a place of their own", M.HOTLINE, "网格上报汇总",
         ("urban_management",), S.HANDLING, -22, 3, 90),
    Line("沿街店招安全隐患排查", "Shop signs that may fall", M.INSTRUCTION, "分管副区长批示",
         ("urban_management", "market"), S.STRUCK_OFF, -90, -20, 100, True),
    Line("河道断面水质反复", "River sections that get worse again", M.INSTRUCTION,
         "区长批示〔水环境〕3号", ("water", "ecology"), S.HANDLING, -44, -11, 64, True),
    Line("旧改腾空房屋安全看护", "Watching over emptied houses", M.MEETING, "旧改专班例会",
         ("housing", "fire"), S.DECOMPOSED, -2, 45, 0, True),
    Line("共享单车重点区域停放秩序", "Shared bikes where they pile up", M.HOTLINE, "网格上报汇总",
         ("urban_management", "traffic"), S.ASSIGNED, -4, 26),
    Line("复盘课题：应急物资储备与末端配送", "Lesson: stores and the last mile", M.LESSON,
         "疫后反思课题 之一", ("centre", "market"), S.HANDLING, -50, 40, 52, True),
    Line("复盘课题：小区人员底数动态更新", "Lesson: knowing who lives where", M.LESSON,
         "疫后反思课题 之二", ("police", "centre"), S.HANDLING, -50, 40, 34, True),
    Line("复盘课题：热线话务峰值扩容", "Lesson: a hotline for its busiest day", M.LESSON,
         "疫后反思课题 之三", ("centre",), S.STRUCK_OFF, -95, -15, 100),
    Line("复盘课题：平急两用场所快速转换", "Lesson: halls for two uses", M.LESSON,
         "疫后反思课题 之四", ("construction", "housing"), S.APPROVED, -1, 90),
    Line("复盘课题：志愿者统一调度", "Lesson: one list of volunteers", M.LESSON,
         "疫后反思课题 之五", ("centre",), S.REGISTERED, -1, 80),
    Line("复盘课题：基层报表重复填报减负", "Lesson: the same form filled in once", M.LESSON,
         "疫后反思课题 之六", ("centre",), S.CANCELLED, -30, 20),
)  # fmt: skip
TEXT = (
    "一、查清底数，逐项列出问题、责任单位和时限。\n二、先解决群众反映最集中的点位，再及其余。\n"
    "三、办结时附现场照片和签收单，经复核后销号。"
)
WORDS = {
    "register": "", "approve": "同意，请城运中心牵头督办。", "decompose": "",
    "assign": "请牵头单位一个工作日内签收。", "sign": "",
    "report": "各项任务已完成，请予复核。", "review": "现场抽查三处，情况属实。",
    "strike_off": "同意销号。", "reject": "并入年度减负专项，不单独立项。",
}  # fmt: skip
PATH = (("register", S.REGISTERED), ("approve", S.APPROVED), ("decompose", S.DECOMPOSED),
        ("assign", S.ASSIGNED), ("sign", S.HANDLING), ("report", S.REPORTED),
        ("review", S.REVIEWED), ("strike_off", S.STRUCK_OFF))  # fmt: skip


@transaction.atomic
def seed(today: date | None = None) -> None:
    """Plant the demonstration matters once, with the notices that their days brought."""
    today = today or timezone.localdate()
    if Matter.objects.filter(simulated=True).exists() or not Unit.objects.exists():
        return
    root = Area.objects.filter(level=Level.DISTRICT).first()
    path = root.path if root else ""
    units = {unit.kind: unit for unit in Unit.objects.order_by("-code")}
    matters = [_matter(n, line, units, path, today) for n, line in enumerate(LINES, 1)]
    Matter.objects.bulk_create(matters)
    both = list(zip(matters, LINES, strict=True))
    MatterUnit.objects.bulk_create([p for m, line in both for p in _parties(m, line, units)])
    MatterItem.objects.bulk_create([i for m, line in both for i in _items(m, line, units)])
    people = {user.username: user for user in User.objects.filter(username__in=ACTORS)}
    append(sorted((s for m, line in both for s in _steps(m, line, people)), key=lambda s: s.at))
    _circular(matters, path, today, people.get("chenli"))
    remind(today)


def _reached(line: Line, stage: MatterStage) -> bool:
    return line.stage in CHAIN and CHAIN.index(line.stage) >= CHAIN.index(stage)


def _unit(units: dict[str, Unit], kind: str) -> Unit:
    return units.get(kind) or next(iter(units.values()))


def _matter(n: int, line: Line, units: dict[str, Unit], path: str, today: date) -> Matter:
    begun, due = today + line.begun * DAY, today + line.due * DAY
    registered = begun - 4 * DAY
    assigned = begun if _reached(line, S.ASSIGNED) else None
    reported = min(due, today) - DAY if _reached(line, S.REPORTED) else None
    ended = line.stage in (S.STRUCK_OFF, S.CANCELLED)
    return Matter(
        number=f"DB{registered.year}-{n:04d}", title_zh=line.zh, title_en=line.en, text=TEXT,
        source=line.source, source_ref=line.ref, stage=line.stage, registered_on=registered,
        due=due, first_due=due, lead=_unit(units, line.units[0]) if assigned else None,
        assigned_on=assigned, sign_due=sign_due(assigned) if assigned else None,
        signed_on=begun + DAY if _reached(line, S.HANDLING) else None, reported_on=reported,
        closed_on=min(due, today) if ended else None, progress=line.done,
        returns=int(line.returned), area_path=path, simulated=True,
    )  # fmt: skip


def _parties(matter: Matter, line: Line, units: dict[str, Unit]) -> list[MatterUnit]:
    if matter.assigned_on is None:
        return []
    signed = _at(matter.signed_on, 9) if matter.signed_on else None
    found = dict.fromkeys(_unit(units, kind) for kind in line.units)
    return [
        MatterUnit(matter=matter, unit=unit, leads=unit == matter.lead, signed_at=signed)
        for unit in found
    ]


def _items(matter: Matter, line: Line, units: dict[str, Unit]) -> list[MatterItem]:
    """Three parts, finished one after the other as far as the whole is done."""
    if not line.items:
        return []
    left, made, begun = line.done, [], matter.registered_on + 4 * DAY
    for order, (share, zh, en, until) in enumerate(SHARES):
        points, left = min(share, left), max(0, left - share)
        due = begun + (matter.due - begun) * until
        kind = line.units[min(order, len(line.units) - 1)]
        made.append(MatterItem(
            matter=matter, order=order, title_zh=zh, title_en=en, unit=_unit(units, kind),
            due=due, share=share, progress=100 * points // share,
            done_on=due if points == share else None,
        ))  # fmt: skip
    matter.progress = sum(i.share * i.progress for i in made) // 100
    matter.save(update_fields=["progress"])
    return made


ACTORS = ("zhaoguohua", "chenli")


def _steps(matter: Matter, line: Line, people: dict[str, User]) -> list[MatterStep]:
    acts = [(a, s) for a, s in PATH if _reached(line, s)] or [PATH[0], ("reject", S.CANCELLED)]
    if not line.items:
        acts = [act for act in acts if act[0] != "decompose"]
    if line.returned:
        acts += [("report", S.REPORTED), ("return", S.HANDLING)]
    days = _days(matter, acts)
    before, made = "", []
    for seq, (action, stage) in enumerate(acts, 1):
        leader = action in ("approve", "strike_off", "reject", "return")
        office = action in ("register", "decompose", "assign", "review")
        actor = people.get(ACTORS[0] if leader else ACTORS[1]) if leader or office else None
        made.append(MatterStep(
            matter=matter, seq=seq, at=_at(days[seq - 1], 9 + seq % 8), actor=actor, action=action,
            stage_before=before, stage_after=stage, note=_word(action, line),
            detail=_detail(action, matter),
        ))  # fmt: skip
        before = stage
    return made


def _days(matter: Matter, acts: list[tuple[str, MatterStage]]) -> list[date]:
    """A day for each act, none before the one before it."""
    reported = matter.reported_on or matter.registered_on + 20 * DAY
    start = matter.registered_on
    known = {"register": start, "approve": start + DAY, "reject": start + DAY,
             "decompose": start + 2 * DAY, "assign": matter.assigned_on or start,
             "sign": matter.signed_on or start, "report": reported, "return": reported + 2 * DAY,
             "review": reported + DAY, "strike_off": matter.closed_on or reported}  # fmt: skip
    days: list[date] = []
    for action, _stage in acts:
        days.append(max([known[action], *days[-1:]]))
    return days


def _word(action: str, line: Line) -> str:
    if action == "register":
        return line.ref
    return "两处点位回潮，佐证照片不清，请重新整改。" if action == "return" else WORDS[action]


def _detail(action: str, matter: Matter) -> dict[str, str]:
    if action == "assign" and matter.lead:
        return {"unit": matter.lead.code}
    return {"proof": f"{matter.number} 办结报告、现场照片12张"} if action == "report" else {}


def _circular(matters: list[Matter], path: str, today: date, actor: User | None) -> None:
    """One circular of some days ago about what was overdue then and still is."""
    day = today - 2 * DAY
    late = [m for m in matters if m.stage == S.HANDLING and m.due < day and m.lead]
    if not late:
        return
    note = "以下事项已过办结期限，请牵头单位三日内报送原因和完成时间。"
    circular = Circular.objects.create(
        number=f"TB{day.year}-001", day=day, note=note, made_at=_at(day, 17), made_by=actor,
        area_path=path,
    )  # fmt: skip
    MatterNotice.objects.bulk_create(
        MatterNotice(
            key=f"circular-{circular.pk}-{m.pk}", matter=m, unit_id=m.lead_id or 0, lamp="red",
            kind=NoticeKind.CIRCULAR, due=m.due, circular=circular, note="", made_at=_at(day, 17),
        )
        for m in late
    )  # fmt: skip
    append(
        MatterStep(
            matter=m, seq=m.steps.count() + 1, at=_at(day, 17), actor=actor, action="circulate",
            stage_before=m.stage, stage_after=m.stage, note=circular.number,
            detail={"progress": m.progress, "due": m.due.isoformat()},
        )
        for m in late
    )  # fmt: skip


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, 20)))

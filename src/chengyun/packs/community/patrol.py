"""Patrols of estates: the checklist, how often, and which are late."""

from datetime import timedelta

from chengyun.packs.api import Checklist, District, EntryView, Item, Task, VisitView
from chengyun.packs.community.words import ROUND_DAYS

TASK = "estate_round"
DAYS = dict(ROUND_DAYS)


def _item(key: str, zh: str, en: str, points: int, case_type: str, law: str = "") -> Item:
    return Item(key=key, title_zh=zh, title_en=en, points=points, case_type=case_type, law=law)


CHECKLISTS = (
    Checklist(
        key="estate_patrol", title_zh="小区巡查", title_en="Patrol of an estate",
        register="community_estate", pass_mark=80,
        items=(
            _item("fire_lane", "消防车通道畅通", "Fire lane clear", 4, "fire_exit_blocked",
                  "《中华人民共和国消防法》"),
            _item("stairs", "楼道无堆物、无电动车", "Stairs clear, no e-bikes", 4,
                  "fire_exit_blocked", "《高层民用建筑消防安全管理规定》"),
            _item("charging", "无飞线充电，充电棚断电保护有效",
                  "No flying leads; sheds cut off by themselves", 4, "charger_overheat",
                  "《高层民用建筑消防安全管理规定》"),
            _item("lift", "电梯运行正常、检验标志有效", "Lifts run, inspection valid", 3,
                  "lift_fault", "《中华人民共和国特种设备安全法》"),
            _item("tank", "水箱间上锁、人孔盖严", "Tank room locked, hatch shut", 3, "tank_water",
                  "《生活饮用水卫生监督管理办法》"),
            _item("manhole", "井盖完好", "Manhole covers sound", 3, "manhole"),
            _item("facade", "外墙、雨棚、空调架无松动", "Nothing loose overhead", 3,
                  "estate_defect", "《中华人民共和国民法典》"),
            _item("barrier_free", "坡道扶手完好", "Ramps and rails sound", 2, "estate_defect",
                  "《中华人民共和国无障碍环境建设法》"),
            _item("lights", "公共照明完好", "Lights work", 2, "estate_defect"),
            _item("bins", "垃圾箱房整洁", "Bin room clean", 1, "exposed_garbage"),
        ),
    ),
)  # fmt: skip
TASKS = (
    Task(
        key=TASK, title_zh="小区巡查", title_en="Patrol of an estate",
        register="community_estate", by="round", every=ROUND_DAYS, checklist="estate_patrol",
    ),
)  # fmt: skip


def last(district: District) -> dict[str, VisitView]:
    """The last patrol of each estate, by its key."""
    told = district.visits("community_estate")
    return {one.entry: one for one in told if one.task == TASK}


def late_days(district: District, estate: EntryView, visit: VisitView | None) -> int:
    """By how many days its patrol is over; 0 while it is not. One never patrolled counts from when
    it came under care."""
    since = visit.at if visit else estate.added_at or district.now
    due = since + timedelta(days=DAYS[str(estate.values["round"])])
    return max(0, (district.now - due).days)

"""Settings, inspections, field tasks, and what is written by itself: episodes, new stations."""

from collections.abc import Sequence
from datetime import timedelta

from chengyun.packs.api import (
    AlarmHeard,
    AlarmView,
    Checklist,
    DayHeard,
    District,
    Form,
    Item,
    Live,
    NewEntry,
    On,
    ReadingsHeard,
    Setting,
    Task,
    say,
)
from chengyun.packs.environment import law, looking
from chengyun.packs.environment.registers import ITEMS, ZONES

RULES = {"pm25_high": "pm25", "pm10_high": "pm10", "noise_high": "noise"}
BACKGROUND = ("背景", "对照")
NOISE_LEAST = 10  # minutes; a shorter one is not kept


def _number(
    key: str, zh: str, en: str, default: float, low: float, most: float, unit: str,
    help_zh: str = "", help_en: str = "",
) -> Setting:  # fmt: skip
    return Setting(
        key=key, title_zh=zh, title_en=en, kind="number", default=default, minimum=low,
        maximum=most, unit=unit, help_zh=help_zh, help_en=help_en,
    )  # fmt: skip


PHASED = ("GB 3095；2026 版分阶段收严，请按现行限值核定。",
          "GB 3095; the edition of 2026 tightens in steps: check what is in force.")  # fmt: skip
SETTINGS = (
    Setting(key="office", title_zh="生态环境部门单位代码", title_en="Code of the ecology unit",
            kind="text", default="environment"),
    _number("limit_pm25", "细颗粒物限值（二类区）", "PM2.5 limit, class 2", 60, 1, 500, "µg/m³",
            *PHASED),
    _number("limit_pm25_1", "细颗粒物限值（一类区）", "PM2.5 limit, class 1", 35, 1, 500, "µg/m³",
            *PHASED),
    _number("limit_pm10", "可吸入颗粒物限值（二类区）", "PM10 limit, class 2", 150, 1, 900, "µg/m³",
            *PHASED),
    _number("limit_pm10_1", "可吸入颗粒物限值（一类区）", "PM10 limit, class 1", 50, 1, 900,
            "µg/m³", *PHASED),
    Setting(key="noise_zone", title_zh="未划定点位的声环境功能区",
            title_en="Noise zone where none is set", kind="choice", default="2", options=ZONES),
    _number("dust_more", "工地扬尘关注值", "Dust of a site: look from", 40, 1, 1000, "µg/m³",
            "工地 PM10 高于最近背景站的值。", "PM10 over that of the nearest background station."),
    _number("reach", "溯源范围", "How far sources are sought", 3000, 200, 20000, "m"),
    _number("fades", "距离衰减尺度", "Distance by which a score falls to 37 %", 1000, 50, 20000,
            "m"),
    _number("decay", "污染物降解系数", "Decay in the river", 0.15, 0, 5, "/d",
            "一级动力学，按本地河道标定。", "First order; calibrate it on your rivers."),
    _number("river_speed", "河道流速", "Speed of rivers", 0.08, 0.01, 5, "m/s",
            "断面未填流速时用。", "Where a section has none of its own."),
    Setting(key="adopt", title_zh="自动登记新上报的扬尘设备",
            title_en="Take in dust monitors that begin to report", kind="yes", default=True),
)  # fmt: skip


def _item(key: str, zh: str, en: str, points: int, by: str, case_type: str = "") -> Item:
    return Item(key=key, title_zh=zh, title_en=en, points=points, law=by, case_type=case_type)


AIR, NOISE = "《大气污染防治法》第六十九条", "《噪声污染防治法》"
CHECKLISTS = (
    Checklist(
        key="env_site_check",
        title_zh="工地扬尘噪声检查",
        title_en="Dust and noise of a site",
        register="env_source",
        pass_mark=85,
        items=(
            _item("fence", "围挡连续、封闭", "Hoarding without gaps", 15, AIR),
            _item("cover", "裸土、物料覆盖", "Soil and materials covered", 20, AIR,
                  "construction_dust"),
            _item("wet", "土方、拆除湿法作业", "Earthworks and demolition kept wet", 15, AIR,
                  "construction_dust"),
            _item("road", "出入口道路硬化并冲洗", "Paved and washed way out", 15, AIR),
            _item("wheels", "车辆冲洗、渣土车密闭", "Lorries washed and closed", 15, AIR),
            _item("board", "公示责任人、扬尘措施、主管部门",
                  "A board names who answers, measures and authority", 5, AIR),
            _item("monitor", "在线设备运行、数据一致", "The monitor runs and tells what is so", 5,
                  "HJ 212-2017"),
            _item("night", "夜间施工有证明并公示", "Night work with a shown permit", 10, NOISE,
                  "noise"),
        ),
    ),
    Checklist(
        key="env_kitchen_check",
        title_zh="餐饮油烟检查",
        title_en="Fumes of a kitchen",
        register="env_source",
        pass_mark=80,
        items=(
            _item("fitted", "安装油烟净化设施并正常使用", "A filter is fitted and runs", 40,
                  "《大气污染防治法》第八十一条", "air_pollution"),
            _item("cleaned", "定期清洗，有台账", "Cleaned, with a record", 25, "GB 18483"),
            _item("duct", "专用烟道，不直排", "A duct of its own", 20,
                  "《大气污染防治法》第八十一条"),
            _item("fan", "风机隔声减振", "The fan is damped", 15, NOISE),
        ),
    ),
)  # fmt: skip
FORMS = (
    Form(
        key="env_found",
        title_zh="现场溯源",
        title_en="Look for the source",
        register="env_episode",
        fields=("found", "source", "note"),
        stage="sought",
        intro_zh="候选来源按得分从高到低逐个查；得分只是线索，以现场为准。",
        intro_en="Look at the candidates from the highest score down; a score is a lead, what you "
        "see counts.",
    ),
)
TASKS = (
    Task(key="env_site_visit", title_zh="工地扬尘检查", title_en="Look at a site",
         register="env_source", every_days=30, checklist="env_site_check", last="checked_on",
         where=(("kind", "site"),), unit_kind="construction"),
    Task(key="env_kitchen_visit", title_zh="餐饮油烟检查", title_en="Look at a kitchen",
         register="env_source", every_days=90, checklist="env_kitchen_check", last="checked_on",
         where=(("kind", "kitchen"),), unit_kind="urban_management"),
    Task(key="env_seek", title_zh="超标溯源", title_en="Find the source", register="env_episode",
         form="env_found", every_days=1, stages=("over",), unit_kind="ecology"),
)  # fmt: skip


def alarmed(district: District, heard: AlarmHeard) -> None:
    """An alarm begins an episode; when it clears, history tells its peak, its length, its wind."""
    item, key = RULES[heard.rule], f"alarm:{heard.key}"
    view = next((one for one in _told(district, heard) if one.key == heard.key), None)
    onset = view.onset_at if view else heard.at
    if heard.lon is None or heard.lat is None or (item == "noise" and heard.phase != "clear"):
        return
    zones = looking.Zones.of(district)
    found, _ = looking.episode_at(district, zones, item, heard.stream, heard.area, onset)
    if item == "noise" and (found is None or found.minutes < NOISE_LEAST):
        return
    begun = min(found.onset, onset) if found else onset
    name = next(say(zh, zh) for told, zh, _ in ITEMS if told == item)
    values: dict[str, object] = {
        "title": f"{view.thing if view else heard.thing} {name} {begun.astimezone():%m-%d %H:%M}",
        "item": item,
        "stream": heard.stream,
        "onset": begun.isoformat(timespec="seconds"),
        "peak": round(max(heard.value or 0, found.peak if found else 0), 1),
        "limit": zones.limit(item, heard.stream, heard.area, begun),
    }
    at = (heard.lon, heard.lat)
    entry = district.add("env_episode", values, area=heard.area, at=at, key=key)
    if heard.phase == "clear" and entry.stage == "running":
        _finish(district, entry.key, heard, values, item)


def _told(district: District, heard: AlarmHeard) -> Sequence[AlarmView]:
    since = heard.at - timedelta(days=2)
    return district.alarms((heard.rule,), open=False, since=since)


def _finish(
    district: District, key: str, heard: AlarmHeard, values: dict[str, object], item: str
) -> None:
    """What can be said once it is over."""
    zones = looking.Zones.of(district)
    found, _ = looking.episode_at(district, zones, item, heard.stream, heard.area, heard.at)
    begun = looking.moment(values["onset"])
    last = max(found.last, heard.at) if found else heard.at
    wind = looking.wind_of(district, heard.lon or 0, heard.lat or 0, begun, last)
    told: dict[str, object] = {
        "over": last.isoformat(timespec="seconds"),
        "minutes": max(round((last - begun).total_seconds() / 60), 0),
        "wind": looking.written(wind),
    }
    if found:
        told |= {"peak": round(found.peak, 1), "mean": round(found.mean, 1)}
    district.change(key, **told)
    district.advance(key, "over")


def adopt(district: District, heard: ReadingsHeard) -> None:
    """A dust monitor that nobody has entered is taken in where it stands: a site, or, by its
    name, a background station. What else is known of it a person adds."""
    if not district.setting("adopt"):
        return
    held = {str(one.values["device"]) for one in district.entries("env_station")}
    if {row.thing for row in heard.rows} <= held:
        return
    lives = [
        one
        for one in district.latest("pm10")
        if one.area and looking.device_of(one.stream) not in held
    ]
    still = [one for one in lives if any(word in one.thing for word in BACKGROUND)]
    sites = [one for one in lives if one not in still]
    district.add_many("env_station", [_station(one, one in still) for one in lives])
    district.add_many("env_source", [_site(one) for one in sites])


def _station(one: Live, background: bool) -> NewEntry:
    device = looking.device_of(one.stream)
    role = "background" if background else "site"
    values = {"title": one.thing, "device": device, "role": role, "mn": device}
    key = f"device:{device}"
    return NewEntry(values=values, area=one.area, lon=one.lon, lat=one.lat, key=key)


def _site(one: Live) -> NewEntry:
    device = looking.device_of(one.stream)
    title = one.thing.replace("监测点", "")
    values = {"title": title, "kind": "site", "mn": device, "from_hour": 6, "to_hour": 22}
    key = f"device:{device}"
    return NewEntry(values=values, area=one.area, lon=one.lon, lat=one.lat, key=key)


def of_the_day(district: District, heard: DayHeard) -> None:
    """Enforcement cases fifteen days and less from the end of the 90 days are told, once."""
    for one in district.entries("env_case"):
        told = law.clock(one, district.now)
        if told and not told.decided and told.lamp != "good":
            text = (
                f"{one.name} 距 90 日办案期限 {told.left} 天",
                f"{one.name}: {told.left} days left of the 90",
            )
            unit = str(district.setting("office", one.area))
            district.notify(unit, text, f"clock:{one.key}:{told.lamp}", about=one)


HOOKS = (
    On(event="alarm", run=alarmed, of=tuple(RULES)),
    On(event="readings", run=adopt, of=("pm10",)),
    On(event="day", run=of_the_day),
)

"""Settings, forms, field tasks, and what is written by itself: alarms weighed, verdicts that follow
from a case, reviews begun, measures from findings."""

from collections.abc import Sequence
from datetime import timedelta

from chengyun.packs.api import (
    AlarmHeard,
    CaseHeard,
    CaseView,
    DayHeard,
    District,
    EntryView,
    Form,
    On,
    Setting,
    StageHeard,
    Task,
)
from chengyun.packs.fire import drills, evidence, lanes, reviewing
from chengyun.packs.fire.evidence import KINDS, Seen
from chengyun.packs.fire.playbooks import FIRE
from chengyun.packs.fire.words import SMOKE, apart

MEASURE_DAYS = 30
NEAR_M = 120.0
LEAST_M = 4.0  # GB 50016: the clear width of a fire lane


def _number(
    key: str, zh: str, en: str, default: float, low: float, most: float, unit: str,
    help_zh: str = "", help_en: str = "", kind: str = "number",
) -> Setting:  # fmt: skip
    return Setting(
        key=key, title_zh=zh, title_en=en, kind=kind, default=default, minimum=low,
        maximum=most, unit=unit, help_zh=help_zh, help_en=help_en,
    )  # fmt: skip


SETTINGS = (
    Setting(key="office", title_zh="消防救援单位代码", title_en="Code of the fire unit",
            kind="text", default="fire"),
    _number("prior", "真警率先验", "Prior share of fires among alarms", 5, 0.1, 90, "%",
            "没有核实结果之前，烟感报警中真火的比例。",
            "Of smoke alarms how many are fires, before any was judged."),
    _number("prior_trust", "先验抵多少次核实", "What the prior is worth", 40, 1, 10_000,
            "", "越大，本区结果起作用越慢。",
            "The more, the slower the district's own verdicts count."),
    _number("own_trust", "设备先验抵多少次报警", "What a device's prior is worth", 4, 0.5, 100,
            "", "新设备从本区真警率起步。",
            "A new device begins at the district's share."),
    _number("learn_from", "真、误各满多少次后用核实结果", "Counted from so many of each", 10, 3,
            1000, "", kind="whole"),
    _number("near_m", "周边范围", "Near by is", 60, 10, 500, "m"),
    _number("near_min", "前后多少分钟", "Within", 10, 1, 120, "min"),
    _number("turnout_s", "出动用时", "Turning out", 60, 10, 600, "s",
            "建标 152-2017：1 分钟，请核定。", "建标 152-2017: 1 minute; to be verified."),
    _number("arrive_min", "到场标准", "There within", 5, 1, 60, "min",
            "GB 51080-2015 第 4.1.3 条：接到出动指令起 5 分钟到辖区边缘。",
            "GB 51080-2015, 4.1.3: 5 minutes from the order to the edge of the area."),
    _number("hydrant_days", "消火栓多少天内应查看", "Hydrants are looked at every", 30, 1, 400, "d",
            kind="whole"),
    _number("usable_target", "消火栓可用率目标", "Hydrants usable: target", 95, 1, 100, "%"),
    _number("sound_target", "消防设施完好率目标", "Facilities sound: target", 98, 1, 100, "%"),
    _number("lane_repeat", "反复占堵：一年内次数", "Blocked again: times a year", 3, 2, 100,
            "", kind="whole"),
)  # fmt: skip
FORMS = (
    Form(key="hydrant_visit", title_zh="消火栓月检", title_en="Monthly look at a hydrant",
         register="hydrant", fields=("state", "pressure", "flow", "note")),
    Form(key="fire_verdict", title_zh="火警结论", title_en="Verdict on an alarm",
         register="fire_alarm", fields=("verdict", "cause", "note"), stage="judged",
         intro_zh="以现场看到的为准，不看可能性。这个结论用来检验和改进研判。",
         intro_en="What was seen on the spot counts, not the likelihood. By this verdict it is "
         "checked and improved."),
    Form(key="fire_lane_look", title_zh="消防车通道查看", title_en="Look at a fire lane",
         register="fire_lane", fields=("state", "width", "marked", "checked_on", "note")),
    Form(key="fire_drill_held", title_zh="演练记录", title_en="A drill held", register="fire_drill",
         fields=("held_on", "people", "taking_part", "alarm_s", "micro_s", "water_s", "out_s",
                 "counted", "found"), stage="held",
         intro_zh="用秒表从发出火情信号起计。问题每行一个，各成一项整改。",
         intro_en="By the stopwatch from the signal on. Findings one a line: each becomes a "
         "measure."),
)  # fmt: skip
TASKS = (
    Task(key="hydrant_monthly", title_zh="消火栓月检", title_en="Monthly hydrant check",
         register="hydrant", every_days=30, form="hydrant_visit"),
    Task(key="fire_place_quarterly", title_zh="重点单位季度检查",
         title_en="Key places, every quarter",
         register="building_sheet", every_days=90, checklist="fire_place_check",
         where=(("grade", "key"),), unit_kind="fire"),
    Task(key="fire_lane_monthly", title_zh="消防车通道查看", title_en="Look at fire lanes",
         register="fire_lane", every_days=30, form="fire_lane_look", last="checked_on"),
    Task(key="fire_alarm_judge", title_zh="火警结论", title_en="Verdicts on alarms",
         register="fire_alarm", every_days=1, form="fire_verdict", stages=("asked",),
         unit_kind="fire"),
    Task(key="fire_drill_due", title_zh="实施演练", title_en="Hold a drill", register="fire_drill",
         every_days=1, form="fire_drill_held", last="plan_on", stages=("planned",),
         unit_kind="fire"),
)  # fmt: skip


def alarmed(district: District, heard: AlarmHeard) -> None:
    """An alarm is weighed as it begins and as it grows; what was told is kept for the check."""
    held = evidence.around(district)
    alarm = next((one for one in held.smoke if one.key == heard.key), None)
    if alarm is None:
        return
    seen = held.see(alarm, after=heard.phase != "onset")
    values: dict[str, object] = {
        "title": f"{alarm.thing} {alarm.onset_at.astimezone():%m-%d %H:%M}",
        "stream": alarm.stream,
        "onset": alarm.onset_at.isoformat(timespec="seconds"),
        **_weighed(seen),
    }
    place = (alarm.lon, alarm.lat)
    entry = district.add("fire_alarm", values, area=alarm.area, at=place, key=heard.key)
    if heard.phase == "clear":
        if entry.stage == "standing":
            district.advance(entry.key, "asked")
    elif entry.stage == "standing" and heard.phase == "escalate":
        district.change(entry.key, **_weighed(seen))


def _weighed(seen: Seen) -> dict[str, object]:
    """What was seen and told, as the record keeps it."""
    share = round(100 * seen.found.share, 1)
    return {"likelihood": share, "case": seen.alarm.case or None, **seen.levels}


def handled(district: District, heard: CaseHeard) -> None:
    """What was found on the spot judges the alarms of a case; a fire that is over is reviewed."""
    case = district.case(heard.number)
    if case is None:
        return
    steps = district.course(case.number)
    burnt = any(one.playbook == FIRE.key for one in steps)
    verdict = verdict_of(case, burnt)
    if verdict:
        for one in records(district, case):
            district.change(one.key, verdict=verdict, case=case.number)
            district.advance(one.key, "judged")
    if burnt and case.closed_at:
        review(district, case)


def verdict_of(case: CaseView, burnt: bool) -> str:
    """What a case says of its alarms: real, false, or "" while nobody has said.

    That it was handled says nothing: a detector may have been reset.
    """
    if burnt or case.verdict == "confirmed":
        return "real"
    return "false" if case.verdict == "refuted" or case.outcome == "no_fault" else ""


def records(district: District, case: CaseView) -> list[EntryView]:
    """The records of a case's alarms that have no verdict."""
    since = case.opened_at - timedelta(days=2)
    mine = {
        one.stream: one.onset_at.isoformat(timespec="seconds")
        for one in district.alarms(SMOKE, open=False, since=since)
        if one.case == case.number
    }
    return [
        one
        for one in district.entries("fire_alarm")
        if one.values.get("case") == case.number
        or mine.get(str(one.values.get("stream"))) == one.values.get("onset")
    ]


def review(district: District, case: CaseView) -> EntryView:
    """The review of a fire, begun with the times of its record. The same case has one."""
    alarm = next(
        (one for one in district.alarms(SMOKE, open=False) if one.case == case.number), None
    )
    at = reviewing.times(district.course(case.number), case, alarm.onset_at if alarm else None)
    lon, lat = case.lon or 0.0, case.lat or 0.0
    near = [
        one for one in district.nearest("building_sheet", (lon, lat), 1) if one.metres <= NEAR_M
    ]
    values: dict[str, object] = {
        "title": f"{case.title} {case.opened_at.astimezone():%Y-%m-%d}",
        "case": case.number,
        **{key: told.isoformat(timespec="seconds") for key, told in at.items()},
    }
    values |= {"building": near[0].entry.key} if near else {}
    place = (lon, lat) if case.lon is not None else None
    return district.add("fire_review", values, area=case.area, at=place, key=case.number)


def measured(district: District, heard: StageHeard) -> None:
    """What a drill or an agreed review found becomes measures, a line each, that are followed."""
    one = district.entry(heard.entry)
    if one is None or heard.stage not in ("assessed", "agreed"):
        return
    link = "drill" if heard.register == "fire_drill" else "review"
    due = (district.today + timedelta(days=MEASURE_DAYS)).isoformat()
    for n, text in enumerate(drills.findings(one)):
        values = {"title": text[:200], link: one.key, "due_on": due}
        district.add("fire_measure", values, area=one.area, key=f"{one.key}:{n}")


def of_the_day(district: District, heard: DayHeard) -> None:
    """Drills that became overdue and measures past their day are told, each once."""
    for one in drills.duties(district):
        if one.due < heard.day and (one.planned is None or one.planned < heard.day):
            text = (
                f"{one.building.name} 消防演练已超期（应于 {one.due}）",
                f"{one.building.name}: the drill due {one.due} is overdue",
            )
            _tell(district, one.building, text, f"drill:{one.building.key}:{one.due}")
    for measure in district.entries("fire_measure"):
        if reviewing.is_late(measure, heard.day):
            due = measure.values.get("due_on")
            text = (f"整改超期：{measure.name}（{due}）", f"Overdue: {measure.name} ({due})")
            _tell(district, measure, text, f"measure:{measure.key}:{due}")


def _tell(district: District, about: EntryView, text: Sequence[str], key: str) -> None:
    district.notify(str(district.setting("office", about.area)), text, key, about=about)


def blocked(district: District, heard: CaseHeard) -> None:
    """The sheet of a lane says that it is blocked while a case of it is open."""
    if heard.lon is None or heard.lat is None or heard.action not in ("file", "close"):
        return
    held: Sequence[EntryView] = district.entries("fire_lane")
    rows = [(apart(heard.lon, heard.lat, one.lon, one.lat), one.key, one) for one in held]
    near = min(rows, default=None, key=lambda row: row[:2])
    if near is None or near[0] > lanes.BESIDE_M:
        return
    lane = near[2]
    free = "narrow" if float(lane.values.get("width") or LEAST_M) < LEAST_M else "clear"
    state = "blocked" if heard.action == "file" else free
    if lane.values["state"] != state:
        district.change(lane.key, state=state, checked_on=district.today.isoformat())


HOOKS = (
    On(event="alarm", run=alarmed, of=SMOKE),
    On(event="case", run=handled, of=KINDS[:2]),
    On(event="case", run=blocked, of=lanes.KIND),
    On(event="stage", run=measured, of=("fire_drill", "fire_review")),
    On(event="day", run=of_the_day),
)

"""What fire and rescue shows, gathered: pages, panels, reports, indicators."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from chengyun.packs.api import (
    Bar,
    Bars,
    Block,
    Cell,
    Column,
    District,
    EntryView,
    Figure,
    Figures,
    Indicator,
    Page,
    Panel,
    Report,
    say,
)
from chengyun.packs.fire import (
    alarms,
    drills,
    evidence,
    facilities,
    lanes,
    post,
    precision,
    reach,
    reviewing,
    water,
)
from chengyun.packs.fire.playbooks import FIRE
from chengyun.packs.fire.registers import CHAINS
from chengyun.packs.fire.words import CAUSES, VERDICTS, word

FEW = 4


def panel(district: District) -> Sequence[Block]:
    """For the wall: what stands, water, arrival, drills; the likeliest alarms."""
    rows = evidence.standing(district)
    limit = float(district.setting("arrive_min"))
    since = district.now - timedelta(days=90)
    recent = [one for one in reviewing.reviews(district)
              if (at := reviewing.kept(one).get("alarm_at")) and at >= since]  # fmt: skip
    share, wet = reviewing.in_time(recent, limit), water.share(district)
    late = sum(one.due < district.today for one in drills.duties(district))
    shut = len(lanes.blocked(district))
    return (
        Figures(items=(
            Figure(label=say("烟感报警", "Smoke alarms"), value=len(rows),
                   lamp="watch" if rows else "good"),
            Figure(label=say("消火栓可用", "Hydrants usable"), value=wet, unit="%",
                   lamp="" if wet is None else "good"
                   if wet >= float(district.setting("usable_target")) else "bad"),
            Figure(label=say(f"{limit:g} 分钟到场", f"In {limit:g} min"), value=share, unit="%"),
            Figure(label=say("通道占堵", "Lanes blocked"), value=shut,
                   lamp="bad" if shut else "good"),
            Figure(label=say("演练超期", "Drills overdue"), value=late,
                   lamp="watch" if late else "good"),
        )),
        Bars(title=say("真警可能性", "Likelihood of a fire"), unit="%",
             items=tuple(
                 Bar(label=one.alarm.thing, value=round(100 * one.found.share, 1),
                     lamp=alarms.lamp(one.found.share))
                 for one in rows[:FEW]
             )),
    )  # fmt: skip


def arrived_in_time(district: District, area: str, first: date, last: date) -> float | None:
    """For goals: per cent of the fires between two days that were reached within the standard."""
    rows = [one for one in reviewing.reviews(district, area) if _within(one, first, last)]
    return reviewing.in_time(rows, float(district.setting("arrive_min", area)))


def _within(one: EntryView, first: date, last: date) -> bool:
    at = reviewing.kept(one).get("alarm_at")
    return at is not None and first <= at.astimezone().date() <= last


def hydrants_usable(district: District, area: str, first: date, last: date) -> float | None:
    """For goals: per cent of hydrants that give water, as they stand on the day it is asked."""
    return water.share(district, area)


def true_share(district: District, area: str, first: date, last: date) -> float | None:
    """For goals: per cent of the judged alarms between two days that were fires."""
    where = {"area": area} if area else {}
    rows = [
        one
        for one in district.entries("fire_alarm", ended=True, **where)
        if one.values.get("verdict") in ("real", "false")
        and (at := reviewing.moment(one.values.get("onset")))
        and first <= at.astimezone().date() <= last
    ]
    real = sum(one.values["verdict"] == "real" for one in rows)
    return round(100 * real / len(rows), 1) if rows else None


def drills_in_time(district: District, area: str, first: date, last: date) -> float | None:
    """For goals: per cent of places whose drill is not overdue on the last day."""
    return drills.in_time(drills.duties(district, area), last)


PAGES = (
    Page("fire_today", "火警研判", "Alarms weighed", alarms.page, order=10,
         summary_zh="每条报警有多可能是火，为什么；只排先后，不压任何一条。",
         summary_en="How likely each alarm is a fire, and why; it orders, it holds nothing back."),
    Page("fire_command", "指挥", "Command post", post.page, order=20, asks=post.ASKS,
         summary_zh="一件火警：谁先到、水在哪、哪里堵、楼里有什么。",
         summary_en="One incident: who comes, where water is, what is shut, what is inside."),
    Page("fire_water", "消火栓", "Water", water.page, order=30,
         summary_zh="哪些消火栓打不出水、压力不够、没人查看。",
         summary_en="Which hydrants give no water, too little, or are seen by nobody."),
    Page("fire_facilities", "消防设施", "Facilities", facilities.page, order=35,
         summary_zh="哪些消防设施故障或被屏蔽，在哪栋楼，从什么时候起。",
         summary_en="Facilities in fault or shielded, in which building, since when."),
    Page("fire_lanes", "消防车通道", "Fire lanes", lanes.page, order=40,
         summary_zh="堵着的消防车通道、断了哪些楼的路、谁屡次占道。",
         summary_en="Lanes that are shut, the buildings behind them, and who shuts them again."),
    Page("fire_stations", "救援站覆盖", "Stations and reach", reach.page, order=50,
         summary_zh="各站多少分钟能到，五分钟到不了的是哪里。",
         summary_en="How many minutes from each station, and where five are not enough."),
    Page("fire_drills", "演练", "Drills", drills.page, order=60,
         summary_zh="谁该演练、谁逾期、每一步用了多久、问题改了没有。",
         summary_en="Whose drill is due or overdue, how long each step took, what is mended."),
    Page("fire_reviews", "战评复盘", "Reviews", reviewing.page, order=70, asks=reviewing.ASKS,
         summary_zh="从报警到收队每一段用时，对照标准，措施跟到底。",
         summary_en="Every interval from alarm to return beside its standard; measures followed."),
    Page("fire_precision", "研判准不准", "How good it is", precision.page, order=80,
         summary_zh="研判和核实结果对照：准不准，哪里偏。",
         summary_en="Likelihoods beside what was found: how good they are, and where not."),
)  # fmt: skip
PANELS = (
    Panel("fire_panel", "消防救援", "Fire and rescue", panel, order=10),
    Panel("fire_post", "火警研判", "Is it a fire, and who comes", post.panel, order=10,
          case_types=FIRE.case_types),
)  # fmt: skip


def alarm_rows(district: District, asked: Mapping[str, Any]) -> Iterator[Sequence[Cell]]:
    """A row an alarm, the newest first."""
    rows = [*district.entries("fire_alarm"), *district.entries("fire_alarm", ended=True)]
    for one in sorted(rows, key=lambda row: str(row.values.get("onset")), reverse=True):
        told = one.values
        yield (
            one.name,
            one.area_title,
            reviewing.moment(told.get("onset")),
            told.get("likelihood"),
            word(VERDICTS, told.get("verdict")),
            word(CAUSES, told.get("cause")),
            told.get("case", ""),
            told.get("note", ""),
        )


def review_rows(district: District, asked: Mapping[str, Any]) -> Iterator[Sequence[Cell]]:
    """A row a fire, with minutes."""
    limits = reviewing.limits(district)
    for one in reviewing.reviews(district):
        at, told = reviewing.kept(one), one.values
        by = {part.key: round(part.minutes, 1) for part in reviewing.intervals(at, limits)}
        arrive = by.get("arrive")
        yield (one.name, one.area_title, at.get("alarm_at"),
               *(by.get(key) for key, *_ in reviewing.INTERVALS),
               None if arrive is None else arrive <= limits["arrive"],
               word(CAUSES, told.get("cause")), told.get("burnt"), told.get("brought_out"),
               told.get("hurt"), told.get("dead"), told.get("found", ""), _stage(one))  # fmt: skip


def _stage(one: EntryView) -> str:
    chain = next(chain for chain in CHAINS if chain.key == "fire_review_chain")
    held = chain.stage(one.stage)
    return say(held.title_zh, held.title_en)


def drill_rows(district: District, asked: Mapping[str, Any]) -> Iterator[Sequence[Cell]]:
    """A row a place that has to hold drills."""
    for one in drills.duties(district):
        yield (one.building.name, one.building.area_title, one.last, one.due,
               one.days_left(district.today), one.planned)  # fmt: skip


REPORTS = (
    Report(
        key="fire_alarm_ledger", title_zh="火警研判台账", title_en="Ledger of alarms",
        rows=alarm_rows,
        columns=(
            Column("title", "报警", "Alarm"), Column("area", "地区", "Area"),
            Column("onset", "时间", "Onset"),
            Column("likelihood", "可能性（%）", "Likelihood (%)", number=True),
            Column("verdict", "结论", "Verdict"), Column("cause", "原因", "Cause"),
            Column("case_number", "案件", "Case"), Column("note", "情况", "Note"),
        ),
    ),
    Report(
        key="fire_review_ledger", title_zh="战评复盘台账", title_en="Ledger of fires",
        rows=review_rows,
        columns=(
            Column("title", "火灾", "Fire"), Column("area", "地区", "Area"),
            Column("alarm", "报警", "Alarm"),
            *(Column(key, f"{zh}（分）", f"{en} (min)", number=True)
              for key, _, _, zh, en in reviewing.INTERVALS),
            Column("kept", "按标准到场", "There in time"), Column("cause", "原因", "Cause"),
            Column("burnt", "过火（m²）", "Burnt (m²)", number=True),
            Column("out_people", "疏散救出", "Brought out", number=True),
            Column("hurt", "受伤", "Hurt", number=True),
            Column("dead", "死亡", "Dead", number=True),
            Column("found", "问题", "Found"), Column("stage", "环节", "Stage"),
        ),
    ),
    Report(
        key="fire_drill_ledger", title_zh="演练责任台账", title_en="Ledger of drills",
        rows=drill_rows,
        columns=(
            Column("title", "单位", "Place"), Column("area", "地区", "Area"),
            Column("last", "上次演练", "Last"), Column("due", "应于", "Due"),
            Column("left", "剩余（天）", "Days left", number=True),
            Column("planned", "已计划", "Planned"),
        ),
    ),
)  # fmt: skip
INDICATORS = (
    Indicator(key="fire_arrived_in_time", title_zh="火灾按时到场率",
              title_en="Fires reached in time", unit="%", of=arrived_in_time),
    Indicator(key="fire_hydrants_usable", title_zh="消火栓可用率", title_en="Hydrants usable",
              unit="%", of=hydrants_usable),
    Indicator(key="fire_true_share", title_zh="烟感真警率", title_en="Fires among alarms", unit="%",
              of=true_share),
    Indicator(key="fire_drills_in_time", title_zh="演练按期率", title_en="Drills in time", unit="%",
              of=drills_in_time),
)  # fmt: skip

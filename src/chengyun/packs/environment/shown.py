"""Enforcement, the wall, the public page, reports, indicators; and all pages gathered."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
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
    Stages,
    Table,
    Text,
    say,
)
from chengyun.packs.environment import air, dusting, law, looking, sound, trace, water
from chengyun.packs.environment.law import CASE_CHAIN, LAWS
from chengyun.packs.environment.limits import CLASSES, grade
from chengyun.packs.environment.registers import FOUND, ITEMS

BASE = "/scenes/environment/"
FAULTS = {
    "officers": ("执法人员不足两人", "fewer than two officers"),
    "early": (
        "告知后未满 5 个工作日即作决定",
        "decided before the 5 workdays to ask for a hearing",
    ),
}
FEW = 5


def stage_title(key: str) -> str:
    """A stage of the procedure in words."""
    held = (one for one in CASE_CHAIN.stages if one.key == key)
    return next((say(one.title_zh, one.title_en) for one in held), key)


def enforcement(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Cases by stage, their 90 days, what of the procedure is amiss."""
    rows = looking.everything(district, "env_case")
    clocks = [(one, law.clock(one, district.now)) for one in rows]
    running = [(one, c) for one, c in clocks if c and not c.decided]
    amiss = [(one, law.faults(one)) for one in rows if law.faults(one)]
    late = [one for one, c in running if c.left < 0]
    yield Figures(items=(
        Figure(label=say("在办", "In hand"), value=sum(not one.ended_at for one in rows),
               href=f"{BASE}env_case/"),
        Figure(label=say("超 90 日未决定", "Over 90 days, undecided"), value=len(late),
               lamp="bad" if late else "good"),
        Figure(label=say("程序瑕疵", "Amiss in the procedure"), value=len(amiss),
               lamp="bad" if amiss else "good"),
        Figure(label=say("罚款合计", "Fines"), unit=say("元", "yuan"),
               value=round(sum(float(one.values.get("fine") or 0) for one in rows))),
    ))  # fmt: skip
    yield Stages(register="env_case", title=say("各环节", "By stage"))
    yield Table(
        title=say("未决定案件的 90 日（行政处罚法第六十条）",
                  "The 90 days of undecided cases (行政处罚法 art. 60)"),
        columns=(say("案号", "Number"), say("案由", "Matter"), say("环节", "Stage"),
                 say("本环节到期", "Stage due"), say("已用（天）", "Days used"),
                 say("剩余（天）", "Days left")),
        rows=tuple(
            (one.name, one.values["matter"], stage_title(one.stage), one.due, c.used, c.left)
            for one, c in sorted(running, key=lambda row: row[1].left)
        ),
        hrefs=tuple(district.link(one) for one, _ in sorted(running, key=lambda r: r[1].left)),
        empty=say("没有在立案期内的案件。", "No case is between filing and decision."),
    )  # fmt: skip
    if amiss:
        yield Table(
            title=say("程序瑕疵", "Amiss in the procedure"),
            columns=(say("案号", "Number"), say("情况", "What")),
            rows=tuple((one.name, "；".join(say(*FAULTS[key]) for key in keys))
                       for one, keys in amiss),
            hrefs=tuple(district.link(one) for one, _ in amiss),
        )  # fmt: skip


def panel(district: District) -> Sequence[Block]:
    """For the wall: air, rivers, what waits, and the sites with most dust over the background."""
    lives, rows = district.latest("pm25"), district.entries("env_episode")
    middle, dusty = air.median([one.value for one in lives]), looking.dust(district)
    waiting = sum(one.stage == "over" for one in rows)
    from_ = float(district.setting("dust_more"))
    return (
        Figures(items=(
            Figure(label=say("细颗粒物", "PM2.5"), unit="µg/m³",
                   value=None if middle is None else round(middle)),
            Figure(label=say("待溯源", "Source wanted"), value=waiting,
                   lamp="watch" if waiting else "good"),
            water.figures(water.stands(district))[0],
            Figure(label=say("在办执法", "Enforcement"), 
                   value=sum(district.count("env_case").values())),
        )),
        Bars(title=say("工地 PM10 高于背景", "PM10 of sites over the background"), unit="µg/m³",
             items=tuple(
                 Bar(label=one.live.thing, value=round(one.more),
                     lamp="bad" if one.more >= from_ else "")
                 for one in dusty[:FEW] if one.more > 0
             )),
    )  # fmt: skip


def public(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """For everybody: the air by sub-district, the rivers, decisions that were published."""
    yield Text(text=say(
        "自动监测的瞬时数据未经审核，不用于评价；河道按最近一次监测、GB 3838-2002 定类。",
        "Values as the instruments tell them, unchecked; rivers by their last sample, GB 3838.",
    ))  # fmt: skip
    yield Bars(title=say("各街道镇细颗粒物（µg/m³）", "PM2.5 by sub-district (µg/m³)"),
               items=tuple(_by_street(district)))  # fmt: skip
    rows = water.stands(district)
    yield Table(
        title=say("河道断面", "River sections"),
        columns=(say("断面", "Section"), say("采样", "Sampled"), say("类别", "Class"),
                 say("目标", "Aimed at")),
        rows=tuple(
            (one.section.name, one.samples[0].values["day"] if one.samples else "",
             one.graded.title if one.graded else None, CLASSES[one.wanted])
            for one in rows
        ),
    )  # fmt: skip
    told = [one for one in looking.everything(district, "env_case", public=True)
            if "decided" in one.stages]  # fmt: skip
    yield Table(
        title=say("行政处罚公开", "Penalties published"),
        columns=(say("案号", "Number"), say("案由", "Matter"), say("决定", "Decision"),
                 say("决定日期", "Decided on")),
        rows=tuple((one.name, one.values["matter"], one.values.get("decision", ""),
                    one.stages["decided"].date()) for one in told[:50]),
        empty=say("暂无公开的决定。", "None so far."),
    )  # fmt: skip


def _by_street(district: District) -> Iterator[Bar]:
    lives = district.latest("pm25")
    for area in district.areas("street"):
        middle = air.median([one.value for one in lives if one.area.startswith(area.code)])
        if middle is not None:
            yield Bar(label=area.title, value=round(middle))


def episode_rows(district: District, asked: Mapping[str, Any]) -> Iterator[Sequence[Cell]]:
    """A row an exceedance."""
    for one in looking.everything(district, "env_episode"):
        told = one.values
        yield (
            one.name, one.area_title, air.word(ITEMS, told["item"]),
            looking.moment(told["onset"]), told.get("minutes"), told.get("peak"),
            told.get("mean"), told.get("limit"), air.times_over(one),
            air.word(FOUND, told.get("found")), told.get("note", ""),
        )  # fmt: skip


def case_rows(district: District, asked: Mapping[str, Any]) -> Iterator[Sequence[Cell]]:
    """A row an enforcement case, with the day of each stage."""
    for one in looking.everything(district, "env_case"):
        c = law.clock(one, district.now)
        days = [at.date() if (at := one.stages.get(s.key)) else None for s in CASE_CHAIN.stages[1:]]
        yield (one.name, one.values["matter"], air.word(LAWS, one.values["law"]),
               one.values.get("fine"), *days, c.used if c else None)  # fmt: skip


def hours_over(district: District, area: str, first: date, last: date) -> float | None:
    """For goals: hours over a limit of episodes that began between two days."""
    rows = [
        one for one in _of(district, "env_episode", area) if one.values.get("minutes") is not None
    ]
    told = [one for one in rows if first <= looking.moment(one.values["onset"]).date() <= last]
    return round(sum(float(one.values["minutes"]) for one in told) / 60, 1) if rows else None


def _of(district: District, register: str, area: str) -> Iterable[EntryView]:
    return looking.everything(district, register, **({"area": area} if area else {}))


def sections_met(district: District, area: str, first: date, last: date) -> float | None:
    """For goals: per cent of samples between two days that reach their section’s class."""
    kept = {one.key: int(one.values["wanted"]) for one in _of(district, "env_section", area)}
    told = [
        grade(one.values, kept[key])
        for one in district.entries("env_sample")
        if (key := str(one.values["section"])) in kept
        and first <= date.fromisoformat(one.values["day"]) <= last
    ]
    met = Counter(not one.over for one in told if one)
    return round(100 * met[True] / met.total(), 1) if met else None


def decided_in_time(district: District, area: str, first: date, last: date) -> float | None:
    """For goals: per cent of decisions within 90 days of filing."""
    good, every = law.in_time(_of(district, "env_case", area), first, last)
    return round(100 * good / every, 1) if every else None


PAGES = (
    Page("env_today", "今日环境", "Today", air.today, order=10,
         summary_zh="当前空气、噪声、水质和在线监测的超标情况。",
         summary_en="Air, noise, water and online stations now, and what was over."),
    Page("env_trace", "超标溯源", "Tracing", trace.page, order=20, asks=trace.ASKS,
         summary_zh="每一项都列出来：方向、距离、作业时段、排放、自测。",
         summary_en="Every term shown: direction, distance, hours, emission, own monitor."),
    Page("env_dust", "工地扬尘", "Dust of sites", dusting.page, order=30,
         summary_zh="工地颗粒物高出最近背景站多少，从高到低。",
         summary_en="Sites by how far they lie over the nearest background station."),
    Page("env_noise", "噪声", "Noise", sound.page, order=40, asks=sound.ASKS,
         summary_zh="各站昼夜等效声级，对照功能区限值。",
         summary_en="Levels by day and by night beside the limit of the zone."),
    Page("env_rivers", "河道断面", "Rivers", water.page, order=50,
         summary_zh="各断面水质类别、目标和超标项目。",
         summary_en="Each section’s class, the class aimed at, and what is over."),
    Page("env_upstream", "上游排查", "Upstream", water.upstream, order=60, asks=water.ASKS,
         summary_zh="断面上游各排口的可疑程度和依据。",
         summary_en="The outfalls above a section, with every term of their score."),
    Page("env_enforcement", "执法案件", "Enforcement", enforcement, order=70,
         summary_zh="立案到结案的法定期限和缺少的程序。",
         summary_en="Cases on their legal terms, and what of the procedure is amiss."),
    Page("env_public", "身边的环境", "The environment around us", public, order=80, face="public",
         summary_zh="空气、河道、处罚公开。", summary_en="Air, rivers, penalties published."),
)  # fmt: skip
PANELS = (Panel("env_panel", "环境", "Environment", panel),)


def _columns(*told: tuple[str, str, str, bool]) -> tuple[Column, ...]:
    return tuple(Column(key=key, title_zh=zh, title_en=en, number=n) for key, zh, en, n in told)


REPORTS = (
    Report(
        key="env_episode_ledger", title_zh="超标过程台账", title_en="Exceedances",
        summary_zh="每次超标的起止、峰值、倍数和查实的来源。",
        summary_en="Each exceedance with its span, peak, and the source found.",
        rows=episode_rows,
        columns=_columns(
            ("title", "过程", "Exceedance", False), ("area", "地区", "Area", False),
            ("item", "项目", "Item", False), ("onset", "开始", "Onset", False),
            ("minutes", "持续（分钟）", "Minutes", True), ("peak", "峰值", "Peak", True),
            ("mean", "均值", "Mean", True), ("limit", "限值", "Limit", True),
            ("times", "超标倍数", "Times over", True), ("found", "结论", "Found", False),
            ("note", "情况", "Note", False),
        ),
    ),
    Report(
        key="env_case_ledger", title_zh="执法案件台账", title_en="Enforcement cases",
        summary_zh="每案一行，各环节的日期和罚款。",
        summary_en="One row a case with the day of each stage and the fine.",
        rows=case_rows,
        columns=_columns(
            ("number", "案号", "Number", False), ("matter", "案由", "Matter", False),
            ("law", "依据", "Law", False), ("fine", "罚款（元）", "Fine (yuan)", True),
            *((one.key, one.title_zh, one.title_en, False) for one in CASE_CHAIN.stages[1:]),
            ("days", "立案至决定（天）", "Days from filing to decision", True),
        ),
    ),
)  # fmt: skip
INDICATORS = (
    Indicator(key="env_hours_over", title_zh="超标时长", title_en="Hours over a limit", unit="h",
              of=hours_over, higher_is_better=False),
    Indicator(key="env_sections_met", title_zh="河道断面达标率", title_en="River samples in class",
              unit="%", of=sections_met),
    Indicator(key="env_decided_in_time", title_zh="执法 90 日办结率",
              title_en="Decided within 90 days", unit="%", of=decided_in_time),
)  # fmt: skip

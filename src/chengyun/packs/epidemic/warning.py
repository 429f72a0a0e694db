"""The page of early warnings: the judgement, who says what, and what each was worth in a year."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from chengyun.packs.api import (
    Block,
    Cell,
    Curve,
    District,
    Figure,
    Figures,
    Line,
    Table,
    Text,
    say,
)
from chengyun.packs.epidemic.aberrations import DETECTORS
from chengyun.packs.epidemic.judging import SOURCES, Judged, Said, Year, judge, say_of, year
from chengyun.packs.epidemic.weighing import Record

KIND = "epi_alert"
SHOWN = 240


def page(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """The judgement, who says what and what it is worth, and every detector beside the others."""
    kept, limit = year(district), int(district.setting("warn_share"))
    told = judge(district, kept)
    yield Figures(items=_figures(told, limit))
    yield Text(title=say("怎样合并", "How they are weighed"), text=_formula(told))
    yield _table(told)
    yield _curve(district, kept, told, limit)
    yield _compared(kept)
    yield Text(
        text=say(
            "误报率＝一年中没有疫情的日子里报警的天数占比（最近三周尚无定论，不计）；"
            "及时率＝疫情开始前 14 天至后 7 天内报警的天数占比。"
            "权重＝及时率÷误报率（未报警时为两者补数之比）。"
            "三个来源按相互独立计算，同源波动会使结果偏高。"
            "检测方法：EARS C1–C3（Hutwagner 等，2003），CUSUM（Page，1954）。",
            "False alarms: the share of days with an alarm in a year while nothing was about (the "
            "last three weeks are not settled and not counted). Hits: the share of days with an "
            "alarm from 14 days before a wave begins to 7 after. Weight: hits ÷ false "
            "alarms (without an alarm, the ratio of what they leave). The sources are taken as "
            "independent; what moves all three alike makes it too high. Detectors: EARS C1–C3 "
            "(Hutwagner et al. 2003), CUSUM (Page 1954).",
        )
    )


def _figures(told: Judged, limit: int) -> tuple[Figure, ...]:
    alarms = sum(one.state is True for one in told.said)
    of = told.record
    return (
        Figure(
            label=say("疫情正在开始的可能性", "A wave is beginning"),
            value=sure(told.likely), unit="%", lamp=lamp(told, limit),
            note=any_day(told),
        ),
        Figure(label=say("正在报警的来源", "Sources in alarm"),
               value=f"{alarms} / {len(told.said)}",
               note=say(f"{limit}% 起交疾控核查", f"looked into from {limit} %")),
        Figure(
            label=say("合并误报率（过去一年）", "False alarms together, a year"),
            value=_share(of.false / of.quiet) if of.quiet else None, unit="%",
            note=say(f"平静期 {of.quiet} 天中 {of.false} 天",
                     f"{of.false} of {of.quiet} quiet days"),
        ),
        Figure(
            label=say("提前发现的疫情", "Waves seen in time"), value=f"{of.caught} / {of.waves}",
            note=_ahead(of),
        ),
    )  # fmt: skip


def lamp(told: Judged, limit: int) -> str:
    """Bad from the threshold on, watch from half of it."""
    per_cent = 100 * told.likely
    return "bad" if per_cent >= limit else "watch" if per_cent >= limit / 2 else "good"


def _share(p: float) -> float:
    return round(100 * p, 1)


def sure(p: float) -> float | str:
    """A probability in per cent; beyond 99 nothing is claimed, the sources are not independent."""
    return say("99 以上", "> 99") if p > 0.99 else _share(p)


def any_day(told: Judged) -> str:
    """How likely it is on any day of the year."""
    return say(f"任一天为 {_share(told.base)}%", f"{_share(told.base)} % on any day")


def _ahead(of: Record) -> str:
    mean = _mean(of.ahead)
    return "" if mean is None else say(f"平均提前 {mean} 天", f"{mean} days ahead on average")


def _mean(days: Sequence[int]) -> int | None:
    return round(sum(days) / len(days)) if days else None


def _formula(told: Judged) -> str:
    odds = told.base / (1 - told.base)
    parts = " × ".join(say(f"{s.source.zh} {s.ratio:.2f}", f"{s.source.en} {s.ratio:.2f}")
                       for s in told.said)  # fmt: skip
    whole, share = told.likely / (1 - told.likely), sure(told.likely)
    return say(
        f"任一天的几率 {odds:.2f} × {parts} ＝ 几率 {whole:.1f}，即 {share}%。",
        f"Odds on any day {odds:.2f} × {parts} = odds {whole:.1f}, which is {share} %.",
    )


def _table(told: Judged) -> Table:
    return Table(
        title=say("各来源今天怎么说", "What each says today"),
        columns=(
            say("来源", "Source"), say("方法", "Detector"), say("最近一日", "Last day"),
            say("数值", "Figure"), say("得分 / 限值", "Score / limit"), say("今天", "Today"),
            say("误报率（一年）", "False alarms, a year"), say("及时率", "Hits"),
            say("发现疫情", "Waves seen"), say("权重", "Weight"),
        ),
        rows=tuple(_row(one) for one in told.said),
    )  # fmt: skip


def _row(one: Said) -> tuple[Cell, ...]:
    value = None if one.value is None else f"{one.value:.1f} {one.source.unit}"
    return (
        say(one.source.zh, one.source.en), one.detector.title, one.day, value,
        None if one.score is None else f"{one.score:.1f} / {one.detector.limit:g}",
        state_word(one.state), *_worth(one), f"× {one.ratio:.2f}",
    )  # fmt: skip


def _worth(one: Said) -> tuple[Cell, ...]:
    of = one.record
    false = f"{_share(of.false / of.quiet)}% ({of.false}/{of.quiet})" if of.quiet else None
    hits = f"{_share(of.hits / of.opening)}% ({of.hits}/{of.opening})" if of.opening else None
    return false, hits, f"{of.caught} / {of.waves}"


def state_word(state: bool | None) -> str:
    """Whether a source is in alarm, in a word."""
    if state is None:
        return say("无数据", "Silent")
    return say("报警", "Alarm") if state else say("平静", "Quiet")


def noon(day: date, district: District) -> datetime:
    """The middle of a day, where a curve puts its figure."""
    return datetime.combine(day, time(12), tzinfo=district.now.tzinfo)


def _curve(district: District, kept: Year, told: Judged, limit: int) -> Curve:
    since = kept.today - timedelta(SHOWN)
    points = tuple((noon(day, district), 100 * p) for day, p in told.past.items() if day >= since)
    begun = tuple(
        (noon(one.began, district), say("疫情开始", "A wave begins"))
        for one in kept.waves
        if one.began >= since
    )
    return Curve(
        title=say("近八个月的合并判断", "The judgement over eight months"), unit="%",
        lines=(Line(label=say("疫情正在开始的可能性", "A wave is beginning"), points=points),),
        band=(float(limit), float(limit)), marks=begun,
    )  # fmt: skip


def _compared(kept: Year) -> Table:
    """Every detector on every source, so that the choice among them is one of record."""
    told = [say_of(kept, source, one) for source in SOURCES for one in DETECTORS.values()]
    return Table(
        title=say("换一种方法会怎样", "What another detector would have done"),
        columns=(say("来源", "Source"), say("方法", "Detector"), say("今天", "Today"),
                 say("误报率（一年）", "False alarms, a year"), say("及时率", "Hits"),
                 say("发现疫情", "Waves seen"), say("平均提前（天）", "Days ahead")),
        rows=tuple(
            (say(one.source.zh, one.source.en), one.detector.title, state_word(one.state),
             *_worth(one), _mean(one.record.ahead))
            for one in told
        ),
    )  # fmt: skip


def raise_alert(district: District) -> None:
    """From the threshold on the health unit gets a case, one a week while it lasts."""
    kept = year(district)
    told = judge(district, kept)
    if not kept.rows or 100 * told.likely < int(district.setting("warn_share")):
        return
    iso = district.today.isocalendar()
    alarms = "、".join(say(one.source.zh, one.source.en) for one in told.said if one.state)
    district.open_case(
        KIND,
        say(f"多源疫情预警：{sure(told.likely)}%", f"Early warning: {sure(told.likely)} %"),
        key=f"alert:{iso.year}-{iso.week}",
        text=say(f"报警来源：{alarms}。{_formula(told)}", f"In alarm: {alarms}. {_formula(told)}"),
        area=next((one.code for one in district.areas("district")), ""),
    )

"""How fast it spreads: R with its interval from the days on which cases fell ill."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from chengyun.packs.api import (
    Bar,
    Bars,
    Block,
    Cell,
    Curve,
    District,
    EntryView,
    Figure,
    Figures,
    Line,
    Setting,
    Table,
    Text,
    say,
)
from chengyun.packs.epidemic.registers import DISEASES
from chengyun.packs.epidemic.spread import ENOUGH, WINDOW, Estimate, estimates, serial_interval
from chengyun.packs.epidemic.warning import noon

DAYS = 60
ASKS = (
    Setting(key="disease", title_zh="病种", title_en="Disease", kind="choice", default="flu",
            options=DISEASES),
)  # fmt: skip


def onsets(rows: Sequence[EntryView]) -> Counter[date]:
    """How many fell ill on each day; those ruled out are no cases, those without a day fell ill
    when they were found."""
    return Counter(_onset(one) for one in rows if one.stage != "excluded")


def _onset(one: EntryView) -> date:
    told = one.values.get("onset_on")
    return date.fromisoformat(told) if told else one.added_at.date() if one.added_at else date.min


def of_area(
    district: District, rows: Sequence[EntryView], area: str = ""
) -> tuple[list[date], list[Estimate]]:
    """The days and R on them, by the serial interval that is set for the area."""
    mean, sd = (float(district.setting(f"serial_{one}", area)) for one in ("mean", "sd"))
    last = district.today - timedelta(int(district.setting("late_days", area)))
    days = [last - timedelta(n) for n in range(DAYS - 1, -1, -1)]
    counts = onsets(rows)
    return days, estimates([counts[day] for day in days], serial_interval(mean, sd))


def cases(district: District, **where: Any) -> list[EntryView]:
    """The cases that the viewer may see, in hand and done."""
    return [
        *district.entries("epi_case", **where),
        *district.entries("epi_case", ended=True, **where),
    ]


def page(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """R of a disease over the last days, and by sub-district."""
    rows = cases(district, disease=asked["disease"])
    if not rows:
        yield Text(text=closed(), lamp="watch")
        return
    days, told = of_area(district, rows)
    sure = [one for one in told if one.cases >= ENOUGH]
    last = sure[-1] if sure and sure[-1] is told[-1] else None
    yield Figures(items=_figures(district, rows, days, last))
    yield _curve(district, days, sure)
    yield Bars(title=say("近 14 天按发病日期", "By day of onset, 14 days"), items=_bars(rows, days))
    yield _by_street(district, str(asked["disease"]))
    yield Text(text=_method(district))


def closed() -> str:
    """Said where there is nothing, be it that one may not see it."""
    return say(
        "没有可显示的病例。病例只对卫生健康部门开放。",
        "There are no cases to show. Cases are open to health units alone.",
    )


def _figures(
    district: District, rows: Sequence[EntryView], days: Sequence[date], last: Estimate | None
) -> tuple[Figure, ...]:
    counts = onsets(rows)
    week, before = (sum(counts[day] for day in span) for span in (days[-7:], days[-14:-7]))
    r = None if last is None else round(last.mean, 2)
    lamp = "" if last is None else "bad" if last.low > 1 else "good" if last.high < 1 else "watch"
    return (
        Figure(label=say("传播强度 R", "Reproduction number R"), value=r, note=_sure(last),
               lamp=lamp),
        Figure(label=say("R 大于 1 的可能性", "R above 1"),
               value=round(100 * last.rising) if last else None, unit="%"),
        Figure(label=say("近 7 日发病", "Fell ill in 7 days"), value=week,
               note=say(f"前 7 日 {before}", f"{before} in the 7 before")),
        Figure(label=say("截至", "Up to"), value=f"{days[-1]:%m-%d}",
               note=say("之后报告尚不完整", "later days are not yet in full")),
    )  # fmt: skip


def _sure(last: Estimate | None) -> str:
    if last is None:
        return say(f"7 日内不足 {ENOUGH} 例，不估计", f"fewer than {ENOUGH} cases in 7 days")
    span = f"{last.low:.2f}–{last.high:.2f}"
    return say(f"95% 区间 {span}", f"95 %: {span}")


def _curve(district: District, days: Sequence[date], told: Sequence[Estimate]) -> Curve:
    at = [noon(days[one.day], district) for one in told]
    pairs = list(zip(at, told, strict=True))
    return Curve(
        title=say("传播强度", "R over time"),
        lines=(
            Line(label=say(f"R 与 95% 区间，{WINDOW} 日滑动窗",
                           f"R with 95 %, {WINDOW}-day window"),
                 points=tuple((time, one.mean) for time, one in pairs)),
        ),
        ribbon=tuple((time, one.low, one.high) for time, one in pairs),
        band=(1.0, 1.0),
    )  # fmt: skip


def _bars(rows: Sequence[EntryView], days: Sequence[date]) -> tuple[Bar, ...]:
    counts = onsets(rows)
    return tuple(Bar(label=f"{day:%m-%d}", value=counts[day]) for day in days[-14:])


def _by_street(district: District, disease: str) -> Table:
    told = [_street(district, disease, one.code, one.title) for one in district.areas("street")]
    rows = [one for one in told if one is not None]
    return Table(
        title=say("各街道镇", "By sub-district"),
        columns=(say("街道镇", "Sub-district"), say("近 7 日发病", "Ill in 7 days"), "R",
                 say("95% 区间", "95 %"), say("代间距（天）", "Serial interval, days")),
        rows=tuple(sorted(rows, key=lambda row: -int(str(row[1])))),
        empty=say("没有病例。", "No cases."),
    )  # fmt: skip


def _street(district: District, disease: str, code: str, title: str) -> tuple[Cell, ...] | None:
    rows = cases(district, disease=disease, area=code)
    if not rows:
        return None
    _days, told = of_area(district, rows, code)
    last = told[-1] if told and told[-1].cases >= ENOUGH else None
    serial = f"{district.setting('serial_mean', code):g} ± {district.setting('serial_sd', code):g}"
    spans = f"{last.low:.2f}–{last.high:.2f}" if last else None
    week = told[-1].cases if told else 0
    return (title, week, round(last.mean, 2) if last else None, spans, serial)


def _method(district: District) -> str:
    mean, sd = district.setting("serial_mean"), district.setting("serial_sd")
    return say(
        f"方法：Cori 等（2013），{WINDOW} 日滑动窗、伽马后验，先验均值 5；"
        f"代间距 {mean:g} ± {sd:g} 天，可按地区另设。7 日内不足 {ENOUGH} 例不给出估计。"
        "R 说明传播趋势，不代表个人风险。",
        f"Method: Cori et al. 2013, window of {WINDOW} days, gamma posterior, prior mean 5; serial "
        f"interval {mean:g} ± {sd:g} days, set by area. Fewer than {ENOUGH} cases in 7 days give "
        "no estimate. R tells the trend, not a person’s risk.",
    )

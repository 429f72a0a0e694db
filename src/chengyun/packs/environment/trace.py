"""The tracing page: one exceedance, its wind, its candidates with every term of their score."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chengyun.packs.api import (
    Block,
    Curve,
    District,
    EntryView,
    Figure,
    Figures,
    Line,
    Point,
    Points,
    Setting,
    Table,
    Text,
    say,
)
from chengyun.packs.environment import looking, tracing
from chengyun.packs.environment.air import BASE, SHOWN, UNITS, newest_first, word
from chengyun.packs.environment.registers import EMITS, FOUND, ITEMS, KINDS

USUAL_HOURS = {"kitchen": ((10, 14), (16, 22))}
WITH_MONITOR = 8
ASKS = (
    Setting(key="episode", title_zh="超标过程编号", title_en="Exceedance", kind="text", default="",
            help_zh="从“超标过程”点入；不填为最新一次。",
            help_en="Come from the list; empty is the newest."),
)  # fmt: skip


def page(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """One exceedance: its course, its wind, its candidates with every term, on the map."""
    told = str(asked.get("episode") or "").strip()
    rows = newest_first(district)
    one = next((row for row in rows if row.key == told), None) if told else next(iter(rows), None)
    if one is None:
        yield Text(text=say("没有这次超标过程。", "There is no such exceedance."))
        return
    wind = looking.read_wind(one.values.get("wind"))
    yield Text(title=one.name, text=say(
        "得分只说明先查哪里：不是概率，不是占比，更不是证据。登记册里没有的来源不会出现；风是就近气象点的。",
        "A score says where to look first: no probability, no share, no proof. What the registers "
        "lack is not here; the wind is that of the nearest vane."))  # fmt: skip
    yield Figures(items=_course(one, wind))
    yield from _curve(district, one)
    found = candidates(district, one, wind)
    yield terms_table(district, found)
    if not found:
        yield Text(lamp="watch", text=say("范围内没有登记的来源：可能漏登，或来自区外。",
                                          "No source on record within reach: one is missing, or "
                                          "it came from outside."))  # fmt: skip
    yield _map(one, found)
    yield _hours(wind)


def _course(one: EntryView, wind: Sequence[tuple[int, tracing.Blow]]) -> tuple[Figure, ...]:
    unit, mean = UNITS[str(one.values["item"])], tracing.mean_wind(blow for _, blow in wind)
    return (
        Figure(label=say("峰值", "Peak"), value=one.values.get("peak"), unit=unit),
        Figure(label=say("限值", "Limit"), value=one.values.get("limit"), unit=unit),
        Figure(label=say("持续", "Lasted"), value=one.values.get("minutes"),
               unit=say("分钟", "min")),
        Figure(label=say("平均风（来向）", "Mean wind, from"),
               unit=f"{mean.speed:.1f} m/s" if mean else "",
               value=f"{mean.from_deg:.0f}°" if mean else None),
        Figure(label=say("结论", "Found"), value=word(FOUND, one.values.get("found")) or None),
    )  # fmt: skip


def _curve(district: District, one: EntryView) -> Iterator[Block]:
    onset = looking.moment(one.values["onset"])
    points = district.history(str(one.values["stream"]), onset - timedelta(hours=2), 400)
    end = looking.moment(one.values["over"]) if one.values.get("over") else district.now
    shown = tuple(p for p in points if p[0] <= end + timedelta(hours=1))
    if len(shown) > 1:
        limit = float(one.values.get("limit") or 0)
        line = Line(label=word(ITEMS, one.values["item"]), points=shown)
        yield Curve(lines=(line,), unit=UNITS[str(one.values["item"])], band=(0, limit),
                    title=say("过程曲线", "Its course"),
                    marks=((onset, say("开始", "Onset")),))  # fmt: skip


def sources(district: District) -> list[tracing.Source]:
    """Sources of the register that air or sound comes from."""
    return [_source(one) for one in district.entries("env_source") if one.values["kind"] in EMITS]


def _source(one: EntryView) -> tracing.Source:
    kind, first, last = (
        str(one.values["kind"]),
        one.values.get("from_hour"),
        one.values.get("to_hour"),
    )
    own = ((int(first), int(last)),) if first is not None and last is not None else ()
    hours = own or USUAL_HOURS.get(kind, ())
    return tracing.Source(
        one.key, one.name, kind, one.lon or 0.0, one.lat or 0.0, hours, EMITS[kind]
    )  # fmt: skip


def candidates(
    district: District, one: EntryView, wind: Sequence[tuple[int, tracing.Blow]]
) -> list[tracing.Candidate]:
    """The candidates of an episode; monitors of the first eight are read as well."""
    asked = tracing.Asked(
        one.lon or 0.0, one.lat or 0.0, str(one.values["item"]), hours_of(one),
        tuple(blow for _, blow in wind),
        float(district.setting("reach", one.area)), float(district.setting("fades", one.area)),
    )  # fmt: skip
    known = sources(district)
    first = tracing.candidates(asked, known)
    if asked.item == "noise":
        return first
    heard = _monitors(district, one, [c.source.key for c in first[:WITH_MONITOR]])
    return tracing.candidates(asked, [replace(s, own=heard.get(s.key)) for s in known])


def hours_of(one: EntryView) -> tuple[int, ...]:
    """The local hours that an episode touched, as many as it did."""
    at, end = looking.moment(one.values["onset"]), one.values.get("over")
    last = looking.moment(end) if end else at
    found: list[int] = []
    while at <= last or not found:
        found.append(at.astimezone().hour)
        at += timedelta(hours=1)
    return tuple(found[:48])


def _monitors(district: District, one: EntryView, keys: Sequence[str]) -> dict[str, float]:
    """By source: its PM10 over the background in the hours of the episode."""
    wanted = [entry for entry in map(district.entry, keys) if entry and entry.values.get("mn")]
    still = looking.backgrounds(district, district.latest("pm10")) if wanted else []
    since = looking.moment(one.values["onset"])
    until: datetime = looking.moment(one.values.get("over") or district.now.isoformat())
    told = {
        entry.key: looking.own_monitor(district, str(entry.values["mn"]), still, since, until)
        for entry in wanted
    }
    return {key: value for key, value in told.items() if value is not None}


def terms_table(district: District, found: Sequence[tracing.Candidate]) -> Table:
    """Score = direction × distance × hours × emission × own monitor × 100; each beside what it
    was made of."""
    return Table(
        title=say("候选来源：得分 = 方向 × 距离 × 作业 × 排放 × 自测 × 100",
                  "Candidates: score = direction × distance × hours × emission × monitor × 100"),
        columns=(
            say("来源", "Source"), say("类型", "Kind"), say("得分", "Score"),
            say("方位", "Bearing"), say("方向（偏风向）", "Direction (off the wind)"),
            say("距离", "Distance"), say("作业时段", "Hours"), say("排放", "Emission"),
            say("自测（对背景）", "Monitor (of background)"),
        ),
        rows=tuple(
            (one.source.name, word(KINDS, one.source.kind), round(one.score, 1),
             f"{one.bearing:.0f}°", *(_said(one, key) for key in
                                      ("direction", "distance", "hours", "emits", "own")))
            for one in found[:SHOWN]
        ),
        hrefs=tuple(f"{BASE}env_source/{one.source.key}/" for one in found[:SHOWN]),
        empty=say("没有候选来源。", "No candidates."),
    )  # fmt: skip


def _said(one: tracing.Candidate, key: str) -> str:
    term = next((t for t in one.terms if t.key == key), None)
    if term is None:
        return "–"
    return f"{term.value:.2f}" if key == "emits" else f"{term.value:.2f}（{term.told}）"


def _map(one: EntryView, found: Sequence[tracing.Candidate]) -> Points:
    here = Point(lon=one.lon or 0.0, lat=one.lat or 0.0, label=one.name, lamp="bad")
    return Points(
        title=say("站点与候选来源", "The station and its candidates"),
        items=(here, *(
            Point(lon=c.source.lon, lat=c.source.lat, label=f"{c.source.name} {c.score:.0f}",
                  lamp="watch", href=f"{BASE}env_source/{c.source.key}/")
            for c in found[:10]
        )),
    )  # fmt: skip


def _hours(wind: Sequence[tuple[int, tracing.Blow]]) -> Table:
    return Table(
        title=say("期间的风", "Wind of those hours"),
        columns=(say("时", "Hour"), say("来向", "From"), say("风速（m/s）", "Speed (m/s)"),
                 say("展宽", "Spread")),
        rows=tuple(
            (hour, f"{blow.from_deg:.0f}°", blow.speed, _spread(blow)) for hour, blow in wind
        ),
        empty=say("没有风的记录：方向项对所有来源一样，取 0.3。",
                  "No wind on record: direction is 0.3 for every source."),
    )  # fmt: skip


def _spread(blow: tracing.Blow) -> str:
    if blow.speed < tracing.CALM:
        return say("静风，不分方向", "calm: no direction")
    return f"±{tracing.LIGHT if blow.speed < tracing.LIGHT_BELOW else tracing.STEADY:.0f}°"

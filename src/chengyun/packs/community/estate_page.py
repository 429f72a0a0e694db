"""Pages of an estate: its day, and its devices with their last values."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from chengyun.packs.api import (
    AlarmView,
    Block,
    Cell,
    District,
    EntryView,
    Figure,
    Figures,
    Live,
    Point,
    Points,
    Table,
    Text,
    say,
)
from chengyun.packs.community import patrol
from chengyun.packs.community.day import RANKS, Ask, of_day
from chengyun.packs.community.estates import MEANINGS, SAID, SENSORS, alarms_by_estate, devices
from chengyun.packs.community.figures import BASE, closed

SHOWN = 100
SIGNAL = 0.5  # from here on a device that says 0 or 1 says 1
LAMPS = {1: "bad", 2: "bad", 3: "watch", 4: ""}
CIRCLES = (
    ("lone_person", "民政和街道", "独居老人", "people living alone"),
    ("booth_visit", "医疗机构", "云医院", "the booth"),
)


def chosen(district: District, asked: Mapping[str, Any]) -> list[EntryView]:
    """The estate of that name, else those whose name holds what is asked for; all without."""
    wanted = str(asked.get("estate") or "").strip()
    held = district.entries("community_estate")
    named = [one for one in held if one.name == wanted]
    return named or [one for one in held if wanted in one.name]


def day(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """What is asked for today, in order; of one estate, or of all that the viewer sees."""
    held, everything = chosen(district, asked), of_day(district)
    keys = {one.key for one in held}
    narrowed = bool(str(asked.get("estate") or "").strip())
    asks = [one for one in everything if one.estate in keys] if narrowed else everything
    yield Figures(items=_ranks(asks))
    missing = _not_shown(district)
    if missing:
        yield Text(text=missing, lamp="watch")
    yield Text(
        text=say(
            "次序：先看会不会伤到人，再看是否超期，再看等了多久。信号和评分只是建议："
            "上不上门由民政、街道决定，怎么处置由医生决定。",
            "The order: whether somebody may be hurt, then what is overdue, then what has waited "
            "longest. Signals and scores suggest: officers decide on visits, a doctor on patients.",
        )
    )
    yield _asks(asks[:SHOWN], district.now, len(asks))
    yield _map(district, held, asks)


def _ranks(asks: Sequence[Ask]) -> tuple[Figure, ...]:
    counts = Counter(one.rank for one in asks)
    late = sum(one.late for one in asks)
    ranks = tuple(
        Figure(label=say(*RANKS[rank]), value=counts[rank],
               lamp=(LAMPS[rank] if counts[rank] else "good") if rank < 4 else "")
        for rank in RANKS
    )  # fmt: skip
    told = Figure(label=say("其中超期", "Overdue"), value=late, lamp="bad" if late else "good")
    return (*ranks, told)


def _not_shown(district: District) -> str:
    """Which parts of the day the viewer may not read."""
    hidden = [say(zh, en) for key, _who, zh, en in CIRCLES if closed(district, key, _who)]
    if not hidden:
        return ""
    zh, en = "、".join(hidden), " and ".join(hidden)
    return say(f"未列入：{zh}（只对有权单位开放）。", f"Not listed, for others alone: {en}.")


def _asks(asks: Sequence[Ask], now: datetime, count: int) -> Table:
    title = say("今天要做的", "Asked for today")
    if count > len(asks):
        title += say(f"（前 {len(asks)} 项，共 {count} 项）", f" (first {len(asks)} of {count})")
    return Table(
        title=title,
        columns=(say("先后", "Order"), say("小区", "Estate"), say("什么事", "What"),
                 say("理由", "Why"), say("谁来做", "Who"), say("已等", "Waiting")),
        rows=tuple(_row(one, now) for one in asks),
        hrefs=tuple(one.href for one in asks),
        empty=say("今天没有要做的事。", "Nothing is asked for today."),
    )  # fmt: skip


def _row(one: Ask, now: datetime) -> tuple[Cell, ...]:
    told = waited(one.since, now)
    if one.late:
        told = say(f"{told}（超期）", f"{told} (late)")
    return say(*RANKS[one.rank]), one.where, one.what, one.why, one.who, told


def waited(since: datetime, now: datetime) -> str:
    """How long ago that is, in the unit that says most."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes == 0:
        return say("不到 1 分钟", "under 1 min")
    if minutes < 120:
        return say(f"{minutes} 分钟", f"{minutes} min")
    if minutes < 2880:
        return say(f"{minutes // 60} 小时", f"{minutes // 60} h")
    return say(f"{minutes // 1440} 天", f"{minutes // 1440} days")


def _map(district: District, held: Sequence[EntryView], asks: Sequence[Ask]) -> Points:
    """The estates, each with the lamp of the gravest thing there."""
    worst: dict[str, int] = {}
    for one in asks:
        worst[one.estate] = min(one.rank, worst.get(one.estate, 4))
    order = sorted(held, key=lambda one: (worst.get(one.key, 9), one.name))
    return Points(
        title=say("小区", "Estates"),
        items=tuple(
            Point(lon=one.lon, lat=one.lat, label=one.name, href=f"?estate={quote(one.name)}",
                  lamp=LAMPS[worst[one.key]] if one.key in worst else "good")
            for one in order
            if one.lon is not None and one.lat is not None
        ),
    )  # fmt: skip


def sheet(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """One estate with its devices, their last values and how old these are; else a list."""
    everything = district.entries("community_estate")
    held = chosen(district, asked)
    pairs = alarms_by_estate(district.alarms(tuple(MEANINGS)), everything)
    if len(held) != 1:
        yield _list(district, held, pairs)
        return
    (home,) = held
    mine = [one for other, one in pairs if other.key == home.key]
    yield Figures(items=_facts(district, home, mine), title=home.name)
    yield _alarm_table(mine, district.now)
    for code, zh, en, unit, digits, told in SENSORS:
        live = devices(district.latest(code), home, everything)
        known = home.values.get(told)
        count = say(f"在线 {len(live)}", f"{len(live)} online")
        count += say(f"／登记 {known}", f" of {known}") if known is not None else ""
        title = f"{say(zh, en)} · {count}"
        if code in SAID:
            yield _states(title, SAID[code], live, district.now)
        else:
            yield _live(title, unit, digits, live, district.now)


def _list(
    district: District, held: Sequence[EntryView], pairs: Sequence[tuple[EntryView, AlarmView]]
) -> Table:
    loud, visits = Counter(home.key for home, _one in pairs), patrol.last(district)
    rows = sorted(held, key=lambda one: (-loud[one.key], one.name))
    return Table(
        title=say("选一个小区", "Choose an estate"),
        columns=(say("小区", "Estate"), say("所在", "Where"), say("户数", "Homes"),
                 say("报警", "Alarms"), say("巡查逾期（天）", "Patrol overdue (days)"),
                 say("物业值班", "Duty")),
        rows=tuple(
            (one.name, one.area_title, one.values.get("homes"), loud[one.key],
             patrol.late_days(district, one, visits.get(one.key)), one.values.get("duty_phone"))
            for one in rows
        ),
        hrefs=tuple(f"?estate={quote(one.name)}" for one in rows),
        empty=say("没有这样的小区。", "There is no such estate."),
    )  # fmt: skip


def _facts(district: District, home: EntryView, alarms: Sequence[AlarmView]) -> tuple[Figure, ...]:
    visit = patrol.last(district).get(home.key)
    late = patrol.late_days(district, home, visit)
    href = district.link(home)
    return (
        Figure(label=say("户数", "Homes"), value=home.values.get("homes"), href=href,
               note=" ".join(filter(None, map(home.values.get, ("manager", "duty_phone"))))),
        Figure(label=say("正在报警", "Alarms"), value=len(alarms),
               lamp="bad" if alarms else "good"),
        Figure(label=say("上次巡查", "Last patrol"), href=href,
               value=waited(visit.at, district.now) if visit else None,
               note=say(f"超期 {late} 天", f"{late} days over") if late
               else "" if visit else say("尚未巡查，未到期", "none yet, none is due"),
               lamp="watch" if late else "good"),
        Figure(label=say("今天要做", "Asked for today"), href=f"{BASE}pages/community_day/"
               f"?estate={quote(home.name)}",
               value=sum(one.estate == home.key for one in of_day(district))),
    )  # fmt: skip


def _alarm_table(alarms: Sequence[AlarmView], now: datetime) -> Table:
    rows = sorted(alarms, key=lambda one: (MEANINGS[one.rule].rank, one.onset_at))
    return Table(
        title=say("小区报警", "Alarms of the estate"),
        columns=(say("什么", "What"), say("设备", "Device"), say("意味着", "Means"),
                 say("谁来做", "Who"), say("已持续", "For")),
        rows=tuple(_alarm(one, now) for one in rows),
        hrefs=tuple(f"/desk/cases/{one.case}/" if one.case else "" for one in rows),
        empty=say("没有报警。", "No alarms."),
    )  # fmt: skip


def _alarm(one: AlarmView, now: datetime) -> tuple[Cell, ...]:
    told = MEANINGS[one.rule]
    return (
        say(told.zh, told.en), one.thing, say(told.why_zh, told.why_en),
        say(told.who_zh, told.who_en), waited(one.onset_at, now),
    )  # fmt: skip


def _live(title: str, unit: str, digits: int, live: Sequence[Live], now: datetime) -> Table:
    rows = sorted(live, key=lambda one: (-one.value, one.thing))
    value = f"{say('最近值', 'Last value')} {unit}".strip()
    return Table(
        title=title,
        columns=(say("设备", "Device"), value, say("更新距今", "Age of data")),
        rows=tuple((one.thing, round(one.value, digits), waited(one.at, now)) for one in rows),
        empty=_silent(),
    )


def _silent() -> str:
    return say("两小时内没有数据。", "No data within two hours.")


def _states(
    title: str, words: Sequence[tuple[str, str]], live: Sequence[Live], now: datetime
) -> Table:
    """Devices that are well or not, in words; those that are not come first."""
    rows = sorted(live, key=lambda one: (-one.value, one.thing))
    return Table(
        title=title,
        columns=(say("设备", "Device"), say("状态", "State"), say("更新距今", "Age of data")),
        rows=tuple(
            (one.thing, say(*words[one.value >= SIGNAL]), waited(one.at, now)) for one in rows
        ),
        empty=_silent(),
    )

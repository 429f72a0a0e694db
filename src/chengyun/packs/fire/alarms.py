"""The page of alarms: which stand, how likely each is a fire and why, which lack a verdict."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from chengyun.packs.api import (
    Block,
    District,
    EntryView,
    Figure,
    Figures,
    Point,
    Points,
    Table,
    Text,
    say,
)
from chengyun.packs.fire import evidence, weighing
from chengyun.packs.fire.evidence import Seen
from chengyun.packs.fire.words import BASE
from chengyun.packs.fire.words import page as page_of

SHOWN, ASKED, MAPPED = 40, 30, 60
LIKELY, DOUBTFUL = 0.5, 0.1
REASONS = 3


def percent(share: float) -> str:
    """A likelihood as it is read: no digit that is not meant."""
    if share < 0.01:
        return "<1%"
    return ">99%" if share > 0.99 else f"{100 * share:.0f}%"


def lamp(share: float) -> str:
    """What to do first: it orders, it never hides."""
    return "bad" if share >= LIKELY else "watch" if share >= DOUBTFUL else ""


def times(ratio: float) -> str:
    """What the odds are multiplied by."""
    return f"×{ratio:.2f}" if ratio < 10 else f"×{ratio:.0f}"


def because(one: Seen, most: int = REASONS) -> str:
    """The strongest reasons in words, for and against."""
    told = [
        say(f"{t.sign.zh}：{t.level.zh}", f"{t.sign.en}: {t.level.en}") + f" {times(t.ratio)}"
        for t in one.found.strongest
        if abs(t.ratio - 1) > 0.05
    ]
    own = one.found.device
    if own.alarms and not 0.8 < own_ratio(one.found) < 1.25:
        said = say(f"本机一年 {own.alarms} 次报警、{own.fires} 次真火",
                   f"its {own.alarms} alarms of a year: {own.fires} fires")  # fmt: skip
        told.insert(0, f"{said} {times(own_ratio(one.found))}")
    return say("；", "; ").join(told[:most])


def own_ratio(found: weighing.Likelihood) -> float:
    """What the device's own record multiplies the odds by."""
    base, own = found.base.share, found.device.share
    return own / (1 - own) * (1 - base) / base


def terms(one: Seen) -> Table:
    """The whole reckoning, a row a term, with what each rests on and where the odds stand then."""
    found, rows = one.found, []
    share, base, own = found.base.share, found.base, found.device
    rows.append((
        say("起点：本区真警率", "Base: fires among alarms here"),
        say(f"{base.fires} 次真火 / {base.alarms} 次已核实报警",
            f"{base.fires} fires of {base.alarms} judged"),
        "", percent(share),
        say(f"先验 {100 * base.prior:g}%（抵 {base.trust:g} 次核实）",
            f"prior {100 * base.prior:g}%, worth {base.trust:g} verdicts"),
    ))  # fmt: skip
    odds = own.share / (1 - own.share)
    rows.append((
        say("本机一年内的准确度", "This device in a year"),
        say(f"{own.fires} 次真火 / {own.alarms} 次报警", f"{own.fires} fires of {own.alarms}")
        if own.alarms else say("没有已核实的报警：不加不减", "no verdict yet: neither way"),
        times(own_ratio(found)), percent(odds / (1 + odds)),
        say("Beta 先验以本区真警率为中心", "Beta prior around the base"),
    ))  # fmt: skip
    for term in found.terms:
        odds *= term.ratio
        rows.append((
            say(term.sign.zh, term.sign.en), _seen(one, term), times(term.ratio),
            percent(odds / (1 + odds)), _rests(term),
        ))  # fmt: skip
    unseen = [s for s in weighing.SIGNS if s.key not in one.levels]
    rows += [
        (say(s.zh, s.en), one.words.get(s.key, ""), say("不计", "left out"), "", "") for s in unseen
    ]
    return Table(
        title=say(f"为什么是 {percent(found.share)}：逐项相乘",
                  f"Why {percent(found.share)}: term by term"),
        columns=(say("因素", "Sign"), say("情况", "What is seen"), say("胜算倍数", "Odds times"),
                 say("至此", "So far"), say("依据", "Rests on")),
        rows=tuple(rows),
    )  # fmt: skip


def _seen(one: Seen, term: weighing.Term) -> str:
    said = one.words.get(term.sign.key, "")
    level = say(term.level.zh, term.level.en)
    return say(f"{level}（{said}）", f"{level} ({said})") if said else level


def _rests(term: weighing.Term) -> str:
    held = term.weight
    shares = f"{100 * held.real:.0f}% : {100 * held.false:.0f}%"
    if held.is_learned:
        return say(f"核实结果得出 {shares}（{held.fires} 真、{held.falses} 误）",
                   f"counted {shares} ({held.fires} fires, {held.falses} false)")  # fmt: skip
    why = say(term.sign.why_zh, term.sign.why_en)
    return say(f"设定 {shares}：{why}", f"stated {shares}: {why}")


WARNING = (
    "可能性只用来排先后、讲理由：不压下、不延后、不降级任何一条报警，每一条仍须到场核实。",
    "A likelihood orders and explains: it holds back, delays and lowers no alarm. Each is seen to.",
)


def page(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """What stands now, the likeliest fire first; all of it."""
    held = evidence.around(district)
    rows = evidence.standing(district, held)
    wanted = [one for one in district.entries("fire_alarm") if one.stage == "asked"]
    likely = [one for one in rows if one.found.share >= LIKELY]
    day = [one for one in held.smoke if one.onset_at >= district.now - timedelta(days=1)]
    yield Figures(items=(
        Figure(label=say("正在报警", "Standing"), value=len(rows),
               lamp="watch" if rows else "good"),
        Figure(label=say("很可能是火", "Likely a fire"), value=len(likely),
               note=say("可能性 50% 及以上", "50 % and more"), lamp="bad" if likely else "good"),
        Figure(label=say("24 小时烟感报警", "Alarms in 24 hours"), value=len(day)),
        Figure(label=say("本区真警率", "Fires among alarms"),
               value=round(100 * held.base.share, 1), unit="%",
               note=say(f"{held.base.alarms} 次已核实", f"{held.base.alarms} judged"),
               href=page_of("fire_precision")),
        Figure(label=say("待结论", "Verdict wanted"), value=len(wanted),
               href=f"{BASE}fire_alarm/", lamp="watch" if wanted else "good"),
    ))  # fmt: skip
    yield Text(text=say(*WARNING))
    yield Table(
        title=say("正在报警（最可能的在前，全部列出）",
                  "Standing (the likeliest first, all of them)"),
        columns=(say("报警", "Alarm"), say("真警可能性", "Likelihood"),
                 say("主要理由（胜算倍数）", "Main reasons (odds times)"),
                 say("自", "Since"), say("案件", "Case")),
        rows=tuple(
            (one.alarm.thing, percent(one.found.share), because(one), one.alarm.onset_at,
             one.alarm.case)
            for one in rows
        ),
        hrefs=tuple(
            page_of("fire_command", case=one.alarm.case) if one.alarm.case else "" for one in rows
        ),
        empty=say("没有正在报警的烟感。", "No smoke detector is in alarm."),
    )  # fmt: skip
    if rows:
        yield terms(rows[0])
    yield _wanted(district, wanted)
    yield Points(
        title=say("位置", "Where"),
        items=tuple(
            Point(lon=one.alarm.lon, lat=one.alarm.lat, lamp=lamp(one.found.share),
                  label=f"{one.alarm.thing} {percent(one.found.share)}",
                  href=page_of("fire_command", case=one.alarm.case) if one.alarm.case else "")
            for one in rows[:MAPPED]
        ),
    )  # fmt: skip


def _wanted(district: District, rows: Sequence[EntryView]) -> Table:
    newest = sorted(rows, key=lambda one: str(one.values.get("onset")), reverse=True)
    return Table(
        title=say("报警已停、还没有结论", "Over, without a verdict"),
        columns=(say("报警", "Alarm"), say("当时的可能性", "Likelihood then"), say("案件", "Case")),
        rows=tuple(
            (one.name, percent(float(one.values.get("likelihood") or 0) / 100),
             one.values.get("case", ""))
            for one in newest[:ASKED]
        ),
        hrefs=tuple(district.link(one) for one in newest[:ASKED]),
        empty=say("都有结论。", "All have one."),
    )  # fmt: skip

"""How good the likelihoods are: told before, judged after. And which devices cry wolf."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chengyun.packs.api import (
    Bar,
    Bars,
    Block,
    District,
    Figure,
    Figures,
    Table,
    Text,
    say,
)
from chengyun.packs.fire import evidence, weighing
from chengyun.packs.fire.alarms import times
from chengyun.packs.fire.words import BASE, CAUSES, word

FEW, OFTEN, SHOWN = 30, 2, 30


def page(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """The check, what each sign was worth, and the devices that deceive."""
    pasts = evidence.pasts(district)
    found = weighing.check(pasts)
    least = int(district.setting("learn_from"))
    skill = found.skill if found else None
    yield Figures(items=(
        Figure(label=say("一年内已核实", "Judged in a year"), value=len(pasts),
               href=f"{BASE}fire_alarm/"),
        Figure(label=say("其中真火", "Fires"), value=sum(one.real for one in pasts)),
        Figure(label=say("Brier 分", "Brier score"), note=say("0 最好", "0 is best"),
               value=f"{found.brier:.3f}" if found else None),
        Figure(label=say("只报平均真警率的 Brier 分", "Brier of the plain share"),
               value=f"{found.plain:.3f}" if found else None),
        Figure(label=say("比只报平均好", "Better than the plain share"), unit="%",
               value=None if skill is None else round(100 * skill),
               lamp="" if skill is None else "good" if skill > 0 else "bad"),
    ))  # fmt: skip
    yield Text(text=say(
        "每条可能性都是在核实之前记下的。Brier 分是可能性与结果之差的均方；"
        "对照是事后才知道的平均真警率，因此偏严。低于 0 就说明不如不用，应停用或改设定。",
        "Each likelihood was kept before its verdict. The Brier score is the mean square of their "
        "difference; what it is set against is the share of fires known only afterwards, which is "
        "hard to beat. Below 0 it is worse than nothing: change what is stated, or do without.",
    ))  # fmt: skip
    if found and found.n < FEW:
        yield Text(lamp="watch", text=say(
            f"只有 {found.n} 次核实，不足 {FEW} 次：还说明不了什么。",
            f"{found.n} verdicts, fewer than {FEW}: they say little."))  # fmt: skip
    yield _bins(found)
    yield from _bars(found)
    yield _signs(weighing.weights(pasts, least), least)
    yield _causes(district)
    yield _devices(district, pasts)


def _bins(found: weighing.Check | None) -> Table:
    return Table(
        title=say("说多少、是多少", "What was told, and what was so"),
        columns=(say("所告可能性", "Told"), say("次数", "Alarms"), say("平均所告", "Mean told"),
                 say("实际真火", "Fires"), say("实际比例", "Share"),
                 say("95% 区间", "95 % interval"), say("相符", "Agrees")),
        rows=tuple(
            (f"{100 * one.low:.0f}–{100 * one.high:.0f}%", one.n, f"{100 * one.told:.1f}%",
             one.fires, f"{100 * one.fires / one.n:.1f}%",
             f"{100 * one.interval[0]:.0f}–{100 * one.interval[1]:.0f}%",
             _agrees(one))
            for one in (found.bins if found else ())
        ),
        empty=say("还没有核实过的报警。", "No alarm was judged yet."),
    )  # fmt: skip


def _agrees(one: weighing.Bin) -> str:
    """Whether what was told lies where the share of fires may lie."""
    low, high = one.interval
    if one.told > high:
        return say("说高了", "told too high")
    return say("说低了", "told too low") if one.told < low else say("相符", "yes")


def _bars(found: weighing.Check | None) -> Iterator[Block]:
    if found:
        yield Bars(
            title=say("各档实际真火比例", "Share of fires by what was told"), unit="%",
            items=tuple(
                Bar(label=f"{100 * one.low:.0f}–{100 * one.high:.0f}%",
                    value=round(100 * one.fires / one.n, 1))
                for one in found.bins
            ),
        )  # fmt: skip


def _signs(held: weighing.Weights, least: int) -> Table:
    return Table(
        title=say(f"各因素的倍数（真、误各满 {least} 次后用核实结果）",
                  f"What each sign is worth (counted from {least} fires and {least} false alarms)"),
        columns=(say("因素", "Sign"), say("情况", "Seen"), say("设定", "Stated"),
                 say("现在用", "In use"), say("依据", "Rests on")),
        rows=tuple(
            (say(sign.zh, sign.en), say(level.zh, level.en), times(level.real / level.false),
             times(held[sign.key, level.key].ratio), _rests(sign, held[sign.key, level.key]))
            for sign in weighing.SIGNS
            for level in sign.levels
        ),
    )  # fmt: skip


def _rests(sign: weighing.Sign, held: weighing.Weight) -> str:
    if held.is_learned:
        return say(f"{held.fires} 次真火、{held.falses} 次误报",
                   f"{held.fires} fires, {held.falses} false alarms")  # fmt: skip
    return say(f"设定：{sign.why_zh}", f"stated: {sign.why_en}")


def _causes(district: District) -> Bars:
    """Of the alarms of the register that were false, by what caused them."""
    rows = [one.values.get("cause") for one in district.entries("fire_alarm", ended=True,
                                                                verdict="false")]  # fmt: skip
    counts = Counter(str(one) for one in rows if one)
    return Bars(
        title=say("误报原因", "What caused false alarms"),
        items=tuple(Bar(label=word(CAUSES, key), value=n) for key, n in counts.most_common()),
    )


def _devices(district: District, pasts: Sequence[weighing.Past]) -> Table:
    """Devices with several false alarms: to be moved, cleaned or replaced, never silenced."""
    falses = Counter(one.stream for one in pasts if not one.real and one.stream)
    fires = Counter(one.stream for one in pasts if one.real)
    rows = [(stream, n) for stream, n in falses.most_common() if n >= OFTEN][:SHOWN]
    live = district.latest("smoke", streams=[stream for stream, _ in rows])
    names = {one.stream: one.thing for one in live}
    return Table(
        title=say("一年内多次误报的设备（移位、清洗或更换，不得停用）",
                  "Devices with several false alarms (move, clean or replace; never silence)"),
        columns=(say("设备", "Device"), say("误报", "False"), say("真火", "Fires")),
        rows=tuple((names.get(stream, stream), n, fires[stream]) for stream, n in rows),
        empty=say("没有。", "None."),
    )  # fmt: skip

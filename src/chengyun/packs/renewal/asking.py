"""The two rounds of every renewal: what each kind of home has reached, who is still needed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from chengyun.packs.api import (
    Block,
    Cell,
    District,
    EntryView,
    Figure,
    Figures,
    Setting,
    Table,
    Text,
    say,
)
from chengyun.packs.renewal.carrying import COUNTED, KEPT, name_of
from chengyun.packs.renewal.consent import AGREE, OPEN, Home, Share
from chengyun.packs.renewal.homes import Standing, standings
from chengyun.packs.renewal.registers import CHAINS, SIGNED, WAYS
from chengyun.packs.renewal.rounds import ROUNDS, SIGNING, WILLING, Group, is_held, percent
from chengyun.packs.renewal.voting import said_of

HERE = "/scenes/renewal/pages/renewal_rounds/"
ASKS = (Setting(key="renewal", title_zh="项目", title_en="Renewal", kind="text", default=""),)
STAGES = next(one for one in CHAINS if one.key == "rounds_chain").stages
# Doors named at once; of fewer homes than this nothing is told in public.
SHOWN, FEW = 60, 10
WHOM = {
    "public": ("公房承租户", "Tenants"),
    "owned": ("产权户", "Owners"),
    "": ("全部住户", "All homes"),
}


def rounds(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Every renewal with both rounds, or one group by group, building by building."""
    rows = district.entries("renewal_project")
    found = standings(district, rows)
    name = str(asked["renewal"]).strip()
    one = next((now for now in found if name and name in (now.entry.name, now.entry.key)), None)
    if one:
        yield from _one(district, one)
    else:
        yield from _all(district, found)


def _all(district: District, found: Sequence[Standing]) -> Iterator[Block]:
    asking = [now for now in found if now.entry.stage in ROUNDS]
    enough = [now for now in asking if now.reached(now.entry.stage)]
    late = [now for now in asking if now.entry.lamp == "red"]
    yield Figures(
        items=(
            Figure(label=say("征询、签约中", "Being asked"), value=len(asking)),
            Figure(label=say("本轮已达比例", "Round reached"), value=len(enough),
                   lamp="good" if enough else ""),
            Figure(label=say("本轮超期", "Round over its term"), value=len(late),
                   lamp="bad" if late else "good"),
        )
    )  # fmt: skip
    yield Table(
        columns=(
            say("项目", "Renewal"), say("方式", "How"), say("环节", "Stage"),
            say("户数", "Homes"), say("同意户占比 %", "Homes willing, %"),
            say("签约户占比 %", "Homes signed, %"),
            say("本轮", "This round"), say("最少还需（户）", "Still needed"), say("期限", "Due"),
        ),
        rows=tuple(_row(now) for now in found),
        hrefs=tuple(f"{HERE}?renewal={quote(now.entry.name)}" for now in found),
        empty=say("还没有旧改项目。", "There is no renewal yet."),
    )  # fmt: skip


def on_the_wall(district: District) -> tuple[Figure, ...]:
    """The rounds that are held now, of homes nothing: what is reached is as it was counted last."""
    held = [one for one in district.entries("renewal_project") if one.stage in ROUNDS]
    by = Counter(one.stage for one in held)
    reached = sum(bool(one.values.get(KEPT[one.stage][1])) for one in held)
    late = sum(one.lamp == "red" for one in held)
    return (
        Figure(label=say("一轮征询", "First round"), value=by[WILLING]),
        Figure(label=say("二轮签约", "Signing"), value=by[SIGNING]),
        Figure(label=say("已达标", "Reached"), value=reached),
        Figure(label=say("超期", "Over term"), value=late, lamp="bad" if late else ""),
    )


def _row(now: Standing) -> tuple[Cell, ...]:
    one = now.entry
    due = one.due.date() if one.due else None
    shares = (_share(now, WILLING), _share(now, SIGNING))
    homes = now.whole or now.entered or None
    return (one.name, way(one), stage_title(one.stage), homes, *shares, *_result(now), due)


def _share(now: Standing, round_: str) -> float | None:
    """The share of heads; for whoever may not see the homes, as it was counted last."""
    if now.entered:
        return percent(now.homes[round_]) if is_held(str(now.entry.values["way"]), round_) else None
    return now.entry.values.get(COUNTED[round_])


def _result(now: Standing) -> tuple[Cell, Cell]:
    round_ = now.entry.stage
    if round_ not in ROUNDS or not now.entered:
        return "", None
    if now.entered < now.whole:
        return say("名册不全", "List not whole"), None
    if now.reached(round_):
        return say("达到", "enough"), 0
    return say("未达", "short"), still_needed(now.groups[round_])


def still_needed(found: Sequence[Group]) -> int | None:
    """The fewest homes that all groups together still need; None where one cannot reach it."""
    if any(one.needed is None for one in found):
        return None
    return sum(len(one.needed or ()) for one in found)


def _one(district: District, now: Standing) -> Iterator[Block]:
    if not now.entered:
        yield Text(
            text=say(
                "逐户意愿只对街道、房管部门和网格员开放，或者还没有登记住户。",
                "What homes say is open to sub-districts, the housing bureau and grid officers; "
                "or no home has been entered yet.",
            ),
            lamp="watch",
        )
        return
    if now.entered < now.whole:
        yield Text(
            text=say(
                f"名册只有 {now.entered} 户，应有 {now.whole} 户：补齐以前不算达到比例。",
                f"{now.entered} of {now.whole} homes are entered: until all are, nothing is "
                "reached.",
            ),
            lamp="bad",
        )
    for round_ in _begun(now):
        for group in now.groups[round_]:
            yield Figures(title=_heading(round_, group), items=_figures(group, round_))
    round_ = SIGNING if now.entry.stage in (SIGNING, "effective") else WILLING
    yield from _needed(now, round_)
    yield _buildings(district, now, round_)
    yield _doors(now, round_)


def _begun(now: Standing) -> list[str]:
    """The rounds that have begun, the later one first."""
    way_ = str(now.entry.values["way"])
    return [name for name in reversed(ROUNDS) if name in now.entry.stages and is_held(way_, name)]


def _heading(round_: str, group: Group) -> str:
    whom = say(*WHOM[group.test.of])
    law = say(group.test.law_zh, group.test.law_en)
    title = say("一轮意愿", "First round") if round_ == WILLING else say("二轮签约", "Signing")
    return f"{title} · {whom} · {law}"


def _figures(group: Group, round_: str) -> tuple[Figure, ...]:
    one = (
        say("签约 · 户", "Signed · homes")
        if round_ == SIGNING
        else say("同意 · 户", "Agreed · homes")
    )
    words = (
        (one,)
        if len(group.shares) == 1
        else (
            say("参与表决 · 人数", "Taking part · heads"),
            say("参与表决 · 面积", "Taking part · area"),
            say("同意 · 人数", "Agreeing · heads"),
            say("同意 · 面积", "Agreeing · area"),
        )
    )
    return tuple(
        Figure(label=label, value=share.percent, unit="%", note=_of(share, n % 2 == 1),
               lamp="good" if share.ok else "bad")
        for n, (label, share) in enumerate(zip(words, group.shares, strict=True))
    )  # fmt: skip


def _of(share: Share, area: bool) -> str:
    size, unit = (100, "m²") if area else (1, say("户", "homes"))
    part, whole, needed = share.part / size, share.whole / size, share.needed
    told = (
        f"{needed.numerator}/{needed.denominator}"
        if needed.denominator < 5
        else f"{float(100 * needed):g} %"
    )
    return say(f"{part:g} / {whole:g} {unit}，须 {told}", f"{part:g} of {whole:g} {unit}; {told}")


def _needed(now: Standing, round_: str) -> Iterator[Text]:
    if now.reached(round_):
        told = say(
            f"{name_of(round_)}已达法定比例。", f"In {name_of(round_)} all is enough by law."
        )
        yield Text(text=told, lamp="good")
    elif (doors := still_needed(now.groups[round_])) is None:
        told = say("即使全部住户同意也达不到比例。", "Not to be had even if all agreed.")
        yield Text(text=told, lamp="bad")
    elif doors:
        told = say(f"本轮最少还需 {doors} 户。", f"At least {doors} homes are still needed.")
        yield Text(text=told, lamp="watch")


def _buildings(district: District, now: Standing, round_: str) -> Table:
    names = {one.key: one for one in district.entries("renewal_building", renewal=now.entry.key)}
    homes = {key: [h for h in now.homes[round_] if h.building == key] for key in names}
    return Table(
        title=say("各楼栋", "By building"),
        columns=(
            say("楼栋", "Building"), say("户数", "Homes"), say("同意或签约", "Agreed or signed"),
            say("不同意", "Against"), say("未表态", "Not yet"), say("占比 %", "Share, %"),
        ),
        rows=tuple((names[key].name, *_counts(rows)) for key, rows in homes.items()),
        hrefs=tuple(district.link(names[key]) for key in homes),
    )  # fmt: skip


def _counts(rows: Sequence[Home]) -> tuple[int | float | None, ...]:
    yes = sum(one.said == AGREE for one in rows)
    unsaid = sum(one.said == OPEN for one in rows)
    return len(rows), yes, len(rows) - yes - unsaid, unsaid, percent(rows) if rows else None


def _doors(now: Standing, round_: str) -> Table:
    wanted = {home.key for one in now.groups[round_] for home in one.needed or ()}
    left = [home for home in now.homes[round_] if home.said != AGREE]
    left.sort(key=lambda home: home.key not in wanted)
    told = [] if len(left) <= SHOWN else [say(f"，列出前 {SHOWN} 户", f", the first {SHOWN}")]
    return Table(
        title=say("尚未同意或签约", "Not agreed or signed yet") + "".join(told),
        columns=(
            say("室号", "Door"), say("性质", "Held"), say("面积（m²）", "Area, m²"),
            say("表态", "Says"), say("建议上门", "To go to"),
        ),
        rows=tuple(
            (one.door, say(*WHOM["public" if one.public else "owned"]), one.area,
             _said(one, round_), say("是", "yes") if one.key in wanted else "")
            for one in left[:SHOWN]
        ),
        hrefs=tuple(f"/scenes/renewal/household/{one.key}/" for one in left[:SHOWN]),
        empty=say("全部住户均已同意或签约。", "All homes have agreed or signed."),
    )  # fmt: skip


def _said(one: Home, round_: str) -> str:
    if round_ == WILLING:
        return said_of(one)
    words = {"agree": SIGNED[1], "against": SIGNED[2]}
    return say(*words.get(one.said, SIGNED[0])[1:])


def way(one: EntryView) -> str:
    """How a renewal is carried out, in words."""
    return next(say(zh, en) for key, zh, en in WAYS if key == one.values["way"])


def stage_title(key: str) -> str:
    """The title of a stage of a renewal."""
    return next((say(one.title_zh, one.title_en) for one in STAGES if one.key == key), key)


def in_public(district: District, wanted: str) -> Table:
    """For everybody: how far each renewal is, with its shares; of a home, nothing."""
    both = (
        *district.entries("renewal_project"),
        *district.entries("renewal_project", ended=True),
    )
    shown = [one for one in both if wanted in one.name or wanted in one.area_title]
    return Table(
        title=say("旧改征询与签约", "Renewals"),
        columns=(
            say("项目", "Renewal"), say("地区", "Area"), say("方式", "How"),
            say("进展", "Stage"), say("自", "Since"), say("一轮同意 %", "Willing, %"),
            say("签约户占比 %", "Homes signed, %"), say("签约期限", "To be signed until"),
        ),
        rows=tuple(_public_row(one) for one in shown[:200]),
        empty=say("没有找到旧改项目。", "No renewal was found."),
    )  # fmt: skip


def _public_row(one: EntryView) -> tuple[Cell, ...]:
    since = one.stage_since.date() if one.stage_since else None
    few = int(one.values.get("homes") or 0) < FEW
    shares = (
        None if few or name not in one.stages else one.values.get(COUNTED[name]) for name in ROUNDS
    )
    until = one.values.get("sign_until") if SIGNING in one.stages else None
    return (one.name, one.area_title, way(one), stage_title(one.stage), since, *shares, until)

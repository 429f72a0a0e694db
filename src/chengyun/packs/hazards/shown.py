"""What hazards show: draws that anybody may check, what comes back, where hazards gather."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from chengyun.packs.api import (
    Bar,
    Bars,
    Block,
    District,
    EntryView,
    Figure,
    Figures,
    Page,
    Panel,
    Point,
    Points,
    Setting,
    Stages,
    Table,
    Text,
    say,
)
from chengyun.packs.hazards.draw import Proof, proved
from chengyun.packs.hazards.drawing import told
from chengyun.packs.hazards.registers import KINDS

HERE = "/s/hazards/pages/hazard_draws/"
BACK_DAYS = 180
# Sides of a cell of the heat map, about 300 m.
CELL_LON, CELL_LAT = 0.00315, 0.0027
HOT, WARM = 4, 2


def draws(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """For everybody: every draw with its digests, or one reckoned again."""
    both = (*district.entries("hazard_draw"), *district.entries("hazard_draw", ended=True))
    rows = [one for one in both if one.values.get("list_digest")]
    one = next((row for row in rows if row.key == str(asked["draw"])), None)
    if one:
        yield from _one_draw(one)
        return
    yield Table(
        columns=(say("抽查", "Draw"), say("待抽", "On the list"), say("抽取", "Drawn"),
                 say("名单摘要", "Digest of the list"), say("验证", "Checked")),
        rows=tuple(
            (row.name, len(told(row).codes), len(told(row).picked),
             str(row.values["list_digest"])[:16] + "…", _checked(row))
            for row in rows
        ),
        hrefs=tuple(f"{HERE}?draw={row.key}" for row in rows),
        empty=say("还没有封存名单的抽查。", "No list has been sealed yet."),
    )  # fmt: skip
    yield Text(title=say("怎样自己验证", "How to check it yourself"), text=_recipe())


def _checked(one: EntryView) -> str:
    if not one.values.get("seed"):
        return say("未开号", "not drawn yet")
    return say("相符", "holds") if proved(told(one)).holds else say("不符", "does not hold")


def _recipe() -> str:
    return say(
        "封存时公布名单摘要和种子摘要；开号后公布种子和公共随机数。"
        "名单摘要 = SHA-256（排序后的场所代码、空行、排序后的检查人员、空行、抽取户数，每项一行）。"
        "每户的签 = SHA-256(种子|公共随机数|统一社会信用代码)，签最小的若干户抽中；"
        "检查人员同样按签排序，依次两人一组。"
        "例：printf '%s' '种子|随机数|代码' | sha256sum",
        "The digests are shown when the list is sealed, seed and number when it is drawn. That of "
        "the list is SHA-256 of the codes in order, an empty line, the inspectors in order, an "
        "empty line and how many are drawn, one a line. The lot "
        "of a place is SHA-256(seed|number|credit code); the smallest lots are drawn, inspectors "
        "are ordered likewise and take turns by two. "
        "For instance: printf '%s' 'seed|number|code' | sha256sum",
    )


def _one_draw(one: EntryView) -> Iterator[Block]:
    held = told(one)
    if held.seed:
        yield Figures(title=one.name, items=_proof(proved(held)))
    facts = (
        (say("抽取户数", "How many are drawn"), held.many),
        (say("名单摘要", "Digest of the list"), held.list_digest),
        (say("种子摘要", "Digest of the seed"), held.seed_digest),
        (say("种子", "Seed"), held.seed or say("开号后公布", "shown when it is drawn")),
        (say("公共随机数", "Public number"), held.number),
        (say("数字出处", "Where it stands"), str(one.values.get("source", ""))),
    )
    yield Table(columns=(say("项目", "What"), say("内容", "Value")), rows=facts)
    yield Text(title=say("场所与检查人员", "Places and inspectors"), text="\n".join(held.pairs))
    yield Text(title=say("待抽名单", "The list"), text="\n".join(held.codes))
    yield Text(title=say("怎样自己验证", "How to check it yourself"), text=_recipe())


def _proof(found: Proof) -> tuple[Figure, ...]:
    rows = (
        (say("名单未改动", "The list is the same"), found.list_holds),
        (say("种子未改动", "The seed is the same"), found.seed_holds),
        (say("抽中名单可重算", "The places come out"), found.picks_hold),
        (say("检查人员可重算", "The inspectors come out"), found.pairs_hold),
    )
    return tuple(
        Figure(label=label, value="✓" if ok else "✗", lamp="good" if ok else "bad")
        for label, ok in rows
    )


def heat(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Where hazards gather, and where the same comes back."""
    rows = (*district.entries("hazard"), *district.entries("hazard", ended=True))
    again = recurring(rows)
    yield Figures(
        items=(
            Figure(label=say("未销号", "Open"), value=len(district.entries("hazard")),
                   href="/scenes/hazards/hazard/"),
            Figure(label=say("重大隐患", "Major"),
                   value=len(district.entries("hazard", grade="major")),
                   href="/scenes/hazards/hazard/?grade=major"),
            Figure(label=say("反复出现", "Come back"), value=len(again),
                   lamp="watch" if again else "good"),
        )
    )  # fmt: skip
    yield Points(title=say("隐患热力", "Where hazards gather"), items=tuple(_cells(rows)))
    yield Table(
        title=say("同一场所半年内再次出现", "The same at one place within half a year"),
        columns=(say("隐患", "Hazard"), say("类别", "Kind"), say("居委会", "Committee"),
                 say("相隔天数", "Days between")),
        rows=tuple((b.name, _kind(b), b.area_title, _apart(a, b)) for a, b in again[:40]),
        hrefs=tuple(district.link(b) for _, b in again[:40]),
        empty=say("没有反复出现的隐患。", "None has come back."),
    )  # fmt: skip
    yield Stages(register="hazard", title=say("整改环节", "By stage"))


def _kind(one: EntryView) -> str:
    return next((say(zh, en) for key, zh, en in KINDS if key == one.values.get("kind")), "")


def _apart(one: EntryView, other: EntryView) -> int | None:
    return (other.added_at - one.added_at).days if one.added_at and other.added_at else None


def recurring(rows: Sequence[EntryView]) -> list[tuple[EntryView, EntryView]]:
    """Hazards of one kind at one place, one after the other within half a year."""
    held: dict[tuple[str, str], list[EntryView]] = defaultdict(list)
    for one in rows:
        if one.values.get("place") and one.added_at:
            held[str(one.values["place"]), str(one.values["kind"])].append(one)
    found = []
    for same in held.values():
        same.sort(key=lambda one: str(one.added_at))
        found += [(a, b) for a, b in pairwise(same) if (_apart(a, b) or 0) <= BACK_DAYS]
    return found


def _cells(rows: Sequence[EntryView]) -> Iterator[Point]:
    """A point for each cell with two or more and where it lies, the fullest first; a major hazard
    counts thrice."""
    weights: Counter[tuple[int, int]] = Counter()
    names: dict[tuple[int, int], list[str]] = defaultdict(list)
    for one in rows:
        if one.lon is not None and one.lat is not None:
            cell = round(one.lon / CELL_LON), round(one.lat / CELL_LAT)
            weights[cell] += 3 if one.values.get("grade") == "major" else 1
            names[cell].append(one.area_title)
    for (x, y), weight in weights.most_common(120):
        if weight >= WARM:
            told = names[x, y]
            where, n = Counter(told).most_common(1)[0][0], len(told)
            label = say(f"{where}：{n} 处，权重 {weight}", f"{where}: {n}, weight {weight}")
            lamp = "bad" if weight >= HOT else "watch"
            yield Point(lon=x * CELL_LON, lat=y * CELL_LAT, label=label, lamp=lamp)


def panel(district: District) -> Sequence[Block]:
    """For the wall: open, major and late hazards, by kind."""
    grades, lamps = district.count("hazard", "grade"), district.count("hazard", "lamp")
    kinds = district.count("hazard", "kind")
    late, major = lamps.get("red", 0), grades.get("major", 0)
    bars = [Bar(label=say(zh, en), value=kinds[key]) for key, zh, en in KINDS if kinds.get(key)]
    return (
        Figures(
            items=(
                Figure(label=say("未销号", "Open"), value=sum(grades.values())),
                Figure(label=say("重大隐患", "Major"), value=major, lamp="bad" if major else ""),
                Figure(label=say("整改超期", "Late"), value=late, lamp="bad" if late else "good"),
            )
        ),
        Bars(title=say("按类别", "By kind"), items=tuple(bars[:5])),
    )


PAGES = (
    Page(
        "hazard_heat",
        "热力与复发",
        "Where and again",
        heat,
        order=10,
        summary_zh="隐患集中在哪里，哪些反复出现。",
        summary_en="Where hazards gather, and where the same comes back.",
    ),
    Page(
        key="hazard_draws",
        title_zh="双随机抽查公示",
        title_en="Draws, to be checked by anybody",
        show=draws,
        face="public",
        asks=(Setting(key="draw", title_zh="抽查", title_en="Draw", kind="text", default=""),),
        summary_zh="名单和种子先封存后公开，任何人都可以重算。",
        summary_en="List and seed are sealed before and shown after; anybody may reckon it again.",
        order=20,
    ),
)
PANELS = (Panel("hazard_panel", "隐患", "Hazards", panel),)

"""What the pack shows: pages, the wall's panel, the report and the indicator."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from chengyun.packs.api import (
    Bar,
    Bars,
    Block,
    District,
    Entries,
    EntryView,
    Figure,
    Figures,
    Point,
    Points,
    Setting,
    say,
)

SPECIES = (
    ("platanus", "悬铃木", "London plane"),
    ("camphor", "香樟", "Camphor tree"),
    ("ginkgo", "银杏", "Ginkgo"),
    ("zelkova", "榉树", "Zelkova"),
)
STATES = (
    ("sound", "完好", "Sound"),
    ("watch", "观察", "Under watch"),
    ("danger", "危险", "In danger"),
)
LAMPS = {"sound": "good", "watch": "watch", "danger": "bad"}
ASK_SPECIES = Setting(
    key="species",
    title_zh="树种",
    title_en="Species",
    kind="choice",
    default="all",
    options=(("all", "全部", "All"), *SPECIES),
)
MOST_POINTS = 300


def overview(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Figures, where to look, trees by kind and by sub-district."""
    where = {} if asked["species"] == "all" else {"species": asked["species"]}
    states = district.count("trees", "state", **where)
    yield Figures(items=tuple(_figures(states)))
    yield Points(
        title=say("要去看的树", "Trees to look at"),
        items=tuple(_points(district, district.entries("trees", state="danger", **where)))
        + tuple(_points(district, district.entries("trees", state="watch", **where)))[:MOST_POINTS],
    )
    yield _bars(say("按树种", "By species"), district.count("trees", "species", **where))
    yield Entries(
        register="trees",
        where=(("state", "danger"), *where.items()),
        title=say("处于危险的树", "Trees in danger"),
    )


def panel(district: District) -> Sequence[Block]:
    """Three figures and the trees by state."""
    states = district.count("trees", "state")
    bars = tuple(
        Bar(label=say(zh, en), value=states.get(key, 0), lamp=LAMPS[key]) for key, zh, en in STATES
    )
    tilt = max((live.value for live in district.latest("tree_tilt")), default=None)
    most = Figure(label=say("最大倾角", "Greatest tilt"), value=tilt, unit="°")
    return (Figures(items=(*_figures(states)[:2], most)), Bars(items=bars))


def facts(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """For everybody: how many there are, of which kinds."""
    total = sum(district.count("trees").values())
    yield Figures(items=(Figure(label=say("行道树", "Street trees"), value=total),))
    yield _bars(say("树种", "Species"), district.count("trees", "species"))


def report(district: District, asked: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """One row a sub-district."""
    for area in district.areas("street"):
        states = district.count("trees", "state", area=area.code)
        total = sum(states.values())
        sound = round(100 * states.get("sound", 0) / total, 1) if total else None
        yield area.title, total, states.get("watch", 0), states.get("danger", 0), sound


def sound_share(district: District, area: str, first: date, last: date) -> float | None:
    """Per cent of the trees of an area that are sound now."""
    states = district.count("trees", "state", area=area)
    total = sum(states.values())
    return 100 * states.get("sound", 0) / total if total else None


def _figures(states: Mapping[str, int]) -> list[Figure]:
    total, danger = sum(states.values()), states.get("danger", 0)
    sound = 100 * states.get("sound", 0) / total if total else None
    return [
        Figure(label=say("行道树", "Street trees"), value=total),
        Figure(
            label=say("处于危险", "In danger"),
            value=danger,
            note=say("须立即处置", "to be seen to at once") if danger else say("没有", "none"),
            lamp="bad" if danger else "good",
        ),
        Figure(label=say("观察中", "Under watch"), value=states.get("watch", 0)),
        Figure(label=say("完好率", "Sound"), value=sound, unit="%"),
    ]


def _points(district: District, trees: Sequence[EntryView]) -> Iterator[Point]:
    for tree in trees:
        if tree.lon is not None and tree.lat is not None:
            lamp = LAMPS[str(tree.values["state"])]
            yield Point(
                lon=tree.lon, lat=tree.lat, label=tree.name, lamp=lamp, href=district.link(tree)
            )


def _bars(title: str, counts: Mapping[str, int]) -> Bars:
    names = {key: say(zh, en) for key, zh, en in SPECIES}
    rows = sorted(counts.items(), key=lambda row: -row[1])
    return Bars(title=title, items=tuple(Bar(label=names.get(k, k), value=n) for k, n in rows))

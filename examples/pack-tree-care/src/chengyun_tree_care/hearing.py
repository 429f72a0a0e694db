"""What the pack does when something happens. Everything is done once, however often it is told."""

from collections.abc import Mapping
from typing import Any

from chengyun.packs.api import (
    AlarmHeard,
    CaseHeard,
    DayHeard,
    District,
    EntryView,
    ReadingsHeard,
    StageHeard,
    say,
)

NEAR_DEGREES = 0.0004


def watch(district: District, heard: ReadingsHeard) -> None:
    """A tree that leans further than its sub-district allows is put under watch."""
    highest: dict[str, tuple[float, str]] = {}
    for row in heard.rows:
        highest[row.thing] = max(highest.get(row.thing, (0.0, "")), (row.value, row.area))
    limit = {area: float(district.setting("watch_tilt", area)) for _, area in highest.values()}
    beyond = [thing for thing, (value, area) in highest.items() if value > limit[area]]
    for thing in beyond:
        for tree in district.entries("trees", sensor=thing, state="sound"):
            district.change(tree.key, state="watch")


def endanger(district: District, heard: AlarmHeard) -> None:
    """An alarm of its sensor puts a tree in danger."""
    if heard.phase not in ("onset", "escalate"):
        return
    for tree in district.entries("trees", sensor=heard.thing):
        if tree.values["state"] != "danger":
            district.change(tree.key, state="danger")


def calm(district: District, heard: CaseHeard) -> None:
    """When the case is closed, the trees beside it are under watch, no longer in danger."""
    if heard.stage != "closed" or heard.lon is None or heard.lat is None:
        return
    for tree in district.entries("trees", state="danger"):
        if _near(tree, heard.lon, heard.lat):
            district.change(tree.key, state="watch")


def felled(district: District, heard: StageHeard) -> None:
    """A felling that is done ends the tree's entry."""
    felling = district.entry(heard.entry)
    if heard.stage != "done" or felling is None:
        return
    tree = district.entry(str(felling.values["tree"]))
    if tree is not None and tree.ended_at is None:
        district.end(tree.key, say("已砍伐", "felled"))


def morning(district: District, heard: DayHeard) -> None:
    """A tree that is in danger and has no open case gets one, once a week."""
    known = [case for case in district.cases(("tree_leaning",)) if case.lon is not None]
    year, week, _ = heard.day.isocalendar()
    for tree in district.entries("trees", state="danger"):
        told = any(_near(tree, case.lon or 0.0, case.lat or 0.0) for case in known)
        if not told and tree.lon is not None and tree.lat is not None:
            title = say(f"{tree.name}处于危险状态", f"{tree.name} is in danger")
            key = f"danger:{tree.key}:{year}-{week}"
            district.open_case("tree_leaning", title, at=(tree.lon, tree.lat), key=key)


def _near(tree: EntryView, lon: float, lat: float) -> bool:
    if tree.lon is None or tree.lat is None:
        return False
    return abs(tree.lon - lon) < NEAR_DEGREES and abs(tree.lat - lat) < NEAR_DEGREES


def girth_in_cm(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Until 0.1 the girth was kept in millimetres."""
    kept = {key: value for key, value in values.items() if key != "girth_mm"}
    return kept if "girth_mm" not in values else kept | {"girth_cm": values["girth_mm"] // 10}

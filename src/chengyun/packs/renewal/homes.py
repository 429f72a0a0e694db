"""The vote and the cost of a stairwell as the registers have them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from chengyun.packs.api import District, EntryView
from chengyun.packs.renewal.consent import Home
from chengyun.packs.renewal.cost import Scale, split, subsidy


def homes_by_stairwell(district: District) -> dict[str, list[Home]]:
    """The homes that the reader may see, by the key of their stairwell, by floor and door."""
    found: dict[str, list[Home]] = defaultdict(list)
    for one in district.entries("household"):
        found[str(one.values["stairwell"])].append(home(one))
    return {key: sorted(rows, key=lambda h: (h.floor, h.door)) for key, rows in found.items()}


def home(one: EntryView) -> Home:
    """A household as vote and cost count it; homes of one owner bear the key of one of them."""
    told = one.values
    owner = str(told.get("same_owner") or one.key)
    return Home(
        one.key, one.name, int(told["floor"]), float(told["area_m2"]), told["consent"], owner,
        int(told.get("paid") or 0),
    )  # fmt: skip


def scale(district: District, area: str) -> Scale:
    """The coefficients that count in an area."""
    names = ("first", "second", "third", "step")
    return Scale(*(float(district.setting(name, area)) for name in names))


def subsidised(district: District, stairwell: EntryView) -> int:
    """What is subsidised of a stairwell's cost, in yuan."""
    share = float(district.setting("subsidy", stairwell.area))
    most = int(float(district.setting("subsidy_most", stairwell.area)))
    return subsidy(int(stairwell.values.get("cost") or 0), share, most)


def shares(district: District, stairwell: EntryView, homes: Sequence[Home]) -> Mapping[str, int]:
    """What each home pays, in yuan, by its key."""
    left = int(stairwell.values.get("cost") or 0) - subsidised(district, stairwell)
    floors = {one.key: one.floor for one in homes}
    return split(left, floors, scale(district, stairwell.area))

"""Votes and costs of stairwells, rounds of renewals, as the registers have them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from chengyun.packs.api import District, EntryView
from chengyun.packs.renewal.consent import AGAINST, AGREE, OPEN, Home
from chengyun.packs.renewal.cost import Scale, split, subsidy
from chengyun.packs.renewal.rounds import ROUNDS, SIGNING, Group, groups, reached

SIGNED = {"signed": AGREE, "refused": AGAINST}


def homes_by_stairwell(district: District) -> dict[str, list[Home]]:
    """The homes that the reader may see, by the key of their stairwell, by floor and door."""
    found: dict[str, list[Home]] = defaultdict(list)
    for one in district.entries("household"):
        if one.values.get("stairwell"):
            found[str(one.values["stairwell"])].append(home(one))
    return {key: sorted(rows, key=lambda h: (h.floor, h.door)) for key, rows in found.items()}


def home(one: EntryView) -> Home:
    """A household as vote and cost count it; homes of one owner bear the key of one of them."""
    told = one.values
    owner = str(told.get("same_owner") or one.key)
    return Home(
        one.key, one.name, int(told["floor"]), float(told["area_m2"]), told.get("consent") or OPEN,
        owner, int(told.get("paid") or 0), told.get("tenure") == "public",
        str(told.get("building") or ""),
    )  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """Where a renewal stands: its homes with what they said in each round, and the groups."""

    entry: EntryView
    homes: Mapping[str, Sequence[Home]]
    groups: Mapping[str, tuple[Group, ...]]

    @property
    def entered(self) -> int:
        return len(self.homes[SIGNING])

    @property
    def whole(self) -> int:
        """How many homes there are, by the sheet of the renewal; 0 is not said."""
        return int(self.entry.values.get("homes") or 0)

    def reached(self, round_: str) -> bool:
        """Whether a round has all that its law asks."""
        return reached(self.groups[round_], self.entered, self.whole)


def standings(district: District, renewals: Sequence[EntryView]) -> list[Standing]:
    """Where these renewals stand, as far as the reader may see their homes."""
    rows = households(district)
    return [standing(district, one, rows.get(one.key, [])) for one in renewals]


def standing(district: District, one: EntryView, rows: Sequence[EntryView]) -> Standing:
    """Where a renewal with these households stands."""
    told = {name: [_heard(row, name) for row in rows] for name in ROUNDS}

    def rate(key: str) -> float:
        return float(district.setting(key, one.area))

    way = str(one.values["way"])
    found = {name: groups(homes, way, name, rate) for name, homes in told.items()}
    return Standing(one, told, found)


def households(district: District) -> dict[str, list[EntryView]]:
    """The households of each renewal, by its key: those of its buildings and their stairwells."""
    building = {one.key: one.values.get("renewal") for one in district.entries("renewal_building")}
    stairs = {
        one.key: one.values.get("building")
        for done in (False, True)
        for one in district.entries("stairwell", ended=done)
    }
    found: dict[str, list[EntryView]] = defaultdict(list)
    for one in district.entries("household"):
        own = one.values.get("building") or stairs.get(str(one.values.get("stairwell")))
        if renewal := building.get(str(own)):
            found[str(renewal)].append(replace(one, values={**one.values, "building": own}))
    return {key: sorted(rows, key=_door) for key, rows in found.items()}


def _door(one: EntryView) -> tuple[str, int, str]:
    return str(one.values["building"]), int(one.values["floor"]), one.name


def _heard(one: EntryView, round_: str) -> Home:
    """A household as a round counts it: what it said then, not to the lift."""
    if round_ == SIGNING:
        said = SIGNED.get(str(one.values.get("signing")), OPEN)
    else:
        said = str(one.values.get("willing") or OPEN)
    return replace(home(one), said=said)


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

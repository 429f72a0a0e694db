"""Ageing-friendly retrofit: what the public purse pays, what is bound, what is left."""

from collections.abc import Iterable
from dataclasses import dataclass

from chengyun.packs.api import District, EntryView

BOUND = ("assessed", "works", "accepted")


@dataclass(frozen=True)
class Share:
    """What a retrofit costs, what of it is subsidy and what their own, yuan."""

    cost: float
    subsidy: float

    @property
    def own(self) -> float:
        return self.cost - self.subsidy


def share(cost: float, per_cent: float, most: float) -> Share:
    """The subsidy is so many per cent of the cost, at most so much."""
    return Share(cost, round(min(most, cost * per_cent / 100), 2))


def share_of(district: District, one: EntryView) -> Share:
    """The share of an application, by its group and the settings of its area."""
    per_cent = float(district.setting(f"share_{one.values['group']}", one.area))
    most = float(district.setting("subsidy_most", one.area))
    return share(float(one.values.get("cost") or 0), per_cent, most)


@dataclass(frozen=True)
class Funds:
    """Of the year's subsidies: paid, promised to those assessed, and what is left."""

    budget: float
    paid: float
    bound: float

    @property
    def left(self) -> float:
        return self.budget - self.paid - self.bound


def funds(district: District, held: Iterable[EntryView], ended: Iterable[EntryView]) -> Funds:
    """The funds of the year: `held` are under way, `ended` are over."""
    year = district.today.year
    paid = sum(
        float(one.values.get("paid") or 0)
        for one in ended
        if one.ended_at and one.ended_at.year == year and one.stage == "paid"
    )
    bound = sum(share_of(district, one).subsidy for one in held if one.stage in BOUND)
    return Funds(float(district.setting("budget")), paid, bound)

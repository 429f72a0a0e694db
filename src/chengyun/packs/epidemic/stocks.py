"""Stocks: how many days they last, and what is to be ordered now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chengyun.packs.api import Block, District, EntryView, Figure, Figures, Table, say

KIND = "epi_low_stock"
SOON = 30


@dataclass(frozen=True)
class Supply:
    """An item, the days it lasts at the use of the past week (None: none is used) and the days it
    must last: until an order has come, and the reserve."""

    entry: EntryView
    days: float | None
    needed: int
    expires_in: int | None

    @property
    def low(self) -> bool:
        return self.days is not None and self.days < self.needed

    @property
    def expiring(self) -> bool:
        return self.expires_in is not None and self.expires_in <= SOON


def supply(one: EntryView, reserve: int, today: date) -> Supply:
    """How long an item lasts."""
    used = int(one.values["used_week"])
    expires = one.values.get("expires_on")
    return Supply(
        one,
        7 * int(one.values["on_hand"]) / used if used else None,
        int(one.values["lead_days"]) + reserve,
        (date.fromisoformat(expires) - today).days if expires else None,
    )


def supplies(district: District) -> list[Supply]:
    """All items, the shortest first."""
    reserve = int(district.setting("reserve_days"))
    told = [supply(one, reserve, district.today) for one in district.entries("epi_stock")]
    return sorted(told, key=lambda one: (not one.low, _rest(one), one.entry.name))


def _rest(one: Supply) -> float:
    return float("inf") if one.days is None else one.days - one.needed


def page(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """What runs short, what expires, and for how long each item lasts."""
    told = supplies(district)
    low, expiring = [one for one in told if one.low], [one for one in told if one.expiring]
    yield Figures(
        items=(
            Figure(label=say("低库存", "Low"), value=len(low), lamp="bad" if low else "good"),
            Figure(label=say(f"{SOON} 日内失效", f"Expires within {SOON} days"),
                   value=len(expiring), lamp="watch" if expiring else "good"),
            Figure(label=say("品类", "Items"), value=len(told),
                   href="/scenes/epidemic/epi_stock/"),
        )
    )  # fmt: skip
    yield _table(district, told)


def _table(district: District, told: Sequence[Supply]) -> Table:
    return Table(
        title=say("可用天数", "Days of supply"),
        columns=(
            say("品名", "Item"), say("库存", "On hand"), say("近 7 日消耗", "Used in 7 days"),
            say("可用天数", "Days of supply"), say("应有天数", "Days needed"),
            say("状态", "State"), say("最早失效", "First expires"),
        ),
        rows=tuple(
            (one.entry.name, one.entry.values["on_hand"], one.entry.values["used_week"],
             None if one.days is None else round(one.days, 1), one.needed, _state(one),
             one.entry.values.get("expires_on"))
            for one in told
        ),
        hrefs=tuple(district.link(one.entry) for one in told),
        empty=say("还没有登记物资。", "No stocks are kept yet."),
    )  # fmt: skip


def _state(one: Supply) -> str:
    if one.low:
        return say("低库存，请补货", "Low: order now")
    return say("将失效", "Expires soon") if one.expiring else say("充足", "Enough")


def raise_cases(district: District) -> None:
    """An item that runs short is a case of the health unit, once a week while it lasts."""
    year, week, _ = district.today.isocalendar()
    for one in supplies(district):
        if one.low and one.days is not None:
            name = one.entry.name
            district.open_case(
                KIND,
                say(f"防疫物资不足：{name}", f"Runs short: {name}"),
                key=f"stock:{one.entry.key}:{year}-{week}",
                text=say(f"可用 {one.days:.1f} 天，应有 {one.needed} 天",
                         f"lasts {one.days:.1f} days; {one.needed} are needed"),
                area=one.entry.area,
            )  # fmt: skip

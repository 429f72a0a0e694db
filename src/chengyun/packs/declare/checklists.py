"""Checklists: what an inspection looks at, what it is worth, and what comes of what fails."""

from dataclasses import dataclass

from chengyun.packs.declare.core import need, need_key, need_own_keys, need_titles


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing to look at, worth so many points; law is the clause it rests on.

    Where it fails, a case of case_type is opened, or an entry in the register `into` that is
    called by the item, links to what was inspected and holds the values of fill.
    """

    key: str
    title_zh: str
    title_en: str
    points: int = 1
    law: str = ""
    case_type: str = ""
    into: str = ""
    fill: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        need_key("item", self.key)
        need_titles("item", self.key, self.title_zh, self.title_en)
        need(self.points > 0, "item", self.key, "points is 1 or more")
        need(bool(self.into) or not self.fill, "item", self.key, "fill is for into")


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """An inspection of the entries of a register; it is passed with pass_mark per cent or more
    of the points of the items that apply."""

    key: str
    title_zh: str
    title_en: str
    register: str
    items: tuple[Item, ...]
    pass_mark: int = 80

    def __post_init__(self) -> None:
        kind, key = "checklist", self.key
        need_key(kind, key)
        need_titles(kind, key, self.title_zh, self.title_en)
        need(bool(self.items), kind, key, "has no items")
        need_own_keys(kind, key, "items", tuple(item.key for item in self.items))
        need(0 <= self.pass_mark <= 100, kind, key, "pass_mark is 0 to 100 per cent")

"""The pages and reports of one pack, as they lead to each other."""

from dataclasses import dataclass

from chengyun.packs.api import Page, Report
from chengyun.packs.registry import Pack
from chengyun.places.models import in_language


@dataclass(frozen=True)
class Kin:
    """A page or report: the name of its address, its key, and what it says of itself."""

    address: str
    key: str
    title: str
    summary: str


def kin(held: Pack) -> list[Kin]:
    """The pages for officers in their order, then the reports."""
    shown = sorted(held.pages, key=lambda one: one.order)
    desk = [_kin("scene-page", one) for one in shown if one.face == "desk"]
    return [*desk, *(_kin("scene-report", one) for one in held.reports)]


def _kin(address: str, one: Page | Report) -> Kin:
    title = in_language(one.title_zh, one.title_en)
    return Kin(address, one.key, title, in_language(one.summary_zh, one.summary_en))

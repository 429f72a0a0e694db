"""Panels of packs on the wall, as plain data: figures, bars and texts; a wall draws no tables."""

from collections.abc import Callable, Iterable
from typing import Any

from chengyun.packs import isolated
from chengyun.packs.api import Bars, Block, Figures, Panel, Text
from chengyun.packs.district import of_wall
from chengyun.packs.queries import active
from chengyun.packs.queries.areas import is_off
from chengyun.people.policy import Viewer
from chengyun.places.models import in_language


def told(viewer: Viewer, name: str) -> list[dict[str, Any]]:
    """The panels of a pack that is on, in their order. One that raises says that it failed."""
    pack = active().packs.get(name)
    if pack is None or (viewer.area_path and is_off(name, viewer.area_path)):
        return []
    hand, kept = of_wall(viewer, name), [one for one in pack.panels if not one.case_types]
    return [_shown(name, one, hand) for one in sorted(kept, key=_order)]


def of_case(viewer: Viewer, number: str) -> list[dict[str, Any]]:
    """What the packs that are on have to say of one incident, in command mode; most say nothing."""
    found: list[dict[str, Any]] = []
    for name, pack in active().packs.items():
        if viewer.area_path and is_off(name, viewer.area_path):
            continue
        hand = of_wall(viewer, name)
        case = hand.case(number) if any(one.case_types for one in pack.panels) else None
        fit = [one for one in pack.panels if case and case.kind in one.case_types]
        found += [_shown(name, one, hand, case) for one in sorted(fit, key=_order)]
    return found


def _order(panel: Panel) -> tuple[int, str]:
    return panel.order, panel.key


def _shown(name: str, panel: Panel, *handed: Any) -> dict[str, Any]:
    shown = isolated.call(name, f"panel:{panel.key}", lambda: _said(panel.show(*handed)))
    title = in_language(panel.title_zh, panel.title_en)
    return {"title": title, "failed": bool(shown.fault), "blocks": shown.value or []}


def _said(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [one for block in blocks if (one := _block(block))]


def _block(block: Block) -> dict[str, Any] | None:
    for kind, saying in SAYINGS.items():
        if isinstance(block, kind):
            return saying(block)
    return None


def _figures(block: Figures) -> dict[str, Any]:
    keys = ("label", "value", "unit", "note", "lamp")
    items = [{k: getattr(one, k) for k in keys} for one in block.items]
    return {"kind": "figures", "title": block.title, "items": items}


def _bars(block: Bars) -> dict[str, Any]:
    keys = ("label", "value", "lamp")
    items = [{k: getattr(one, k) for k in keys} for one in block.items]
    return {"kind": "bars", "title": block.title, "unit": block.unit, "items": items}


def _text(block: Text) -> dict[str, Any]:
    return {"kind": "text", "title": block.title, "text": block.text, "lamp": block.lamp}


SAYINGS: dict[type, Callable[[Any], dict[str, Any]]] = {
    Figures: _figures,
    Bars: _bars,
    Text: _text,
}

"""What packs put into the demonstration."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chengyun.packs import registry
from chengyun.packs.api import District
from chengyun.packs.models import PackSwitch
from chengyun.packs.services import planting
from tests.packs.conftest import LESHAN

PLACE = {
    "title": "乐山饭店", "risk": "red", "trade": "catering", "licence": "91310104MA00000001",
    "address": "乐山路2号",
}  # fmt: skip
pytestmark = pytest.mark.django_db
Hand = Callable[..., Any]


def planted(monkeypatch: Any, **demos: Callable[[District], None]) -> int:
    """What is done where only these packs have something to show."""
    found = registry.current()
    packs = {name: replace(pack, demo=demos.get(name)) for name, pack in found.packs.items()}
    only = registry.Registry(packs, found.broken)
    monkeypatch.setattr(registry, "current", lambda: only)
    return planting.plant()


def hydrant(district: District) -> None:
    district.add("hydrant", {"number": "XF-1", "kind": "above", "state": "sound"}, at=LESHAN)


def test_a_demonstration_that_raises_leaves_nothing_and_the_rest_goes_on(
    monkeypatch: Any, hand: Hand
) -> None:
    def breaks(district: District) -> None:
        district.add("hazard_place", PLACE, at=LESHAN)
        assert district.entries("hazard_place")
        raise RuntimeError("half way")

    assert planted(monkeypatch, hazards=breaks, fire=hydrant) == 1
    assert len(hand(pack="fire").entries("hydrant")) == 1
    assert len(hand(pack="hazards").entries("hazard_place")) == 0


def test_a_pack_that_is_off_puts_nothing_in(monkeypatch: Any, hand: Hand) -> None:
    PackSwitch.objects.update_or_create(name="fire", defaults={"on": False})
    assert planted(monkeypatch, fire=hydrant) == 0

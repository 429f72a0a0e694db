"""双随机: the draw is proved by whoever has the list, the seed and the number; nobody chose."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from chengyun.packs.api import StageHeard
from chengyun.packs.hazards import drawing, shown
from chengyun.packs.hazards.draw import Told, digest, digest_of, drawn, lot, paired, proved
from tests.packs.conftest import LESHAN

Hand = Callable[..., Any]
CODES = tuple(f"91310104MA{i:08d}" for i in range(40))
PEOPLE = ("A01", "A02", "A03", "A04", "A05")


def made(seed: str = "s", number: str = "3321.5", many: int = 6) -> Told:
    picked = drawn(CODES, seed, number, many)
    pairs = tuple(" ".join(one) for one in paired(picked, PEOPLE, seed, number))
    digests = digest_of(CODES, PEOPLE, many), digest(seed)
    return Told(CODES, PEOPLE, many, *digests, seed, number, tuple(picked), pairs)


def test_a_draw_holds_and_whatever_is_changed_afterwards_does_not() -> None:
    one = made()
    assert proved(one).holds
    assert not proved(replace(one, codes=(*CODES, "x"))).list_holds
    assert not proved(replace(one, inspectors=(*PEOPLE, "A06"))).list_holds
    assert not proved(replace(one, seed="t")).seed_holds
    assert not proved(replace(one, number="3321.6")).picks_hold
    assert not proved(replace(one, picked=(CODES[0], *one.picked[1:]))).picks_hold
    assert not proved(replace(one, pairs=one.pairs[::-1])).pairs_hold
    fewer = replace(one, picked=one.picked[:-1], pairs=one.pairs[:-1])
    assert not proved(fewer).picks_hold
    assert not proved(replace(fewer, many=5)).list_holds
    moved = replace(one, codes=CODES[:-1], inspectors=(*PEOPLE, CODES[-1]))
    assert not proved(moved).list_holds


def test_a_lot_is_what_sha256sum_says() -> None:
    assert lot("s", "3321.5", "x") == sha256(b"s|3321.5|x").hexdigest()
    assert digest_of(["b", "a"], ["p"], 1) == sha256(b"a\nb\n\np\n\n1").hexdigest()


@given(st.text(min_size=1), st.text(min_size=1), st.integers(1, 60))
def test_so_many_are_drawn_each_once_in_whichever_order_they_are_listed(
    seed: str, number: str, many: int
) -> None:
    picked = drawn(CODES, seed, number, many)
    assert len(set(picked)) == len(picked) == min(many, len(CODES))
    assert drawn(CODES[::-1], seed, number, many) == picked


def test_two_different_inspectors_go_to_each_place_and_take_turns() -> None:
    pairs = paired(CODES[:20], PEOPLE, "s", "1")
    assert all(first != second for _, first, second in pairs)
    turns = [name for _, *both in pairs for name in both]
    assert {turns.count(name) for name in PEOPLE} == {8}
    assert paired(CODES[:1], PEOPLE[:1], "s", "1") == [(CODES[0], "A01", "")]


def test_every_place_is_drawn_as_often_as_any_other() -> None:
    times = dict.fromkeys(CODES, 0)
    for n in range(400):
        for code in drawn(CODES, str(n), "1", 10):
            times[code] += 1
    assert min(times.values()) > 65 and max(times.values()) < 140


def heard(one: Any, stage: str) -> StageHeard:
    return StageHeard(
        entry=one.key, register="hazard_draw", before="", stage=stage, area=one.area,
        at=timezone.now(),
    )  # fmt: skip


@pytest.mark.django_db
def test_the_seed_is_sealed_until_the_number_is_known_and_then_everybody_can_check(
    client: Client, hand: Hand, zhoumin: Any, admin: Any
) -> None:
    house = hand()
    for n in range(8):
        told = {"title": f"店{n}", "risk": "red" if n < 5 else "blue", "trade": "catering",
                "licence": CODES[n], "address": "乐山路"}  # fmt: skip
        house.add("hazard_place", told, at=LESHAN)
    told = {"title": "冬季消防抽查", "many": 2, "risk": "red", "inspectors": "A01\nA02\nA03"}
    one = hand(zhoumin).add("hazard_draw", told, area="310104014001001")
    hand(zhoumin).advance(one.key, "committed")
    for _ in range(2):
        drawing.on_stage(house, heard(one, "committed"))
    sealed = house.entry(one.key).values
    assert sealed["codes"].splitlines() == list(CODES[:5])
    (seed,) = house.entries("hazard_seed")
    assert digest(seed.values["seed"]) == sealed["seed_digest"]
    for officer in (zhoumin, admin):
        assert hand(officer).entries("hazard_seed") == []
        assert hand(officer).entry(seed.key) is None
    page = client.get(f"/s/hazards/pages/hazard_draws/?draw={one.key}").content.decode()
    assert sealed["seed_digest"] in page and seed.values["seed"] not in page
    house.change(one.key, number="3321.5")
    hand(zhoumin).advance(one.key, "drawn")
    drawing.on_stage(house, heard(one, "drawn"))
    after = house.entry(one.key)
    assert len(after.values["picked"].splitlines()) == 2
    assert proved(drawing.told(after)).holds
    assert house.entries("hazard_seed") == []
    page = client.get(f"/s/hazards/pages/hazard_draws/?draw={one.key}").content.decode()
    assert seed.values["seed"] in page and "✗" not in page
    assert "相符" in client.get("/s/hazards/pages/hazard_draws/").content.decode()


@pytest.mark.django_db
def test_what_comes_back_within_half_a_year_is_named_and_gathers(
    client: Client, hand: Hand, zhoumin: Any
) -> None:
    house = hand()
    told = {"title": "店", "risk": "red", "trade": "catering", "licence": "1", "address": "x"}
    place = house.add("hazard_place", told, at=LESHAN)
    one = {"title": "堆物", "kind": "fire", "grade": "major", "place": place.key}
    rows = [house.add("hazard", one, at=LESHAN) for _ in range(3)]
    old = replace(rows[0], added_at=house.now - timedelta(days=200))
    assert len(shown.recurring(rows)) == 2
    assert len(shown.recurring([old, rows[1]])) == 0
    client.force_login(zhoumin)
    page = client.get("/scenes/hazards/pages/hazard_heat/")
    points = next(one for one in page.context["blocks"] if one.kind == "points").more["items"]
    assert [point.label for point, _ in points] == ["乐山第一网格：3 处，权重 9"]

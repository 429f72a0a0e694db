"""Renewals in two rounds: tenants by heads, owners by heads and area, nothing passed too early."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from chengyun.notices.models import Delivery
from chengyun.notices.words import headline
from chengyun.packs.api import DayHeard, StageHeard
from chengyun.packs.renewal import asking, carrying, doing, rounds, shown
from chengyun.packs.renewal.consent import Home
from chengyun.packs.renewal.homes import households, standing
from chengyun.packs.renewal.registers import RENEWAL
from chengyun.packs.renewal.rounds import SIGNING, WILLING
from chengyun.people.models import Unit
from chengyun.people.refused import Refused
from tests.packs.conftest import LESHAN
from tests.packs.renewal.test_renewal import told_of

Hand = Callable[..., Any]
PACK, GRID = "renewal", "310104014001001"
SHARES = {one.key: float(one.default) for one in doing.SETTINGS if one.unit == "%"}


def homes(yes: int, of: int, public: bool = True, area: float = 30.0) -> list[Home]:
    """So many that agree of so many homes; the rest has not been asked."""
    kind = "p" if public else "o"
    return [
        Home(f"{kind}{n}", f"{n:03d}", 1, area, "agree" if n < yes else "open", public=public)
        for n in range(of)
    ]


def passed(found: list[Home], way: str, round_: str) -> bool:
    told = rounds.groups(found, way, round_, SHARES.__getitem__)
    return rounds.reached(told, len(found), len(found))


@pytest.mark.parametrize(
    ("way", "round_", "least"),
    [
        ("rebuild", SIGNING, 95),
        ("complete", SIGNING, 95),
        ("expropriation", WILLING, 90),
        ("expropriation", SIGNING, 85),
        ("rebuild", WILLING, 90),
    ],
)
def test_tenants_are_counted_by_heads_to_the_very_share(way: str, round_: str, least: int) -> None:
    assert passed(homes(least, 100), way, round_)
    assert not passed(homes(least - 1, 100), way, round_)
    # Heads, whatever their areas.
    large = [replace(one, area=900.0) if one.said == "open" else one for one in homes(least, 100)]
    assert passed(large, way, round_)


def test_ninety_five_of_a_hundred_are_exact_and_never_rounded_up() -> None:
    assert not passed(homes(227, 239), "rebuild", SIGNING)  # 94.979 %
    assert rounds.percent(homes(227, 239)) == 94.9
    assert passed(homes(228, 240), "rebuild", SIGNING)


def test_owners_decide_by_heads_and_by_area_and_each_signs() -> None:
    assert passed(homes(8, 12, public=False), "rebuild", WILLING)
    few = [replace(one, area=300.0) if one.said == "open" else one for one in homes(8, 12, False)]
    assert not passed(few, "rebuild", WILLING)
    assert not passed(homes(11, 12, public=False), "rebuild", SIGNING)
    assert passed(homes(12, 12, public=False), "rebuild", SIGNING)


def test_in_a_mixed_house_tenants_do_not_carry_owners() -> None:
    mixed = [*homes(100, 100), *homes(5, 12, public=False)]
    assert not passed(mixed, "rebuild", WILLING)
    told = rounds.groups(mixed, "rebuild", WILLING, SHARES.__getitem__)
    assert [(one.test.of, one.ok) for one in told] == [("public", True), ("owned", False)]
    assert asking.still_needed(told) == 3
    # Expropriation asks all homes alike.
    assert passed([*homes(80, 80), *homes(10, 20, public=False)], "expropriation", WILLING)


def test_a_repair_is_an_ordinary_matter_and_is_signed_by_nobody() -> None:
    said = ("agree",) * 5 + ("against",) * 3
    voted = [replace(one, said=told) for one, told in zip(homes(0, 8), said, strict=True)]
    assert passed(voted, "repair", WILLING)
    assert not rounds.is_held("repair", SIGNING)
    assert passed(voted, "repair", SIGNING)


def test_a_list_of_homes_that_is_not_whole_reaches_nothing() -> None:
    told = rounds.groups(homes(24, 24), "rebuild", SIGNING, SHARES.__getitem__)
    assert rounds.reached(told, 24, 24) and rounds.reached(told, 24, 0)
    assert not rounds.reached(told, 24, 25)
    assert not rounds.reached((), 0, 0)


@pytest.mark.parametrize(("key", "least"), [("sign_rebuild", 95), ("sign_expropriation", 80)])
def test_a_district_may_ask_for_more_than_the_law_and_not_for_less(key: str, least: int) -> None:
    one = next(told for told in doing.SETTINGS if told.key == key)
    assert one.read(least + 1) == least + 1
    with pytest.raises(ValueError, match="outside"):
        one.read(least - 0.5)


def renewal(hand: Any, said: str, way: str = "rebuild", **more: Any) -> Any:
    """A renewal of one building in 乐山, a home for each letter: a agrees and signs, o is open."""
    estate = hand.add("renewal_estate", {"title": "乐山新村"}, at=LESHAN, key="e")
    told = {"title": "乐山重建", "way": way, "homes": len(said), "scheme": "原地重建"} | more
    one = hand.add("renewal_project", told, at=LESHAN, key="r")
    told = {"title": "乐山新村8号楼", "estate": estate.key, "renewal": one.key, "kind": "rebuild",
            "floors": 6}  # fmt: skip
    house = hand.add("renewal_building", told, at=LESHAN, key="h")
    for n, letter in enumerate(said):
        told = {"door": f"{n + 1:02d}室", "building": house.key, "floor": 1, "area_m2": 30,
                "own_code": f"h-{n}", "owner": "王某某", "tenure": "public"}  # fmt: skip
        if letter == "a":
            told |= {"willing": "agree", "signing": "signed"}
        hand.add("household", told, area=GRID, key=f"h{n}")
    return one


@pytest.fixture
def office(liqiang: Any) -> Any:
    """李强, for once a handler of the housing bureau."""
    liqiang.unit = Unit.objects.create(code="housing", name_zh="区房管局", kind="housing")
    liqiang.save()
    return liqiang


def to(hand: Any, one: Any, stage: str) -> Any:
    """Take a renewal to a stage, and let the pack hear of it."""
    before = hand.entry(one.key).stage
    moved = hand.advance(one.key, stage)
    heard = StageHeard(entry=one.key, register="renewal_project", before=before, stage=stage,
                       area=one.area, at=moved.stage_since)  # fmt: skip
    carrying.of_stage(hand, heard)
    return hand.entry(one.key)


@pytest.mark.django_db
def test_a_round_opens_its_doors_and_takes_the_buildings_along(hand: Hand, office: Any) -> None:
    house = hand(pack=PACK)
    one = to(house, renewal(house, "aao"), "willing")
    assert [home.values["willing"] for home in households(house)[one.key]] == [
        "agree",
        "agree",
        "open",
    ]
    (building,) = house.entries("renewal_building")
    assert building.stage == "first_round"
    (late,) = house.entries("household", willing="open")
    house.change(late.key, willing="agree", signing="signed")
    house.change(one.key, sign_until="2027-03-01")
    doing.of_the_day(house, DayHeard(day=house.today))
    for stage in ("scheme", "signing"):
        assert to(house, one, stage).stage == stage
    (building,) = house.entries("renewal_building")
    assert (building.stage, building.values["scheme"]) == ("second_round", "原地重建")
    assert to(house, one, "effective").stage == "effective"


@pytest.mark.django_db
def test_a_renewal_is_not_moved_on_before_its_round_is_reached_and_no_form_says_that_it_is(
    hand: Hand, office: Any
) -> None:
    house = hand(pack=PACK)
    one = to(house, renewal(house, "aaaaaaaoo"), "willing")
    doing.of_the_day(house, DayHeard(day=house.today))
    assert house.entry(one.key).values["willing_pct"] == 77.7
    with pytest.raises(Refused, match="一轮结论"):
        house.advance(one.key, "scheme")
    assert {"willing_told", "signed_told"}.isdisjoint(f.key for f in RENEWAL.typed_fields)
    for home in households(house)[one.key]:
        house.change(home.key, willing="agree")
    doing.of_the_day(house, DayHeard(day=house.today))
    first = house.entry(one.key).values["willing_told"]
    assert first == [f"{house.today} 达到，100 %", f"Reached on {house.today}, 100 %"]
    house.advance(one.key, "scheme")
    with pytest.raises(Refused, match="二轮结论"):
        house.advance(one.key, "effective")


@pytest.mark.django_db
def test_what_was_reached_and_is_no_longer_is_taken_back(hand: Hand, office: Any) -> None:
    house = hand(pack=PACK)
    one = to(house, renewal(house, "aaa"), "willing")
    carrying.count_shares(house, [one])
    assert house.entry(one.key).values["willing_told"]
    (home, *_rest) = households(house)[one.key]
    house.change(home.key, willing="against")
    carrying.count_shares(house, [house.entry(one.key)])
    assert "willing_told" not in house.entry(one.key).values


@pytest.mark.django_db
def test_a_repair_goes_from_its_scheme_into_force_without_signing(hand: Hand, office: Any) -> None:
    house = hand(pack=PACK)
    one = renewal(house, "aaa", way="repair")
    for home in households(house)[one.key]:
        house.change(home.key, signing=None)
    to(house, one, "willing")
    doing.of_the_day(house, DayHeard(day=house.today))
    to(house, one, "scheme")
    assert to(house, one, "effective").values["signed_told"][0] == "修缮不需签约"


@pytest.mark.django_db
def test_a_round_that_is_reached_is_told_once_and_one_that_ran_out_too(
    hand: Hand, office: Any
) -> None:
    house = hand(pack=PACK)
    yesterday = (house.today - timedelta(days=1)).isoformat()
    one = renewal(house, "aao", sign_until=yesterday)
    house.change(one.key, willing_told="达到")
    for stage in ("willing", "scheme", "signing"):
        house.advance(one.key, stage)
    for _ in range(2):
        doing.of_the_day(house, DayHeard(day=house.today))
    (told,) = Delivery.objects.filter(channel__user=office)
    assert "仍未达到比例" in headline(told)
    (late,) = (h for h in house.entries("household") if not h.values.get("signing"))
    house.change(late.key, signing="signed")
    for _ in range(2):
        doing.of_the_day(house, DayHeard(day=house.today))
    texts = [headline(d) for d in Delivery.objects.filter(channel__user=office)]
    assert sum("已达法定比例" in text for text in texts) == 1 and len(texts) == 2
    assert house.entry(one.key).values["signed_pct"] == 100


@pytest.mark.django_db
def test_homes_of_a_stairwell_belong_to_the_renewal_of_its_building(hand: Hand) -> None:
    house = hand(pack=PACK)
    one = renewal(house, "a", homes=2)
    (building,) = house.entries("renewal_building")
    told = {"title": "甲门", "building": building.key, "floors": 6, "block": "none"}
    stairs = house.add("stairwell", told, at=LESHAN)
    told = {"door": "601", "stairwell": stairs.key, "consent": "against", "floor": 6,
            "area_m2": 40, "willing": "agree", "own_code": "x"}  # fmt: skip
    house.add("household", told, area=GRID)
    now = standing(house, one, households(house)[one.key])
    assert now.entered == 2
    # What is said of the lift is not what is said of the renewal; an unknown tenure is an owner.
    assert [(h.said, h.public) for h in now.homes[WILLING]] == [("agree", True), ("agree", False)]


@pytest.mark.django_db
def test_the_page_says_what_is_lacking_and_where_to_go(hand: Hand, wangfang: Any) -> None:
    house = hand(pack=PACK)
    one = renewal(house, "aaaaaaaoo", sign_until="2027-03-01")
    house.advance(one.key, "willing")
    whole = told_of(shown.asking.rounds(hand(wangfang, PACK), {"renewal": ""}))
    assert "未达" in whole and "77.7" in whole
    single = told_of(shown.asking.rounds(hand(wangfang, PACK), {"renewal": one.key}))
    assert "7 / 9 户，须 90 %" in single and "最少还需 2 户" in single and "08室" in single
    house.change(one.key, homes=12)
    single = told_of(shown.asking.rounds(hand(wangfang, PACK), {"renewal": one.key}))
    assert "补齐以前不算达到比例" in single


@pytest.mark.django_db
def test_everybody_sees_the_shares_and_no_home_and_of_few_homes_not_even_those(
    client: Client, hand: Hand, zhoumin: Any
) -> None:
    house = hand(pack=PACK)
    one = renewal(house, "aaaaaaaaaaoo")
    house.advance(one.key, "willing")
    carrying.count_shares(house, house.entries("renewal_project"))
    page = client.get("/s/renewal/pages/renewal_public/").content.decode()
    assert "乐山重建" in page and "83.3" in page and "一轮意愿征询" in page
    assert "室" not in page and "王" not in page
    closed = told_of(shown.asking.rounds(hand(zhoumin, PACK), {"renewal": one.key}))
    assert "只对街道" in closed and "室" not in closed
    house.change(one.key, homes=9)
    assert "83.3" not in client.get("/s/renewal/pages/renewal_public/").content.decode()

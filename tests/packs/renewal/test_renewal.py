"""旧改加梯: the law's four shares, the fewest doors, cost by floor, stages that are stuck."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import combinations, pairwise
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from chengyun.notices.models import Delivery
from chengyun.notices.words import headline
from chengyun.packs import district as hands
from chengyun.packs.api import DayHeard
from chengyun.packs.renewal import doing, shown
from chengyun.packs.renewal.consent import Home, count, missing
from chengyun.packs.renewal.cost import Scale, split, subsidy
from chengyun.packs.renewal.stuck import stuck, usual_days
from chengyun.packs.services.planting import plant
from chengyun.people.models import Unit
from chengyun.people.policy import viewer_of
from tests.packs.conftest import LESHAN

Hand = Callable[..., Any]
PACK = "renewal"


def homes(said: str, area: float = 50.0) -> list[Home]:
    """One home a letter: a agrees, n is against, o is open, s abstains."""
    words = {"a": "agree", "n": "against", "o": "open", "s": "abstain"}
    return [
        Home(str(i), f"{i + 1:02d}", i // 2 + 1, area, words[letter])
        for i, letter in enumerate(said)
    ]


@pytest.mark.parametrize(
    ("said", "passed"),
    [
        ("aaaaaaaaoooo", True),  # 8 of 12 take part: two thirds exactly
        ("aaaaaaaooooo", False),  # 7 of 12 do not
        ("aaaaaaaaannn", True),  # 9 of 12 agree: three quarters exactly
        ("aaaaaaaannnn", False),
        ("aaaaaassoooo", True),  # who abstains takes part: 6 of 8
        ("aaaaasssoooo", False),
        ("", False),
    ],
)
def test_two_thirds_take_part_and_three_quarters_of_them_agree(said: str, passed: bool) -> None:
    assert count(homes(said)).passed is passed


def test_heads_alone_are_not_enough_and_area_alone_is_not() -> None:
    one = homes("aaaaaaaaannn")
    assert not count([replace(h, area=200.0) if h.said == "against" else h for h in one]).passed
    other = homes("aaaaaaaannnn")
    assert not count([replace(h, area=500.0) if h.said == "agree" else h for h in other]).passed


def test_ordinary_matters_ask_for_more_than_half() -> None:
    assert not count(homes("aaaannnn"), major=False).passed
    assert count(homes("aaaaannn"), major=False).passed


def test_several_homes_of_one_owner_are_one_head() -> None:
    three = [replace(home, owner="x") if home.key in "012" else home for home in homes("aaannn")]
    vote = count(three)
    assert (vote.agree_heads.part, vote.part_heads.whole) == (1, 4)
    assert vote.agree_area.percent == 50.0


votes = st.lists(
    st.tuples(st.sampled_from("anos"), st.integers(3000, 9000)), min_size=1, max_size=9
)


@given(votes)
def test_no_fewer_doors_would_do(drawn: list[tuple[str, int]]) -> None:
    one = [
        replace(home, area=area / 100)
        for home, (_, area) in zip(homes("".join(s for s, _ in drawn)), drawn, strict=True)
    ]
    needed = missing(one)
    undecided = [home for home in one if home.said == "open"]

    def passes(chosen: Any) -> bool:
        keys = {home.key for home in chosen}
        return count([replace(h, said="agree") if h.key in keys else h for h in one]).passed

    if needed is None:
        assert not passes(one)
    elif all(home.said == "open" for home in needed):
        assert passes(needed)
        smaller = combinations(undecided, len(needed) - 1) if needed else ()
        assert not any(passes(few) for few in smaller)
    else:
        assert not passes(undecided) and passes(needed)


@given(
    st.integers(1, 10**7),
    st.dictionaries(st.text("ab", min_size=1, max_size=6), st.integers(1, 30), min_size=1),
)
def test_shares_are_whole_yuan_and_together_what_is_paid(
    total: int, floors: dict[str, int]
) -> None:
    paid = split(total, floors, Scale())
    if all(floor == 1 for floor in floors.values()):
        assert paid == {}
    else:
        assert sum(paid.values()) == total
        higher = sorted(floors, key=lambda key: floors[key])
        assert all(paid[a] <= paid[b] + 1 for a, b in pairwise(higher))


def test_the_usual_coefficients_are_those_of_the_guide() -> None:
    assert [round(Scale().of(floor), 2) for floor in range(1, 7)] == [0, 0.5, 1, 1.1, 1.2, 1.3]
    assert split(400_000, {"2": 2, "3": 3, "1": 1}, Scale()) == {"2": 133333, "3": 266667, "1": 0}


@pytest.mark.parametrize(("cost", "told"), [(600_000, 240_000), (900_000, 280_000), (0, 0)])
def test_the_subsidy_is_a_share_up_to_a_most(cost: int, told: int) -> None:
    assert subsidy(cost, 40, 280_000) == told


@pytest.fixture
def housing(district: Any) -> Any:
    return Unit.objects.create(code="housing", name_zh="区房管局", kind="housing")


def stairwell(hand: Any, title: str = "乐山新村3号楼甲门", **more: Any) -> Any:
    """A stairwell of a building of an estate, all in 乐山."""
    estate = hand.add("renewal_estate", {"title": "乐山新村"}, at=LESHAN, key="e")
    told = {"title": "乐山新村3号楼", "estate": estate.key, "kind": "keep", "floors": 6}
    building = hand.add("renewal_building", told, at=LESHAN, key="b")
    told = {"title": title, "building": building.key, "floors": 6, "block": "none"} | more
    return hand.add("stairwell", told, at=LESHAN, key=title)


def fill(hand: Any, one: Any, said: str) -> None:
    for home in homes(said):
        told = {
            "door": home.door, "stairwell": one.key, "consent": home.said, "floor": home.floor,
            "area_m2": 50, "own_code": f"{one.name}-{home.door}", "owner": "王某某",
        }  # fmt: skip
        hand.add("household", told, area="310104014001001", key=f"{one.key}{home.door}")


def told_of(page: Any) -> str:
    return " ".join(str(block) for block in page)


@pytest.mark.django_db
def test_the_page_names_the_doors_that_are_still_needed(hand: Hand, wangfang: Any) -> None:
    house = hand(pack=PACK)
    one = stairwell(house)
    fill(house, one, "aaaaaaaooooo")
    whole = told_of(shown.voting.consent(hand(wangfang, PACK), {"stairwell": ""}))
    assert "1：08" in whole and "未达" in whole
    single = told_of(shown.voting.consent(hand(wangfang, PACK), {"stairwell": one.key}))
    assert "最少还需 1 户" in single and "7 / 12 户" in single
    closed = told_of(shown.voting.consent(hand(wangfang, PACK), {"stairwell": "nothing"}))
    assert closed == whole


@pytest.mark.django_db
def test_what_homes_say_is_closed_to_other_bureaus_the_desk_the_wall_and_everybody(
    client: Client, hand: Hand, liqiang: Any, zhoumin: Any, housing: Any
) -> None:
    house = hand(pack=PACK)
    one = stairwell(house)
    fill(house, one, "aaan")
    for outsider in (liqiang, zhoumin):
        page = told_of(shown.voting.consent(hand(outsider, PACK), {"stairwell": one.key}))
        assert "只对街道" in page and "01" not in page
    public = client.get("/s/renewal/pages/renewal_public/").content.decode()
    assert "乐山新村3号楼甲门" in public and "意愿征询" in public
    assert "不同意" not in public and "王" not in public
    liqiang.unit = housing
    assert len(hand(liqiang, PACK).entries("household")) == 4


@pytest.mark.django_db
def test_each_floor_pays_its_part_and_what_is_owing_is_told(hand: Hand, wangfang: Any) -> None:
    house = hand(pack=PACK)
    one = stairwell(house, cost=700_000)
    fill(house, one, "aaaaaaaaaaaa")
    *_, table, _text = shown.voting.cost(hand(wangfang, PACK), {"stairwell": one.key})
    assert sum(row[3] for row in table.rows) == 420_000
    assert [row[2] for row in table.rows][::2] == [0, 0.5, 1, 1.1, 1.2, 1.3]
    first = hand(wangfang, PACK).entries("household")[-1]
    hand(wangfang, PACK).change(first.key, paid=20_000)
    *_, table, _text = shown.voting.cost(hand(wangfang, PACK), {"stairwell": one.key})
    assert sum(row[5] for row in table.rows) == 400_000


@pytest.mark.django_db
def test_a_stage_over_its_term_is_stuck_and_the_housing_office_is_told_once(
    hand: Hand, liqiang: Any, housing: Any
) -> None:
    liqiang.unit = housing
    liqiang.save()
    house = hand(pack=PACK)
    one = stairwell(house, block="low_floors")
    assert stuck([one], {}, house.now) == []
    late = one.due + timedelta(days=1)
    (held,) = stuck([one], {}, late)
    assert (held.days, held.over) == (91, 2)
    for _ in range(2):
        doing.of_the_day(house, DayHeard(day=late.date()))
    doing.of_the_day(house, DayHeard(day=late.date() + timedelta(days=5)))
    assert "乐山新村3号楼甲门" in headline(Delivery.objects.get(channel__user=liqiang))


@pytest.mark.django_db
def test_where_there_is_no_term_twice_the_usual_is_stuck(hand: Hand) -> None:
    house = hand(pack=PACK)
    one = stairwell(house)
    begun = house.now - timedelta(days=100)
    gone = replace(one, stages={"asked": begun, "voted": begun + timedelta(days=30)})
    assert usual_days([gone] * 4) == {}
    assert usual_days([gone] * 5) == {"asked": 30}
    slow = replace(one, due=None, stage_since=begun)
    assert [held.days for held in stuck([slow], {"asked": 30}, house.now)] == [100]
    assert stuck([slow], {"asked": 60}, house.now) == []


@pytest.mark.django_db
def test_the_demonstration_is_at_every_stage_and_its_pages_open(
    client: Client, hand: Hand, admin: Any
) -> None:
    plant()
    house = hand(pack=PACK)
    assert len(house.entries("stairwell")) == 2
    # Twelve homes a stairwell, and four buildings of a renewal with 24 each.
    assert len(house.entries("household")) == 24 + 96
    (renewal,) = house.entries("renewal_project")
    assert renewal.stage == "signing" and 85 < renewal.values["signed_pct"] < 95
    asked = next(task for task in doing.TASKS if task.key == "door_round")
    waiting = house.entries("household", consent="open")
    late = [house.now - one.added_at - timedelta(days=asked.every_days) for one in waiting]
    assert late and max(late) < timedelta(days=4)
    rounds = shown.panel(hands.of_wall(viewer_of(admin), PACK))[2].items
    assert [one.value for one in rounds] == [0, 1, 0, 0]
    plant()
    assert len(house.entries("household")) == 24 + 96
    client.force_login(admin)
    for key in ("renewal_overview", "renewal_rounds", "renewal_consent", "renewal_cost"):
        page = client.get(f"/scenes/renewal/pages/{key}/")
        assert not [one for one in page.context["blocks"] if one.kind == "failed"]
    assert client.get("/scenes/renewal/reports/renewal_ledger/").context["total"] == 2


@pytest.mark.django_db
def test_lifts_that_run_are_counted_for_the_wall_and_for_goals(hand: Hand, zhaoguohua: Any) -> None:
    house = hand(pack=PACK)
    day = house.today.isoformat()
    told = {"cost": 1, "company": "甲", "permit": "1"} | dict.fromkeys(
        ("voted_on", "begun_on", "running_on"), day
    )
    one = stairwell(house, **told)
    for stage in shown.LIFTS.stages[1:]:
        house.advance(one.key, stage.key)
    wall = hands.of_wall(viewer_of(zhaoguohua), PACK)
    assert shown.panel(wall)[0].items[0].value == 1
    assert shown.running(house, "310104014", house.today, house.today) == 1
    assert shown.running(house, "310104011", house.today, house.today) == 0

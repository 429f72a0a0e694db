"""Benefit rules: each condition with its law, value and threshold; met, not met, or not known."""

from datetime import date
from typing import Any

import pytest

from chengyun.packs.relief.facts import FINDERS, Facts, Limits
from chengyun.packs.relief.rules import BENEFITS, due, verdicts

TODAY = date(2026, 11, 22)
POOR = {
    "people": 2, "able": 1, "resident": "local", "income": 2400, "cash": 9000, "homes": 1,
    "means_on": "2026-09-01", "support": "able", "disabled": "no", "ill": "no",
}  # fmt: skip


def of(values: dict[str, Any], benefit: str, **limits: Any) -> Any:
    told = verdicts(Facts(values, TODAY, Limits(**limits)))
    return next(one for one in told if one.benefit.key == benefit)


def keys(values: dict[str, Any], most: int = 0) -> list[str]:
    return [one.benefit.key for one in due(Facts(values, TODAY), most)]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, "yes"),
        ({"income": 3189}, "yes"),  # 1594.50 a head
        ({"income": 3190}, "no"),  # 1595 a head: below is asked for, not at
        ({"cash": 60000}, "yes"),
        ({"cash": 60001}, "no"),
        ({"homes": 2}, "no"),
        ({"resident": "permit"}, "no"),
        ({"homes": None}, "perhaps"),
        ({"homes": None, "income": 9000}, "no"),  # one that is not met settles it
    ],
)
def test_minimum_living_asks_for_four_conditions(change: dict[str, Any], says: str) -> None:
    assert of(POOR | change, "dibao").says == says


def test_what_was_known_too_long_ago_is_not_known_and_the_centre_can_find_it_out() -> None:
    told = of(POOR | {"means_on": "2025-09-01"}, "dibao")
    assert told.says == "perhaps"
    assert {(one.key, one.finder) for one in told.unknown} == {
        ("income", "means"), ("cash", "means"),
    }  # fmt: skip


def test_near_poverty_is_from_the_standard_to_one_and_a_half_times_it() -> None:
    assert of(POOR | {"income": 3190}, "edge").says == "yes"
    assert of(POOR | {"income": 4784}, "edge").says == "yes"
    assert of(POOR | {"income": 4785}, "edge").says == "no"
    assert of(POOR | {"income": 4785}, "edge", edge_times=2).says == "yes"


def test_a_gravely_ill_member_of_a_near_poor_household_may_have_the_allowance_alone() -> None:
    ill = POOR | {"income": 4000, "ill": "grave"}
    assert of(ill, "single").says == "yes"
    assert of(ill | {"ill": "no"}, "single").says == "no"
    assert of(ill | {"ill": "no", "disabled": None}, "single").says == "perhaps"
    assert of(ill | {"disabled": None}, "single").says == "yes", "either settles it"


def test_extreme_poverty_is_nobody_able_no_income_and_nobody_who_can_support() -> None:
    alone = {"people": 1, "able": 0, "income": 0, "support": "none"}
    assert of(alone, "tekun").says == "yes"
    assert of(alone | {"support": "unable"}, "tekun").says == "yes"
    assert of(alone | {"support": "able"}, "tekun").says == "no"
    assert of(alone | {"able": 1}, "tekun").says == "no"


def test_medical_costs_count_from_the_first_yuan_for_the_poorest_only() -> None:
    assert of({"receives": ["dibao"], "medical": 1}, "medical").says == "yes"
    assert of({"receives": ["edge"], "medical": 10000}, "medical").says == "no"
    assert of({"receives": ["edge"], "medical": 10001}, "medical").says == "yes"
    assert of({"medical": 90000}, "medical").says == "no"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, "yes"),
        ({"event_on": "2026-05-26"}, "yes"),  # 180 days ago
        ({"event_on": "2026-05-25"}, "no"),
        ({"event_cost": 7200}, "no"),  # what three months bear
        ({"event": "none"}, "no"),
        ({"event_on": None}, "perhaps"),
        ({"event_cost": None}, "perhaps"),
    ],
)
def test_sudden_hardship_is_recent_and_more_than_they_can_bear(
    change: dict[str, Any], says: str
) -> None:
    hit = {"event": "fire", "event_on": "2026-10-01", "event_cost": 46000}
    assert of(POOR | hit | change, "temporary").says == says


def test_only_what_they_do_not_receive_is_due_and_the_greater_covers_the_lesser() -> None:
    assert keys(POOR) == ["dibao"]
    assert keys(POOR | {"receives": ["dibao"]}) == []
    assert keys(POOR | {"receives": ["dibao"], "jobless": 1}) == ["job"]
    alone = POOR | {"people": 1, "able": 0, "income": 0, "support": "none"}
    assert keys(alone) == ["tekun"]


def test_a_household_of_which_nothing_is_known_is_not_listed_with_everything() -> None:
    assert keys({"people": 1}, most=2) == []
    assert "dibao" in keys(POOR | {"homes": None}, most=1)
    assert "dibao" not in keys(POOR | {"homes": None}, most=0)


def test_every_condition_names_its_law_its_threshold_and_who_knows() -> None:
    for values in ({}, POOR):
        told = verdicts(Facts(values, TODAY))
        assert len(told) == len(BENEFITS)
        for one in (condition for verdict in told for condition in verdict.found):
            assert one.law and one.limit and one.finder in FINDERS

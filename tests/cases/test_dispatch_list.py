"""The dispatch list: what a rule asks, which one decides, and many cases as columns."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.cases.dispatching import Facts, Offices, Rule, decide, decide_many
from chengyun.people.models import Unit
from chengyun.places.models import Area
from tests.thorough import examples


def unit(code: str, kind: str, path: str = "") -> Unit:
    return Unit(code=code, kind=kind, area=Area(code=path, path=path) if path else None)


UNITS = [
    unit("swj", "water"), unit("north", "street", "1/2/"), unit("south", "street", "1/3/"),
    unit("fire", "fire", "1/2/"), unit("night", "duty"),
]  # fmt: skip
OFFICES = Offices(UNITS)
CASE = Facts("1/2/21/", "flood.road", "20501", 3, "report", 10 * 60, True, "water")
RULE = Rule(1, "先到先得", unit="night")


def where(*rules: Rule, case: Facts = CASE) -> str | None:
    found = decide(rules, case, OFFICES).unit
    return found.code if found else None


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ({}, True),
        ({"areas": ("2",)}, True),
        ({"areas": ("3", "21")}, True),
        ({"areas": ("3",)}, False),
        ({"types": ("flood.road",)}, True),
        ({"types": ("bins.full",)}, False),
        ({"categories": ("205",)}, True),
        ({"categories": ("206",)}, False),
        ({"types": ("bins.full",), "categories": ("2",)}, True),
        ({"hours": (480, 720)}, True),
        ({"hours": (480, 600)}, False),
        ({"hours": (600, 480)}, True),
        ({"hours": (1_200, 480)}, False),
        ({"days": "workday"}, True),
        ({"days": "restday"}, False),
        ({"severity": 3}, True),
        ({"severity": 2}, False),
        ({"origin": "report"}, True),
        ({"origin": "alarm"}, False),
    ],
)
def test_a_rule_fits_where_all_that_it_asks_is_so(asked: dict[str, Any], fits: bool) -> None:
    assert where(replace(RULE, **asked)) == ("night" if fits else "swj")


def test_the_first_rule_that_fits_decides() -> None:
    second = Rule(2, "次", unit="fire")
    assert (where(RULE, second), where(second, RULE)) == ("night", "fire")


def test_without_a_rule_that_fits_kind_and_area_decide() -> None:
    elsewhere = replace(RULE, areas=("3",))
    found = decide([elsewhere], CASE, OFFICES)
    assert (found.unit, found.rule) == (UNITS[0], None)
    assert where(case=replace(CASE, unit_kind="police")) is None


def test_a_rule_for_a_kind_of_unit_is_passed_where_there_is_none() -> None:
    local = Rule(3, "属地", unit_kind="street")
    assert where(local) == "north"
    assert where(local, case=replace(CASE, area_path="1/3/")) == "south"
    found = decide([local], replace(CASE, area_path="1/4/"), OFFICES)
    assert found.unit is UNITS[0] and [m.condition for m in found.passed[0].misses] == ["unit"]


def test_the_trail_tells_of_every_rule_passed_all_that_did_not_fit() -> None:
    rules = [
        replace(RULE, key=1, areas=("3",), severity=2),
        replace(RULE, key=2, on=False),
        replace(RULE, key=3),
    ]
    found = decide(rules, CASE, OFFICES)
    assert found.rule is rules[2]
    told = [(p.rule.key, [m.condition for m in p.misses]) for p in found.passed]
    assert told == [(1, ["area", "severity"]), (2, ["off"])]
    area = found.passed[0].misses[0]
    assert (area.wanted, area.value) == (("3",), "1/2/21/")


def test_a_change_of_place_goes_through_the_list_from_the_top() -> None:
    """Where others keep the first category rule that matched, and surprise their users."""
    rules = [Rule(1, "南片归南", areas=("3",), unit="south"), Rule(2, "积水归水务",
             types=("flood.road",), unit="swj")]  # fmt: skip
    before, after = (decide(rules, replace(CASE, area_path=p), OFFICES) for p in ("1/2/", "1/3/"))
    assert (before.rule, after.rule) == (rules[1], rules[0])
    assert [p.rule.key for p in before.passed] == [1] and after.passed == ()


PATHS = ("1/", "1/2/", "1/2/21/", "1/3/", "1/3/31/", "1/4/", "")
CODES = st.lists(st.sampled_from(["1", "2", "21", "3", "31", "4"]), max_size=2).map(tuple)
KINDS = st.lists(st.sampled_from(["flood.road", "bins.full", "other"]), max_size=2).map(tuple)
BEGINNINGS = st.lists(st.sampled_from(["1", "2", "20", "20501", "103"]), max_size=2).map(tuple)
HOURS = st.none() | st.tuples(st.integers(0, 1439), st.integers(0, 1439))
TARGETS = st.sampled_from(
    [("swj", ""), ("gone", ""), ("", "street"), ("", "fire"), ("", "police"), ("night", "")]
)
FACTS = st.builds(
    Facts, st.sampled_from(PATHS), st.sampled_from(["flood.road", "bins.full", "other"]),
    st.sampled_from(["", "20501", "20102", "10301"]), st.integers(1, 4),
    st.sampled_from(["alarm", "report", "patrol", "import"]), st.integers(0, 1439), st.booleans(),
    st.sampled_from(["water", "street", "police"]),
)  # fmt: skip


@st.composite
def lists(draw: st.DrawFn) -> list[Rule]:
    """Lists of up to 150 rules, more than two words of bits, of which the first may be off."""
    count = draw(st.sampled_from([0, 1, 3, 63, 64, 65, 150]))
    kept = draw(st.lists(_rules(), min_size=min(count, 6), max_size=6))
    off = draw(st.integers(0, count))
    rules = [replace(kept[n % len(kept)], key=n) for n in range(count)]
    return [replace(rule, on=rule.on and rule.key >= off) for rule in rules]


def _rules() -> st.SearchStrategy[Rule]:
    origin = st.sampled_from(["", "", "alarm", "report"])
    days = st.sampled_from(["", "workday", "restday"])
    severity = st.none() | st.integers(1, 4)
    return st.builds(
        lambda target, **asked: Rule(0, "规则", unit=target[0], unit_kind=target[1], **asked),
        TARGETS, on=st.booleans(), areas=CODES, types=KINDS, categories=BEGINNINGS, hours=HOURS,
        days=days, severity=severity, origin=origin,
    )  # fmt: skip


@given(lists(), st.lists(FACTS, max_size=30))
@examples(150)
def test_many_at_once_are_decided_as_one_by_one(rules: list[Rule], cases: list[Facts]) -> None:
    together = decide_many(rules, cases, OFFICES)
    alone = [decide(rules, case, OFFICES) for case in cases]
    assert together.units == [one.unit for one in alone]
    assert together.rule.tolist() == [one.rule.key if one.rule else -1 for one in alone]


def test_a_rule_behind_the_first_sixty_four_is_reached() -> None:
    rules = [replace(RULE, key=n, areas=("4",)) for n in range(150)] + [replace(RULE, key=150)]
    assert decide_many(rules, [CASE], OFFICES).rule.tolist() == [150]

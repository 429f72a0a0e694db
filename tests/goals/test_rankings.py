"""比学赶超: same tier, minimum volume, ties; nothing of it depends on names or on the order."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from chengyun.goals import services
from chengyun.goals.models import Indicator, Plan, Target
from chengyun.goals.queries.ranking import Ranking, ranking
from chengyun.people.models import Unit
from chengyun.people.policy import viewer_of

TODAY, OCTOBER = date(2026, 11, 21), date(2026, 10, 31)
YEAR = {"start": date(2026, 1, 1), "end": date(2026, 12, 31)}


def units(district: Any, codes: str, kind: str = "street") -> list[Unit]:
    return [
        Unit.objects.create(code=code, name_zh=code, kind=kind, area=district.root)
        for code in codes
    ]


def indicator(district: Any, measured: list[Unit], key: str = "a", **facts: Any) -> Indicator:
    plan, _ = Plan.objects.get_or_create(
        key="lifts", year=2026, unit=district.water, area_path=district.root.path,
        defaults={"title_zh": "加装电梯"},
    )  # fmt: skip
    made = Indicator.objects.create(
        plan=plan, key=key, title_zh=key, **({"target_year": 240.0} | facts)
    )
    for unit in measured:
        Target.objects.create(indicator=made, unit=unit, value=120, **YEAR)
    return made


def tell(of: Indicator, unit: Unit, value: float, volume: float | None = None) -> None:
    services.record_value(None, of, OCTOBER, value, unit=unit, volume=volume)


def ranked(viewer: Any, tier: str = "streets") -> Ranking:
    found = ranking(viewer_of(viewer), TODAY, tier)
    assert found is not None
    return found


def places(viewer: Any, tier: str = "streets") -> dict[str, int | None]:
    return {line.unit.code: line.place for line in ranked(viewer, tier).lines}


def page(client: Client, viewer: Any, query: str = "") -> str:
    client.force_login(viewer)
    client.cookies["django_language"] = "en"
    return client.get(f"/goals/ranking/{query}").content.decode()


def test_a_figure_below_the_minimum_volume_does_not_count_and_the_page_says_so(
    district: Any, zhoumin: Any, client: Client
) -> None:
    few, enough = units(district, "ab")
    shares = indicator(district, [few, enough], minimum_volume=10)
    tell(shares, few, 119, volume=9)
    tell(shares, enough, 60, volume=10)
    assert places(zhoumin) == {"b": 1, "a": None}
    assert [line.cells[0].thin for line in ranked(zhoumin).lines] == [False, True]
    assert "too few to compare" in page(client, zhoumin)
    tell_again = {"volume": 12, "unit": few}
    services.record_value(zhoumin, shares, OCTOBER, 119, "补报样本", **tell_again)
    assert places(zhoumin) == {"a": 1, "b": 2}


def test_a_figure_without_any_volume_does_not_reach_the_minimum(
    district: Any, zhoumin: Any
) -> None:
    few, enough = units(district, "ab")
    shares = indicator(district, [few, enough], minimum_volume=1)
    tell(shares, few, 119)
    tell(shares, enough, 60, volume=1)
    assert places(zhoumin) == {"b": 1, "a": None}


def test_sub_districts_are_not_compared_with_departments(
    district: Any, zhoumin: Any, client: Client
) -> None:
    streets, offices = units(district, "ab"), units(district, "xy", "department")
    lifts = indicator(district, [*streets, *offices])
    for unit, value in zip((*streets, *offices), (60, 50, 110, 10), strict=True):
        tell(lifts, unit, value)
    assert places(zhoumin) == {"a": 1, "b": 2}
    assert places(zhoumin, "departments") == {"x": 1, "y": 2}
    shown = page(client, zhoumin, "?tier=departments")
    assert ">x</th>" in shown
    assert ">a</th>" not in shown


def test_what_looks_equal_shares_a_place_and_the_next_is_skipped(
    district: Any, zhoumin: Any, client: Client
) -> None:
    some = units(district, "abcd")
    lifts = indicator(district, some)
    for unit, value in zip(some, (80, 90, 80.001, 70), strict=True):
        tell(lifts, unit, value)
    assert places(zhoumin) == {"b": 1, "a": 2, "c": 2, "d": 4}
    assert [line.tied for line in ranked(zhoumin).lines] == [False, True, True, False]
    assert page(client, zhoumin).count('title="shared">=') == 2


@pytest.mark.parametrize("codes", ["abcd", "dcba", "cadb"])
def test_other_names_and_another_order_change_no_place(
    district: Any, zhoumin: Any, codes: str
) -> None:
    """The same figures under other names, made in another order: the places go with the figures."""
    some = units(district, codes)
    first, second = indicator(district, some, "a"), indicator(district, some, "b", weight=3)
    told = [(80, 20), (90, 70), (80, 20), (10, 99)]
    for unit, (one, other) in zip(some, told, strict=True):
        tell(second, unit, other)
        tell(first, unit, one)
    assert [places(zhoumin)[code] for code in codes] == [3, 2, 3, 1]


def test_a_unit_with_less_than_half_of_its_weight_has_no_place(district: Any, zhoumin: Any) -> None:
    some = units(district, "ab")
    light, heavy = indicator(district, some, "a"), indicator(district, some, "b", weight=3)
    tell(light, some[0], 119)
    for of in (light, heavy):
        tell(of, some[1], 40)
    assert places(zhoumin) == {"b": 1, "a": None}


def test_appeals_stand_below_the_ranking_with_what_became_of_them(
    district: Any, zhoumin: Any, client: Client
) -> None:
    some = units(district, "ab")
    lifts = indicator(district, some)
    for unit in some:
        tell(lifts, unit, 50)
    raised = services.appeal(zhoumin, lifts.values.get(unit=some[0]), "漏报两台")
    assert "漏报两台" in page(client, zhoumin)
    services.decide(zhoumin, raised, "upheld", "核实属实")
    shown = page(client, zhoumin)
    assert "核实属实" in shown and "appeal upheld" in shown


def test_two_units_are_paired_once_at_a_time(district: Any, zhoumin: Any) -> None:
    helper, helped = units(district, "ab")
    lifts = indicator(district, [helper, helped])
    services.pair(zhoumin, lifts, helper, helped, date(2030, 1, 1))
    with pytest.raises(services.Refused):
        services.pair(zhoumin, lifts, helper, helped, date(2030, 2, 1))
    services.pair(zhoumin, lifts, helped, helper, date(2030, 1, 1))

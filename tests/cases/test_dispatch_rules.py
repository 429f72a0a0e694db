"""The dispatch list in the database: who writes it, its versions, and what it does to cases."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chengyun.cases import services
from chengyun.cases.dispatching import Rule
from chengyun.cases.models import DispatchRule
from chengyun.cases.services import Refused
from chengyun.cases.services.dispatching import lines
from tests.cases.conftest import MONDAY

SWJ = Rule(0, "积水归水务", "Water to the bureau", on=False, types=("flood.road",), unit="swj")


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The verb says no with exactly this code."""
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code


def names() -> list[str]:
    return [row.name_zh for row in lines()]


def test_a_line_is_kept_with_who_wrote_it_when_and_why(flood: Any, zhoumin: Any) -> None:
    row = services.write_rule(zhoumin, replace(SWJ, on=True), note="汛期")
    kept = row.versions.get()
    assert (kept.what, kept.author, kept.note, kept.on) == ("written", zhoumin, "汛期", True)
    assert kept.data["types"] == ["flood.road"] and kept.at == row.changed_at
    services.write_rule(zhoumin, replace(SWJ, key=row.pk, hours=(1_320, 360)), seen=1)
    last = row.versions.last()
    assert last and (last.version, last.data["hours"]) == (2, ["22:00", "06:00"])
    with pytest.raises(TypeError):
        last.delete()


def test_only_those_who_answer_for_the_whole_district_write_the_list(
    flood: Any, chenli: Any, district: Any, zhoumin: Any
) -> None:
    with refused("not_writer"):
        services.write_rule(chenli, SWJ)
    zhoumin.area = district.xujiahui
    with refused("not_writer"):
        services.write_rule(zhoumin, SWJ)


def test_who_changes_a_line_that_another_has_changed_is_told(flood: Any, zhoumin: Any) -> None:
    row = services.write_rule(zhoumin, SWJ)
    services.switch_rule(zhoumin, row.pk, True)
    with refused("changed_meanwhile"):
        services.write_rule(zhoumin, replace(SWJ, key=row.pk), seen=1)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name_zh": ""}, "needs_name"),
        ({"unit": ""}, "needs_target"),
        ({"unit_kind": "street"}, "needs_target"),
        ({"unit": "nobody"}, "unknown_unit"),
        ({"unit": "", "unit_kind": "police"}, "unknown_unit"),
        ({"areas": ("999",)}, "unknown_area"),
        ({"types": ("no.such",)}, "unknown_type"),
        ({"categories": ("A1",)}, "bad_category"),
        ({"hours": (600, 600)}, "bad_hours"),
    ],
)
def test_a_line_that_could_never_work_is_refused(
    flood: Any, zhoumin: Any, wrong: dict[str, Any], code: str
) -> None:
    with refused(code):
        services.write_rule(zhoumin, replace(SWJ, **wrong))
    assert not DispatchRule.objects.exists()


def test_lines_are_moved_put_between_and_withdrawn(flood: Any, zhoumin: Any) -> None:
    a, b, c = (services.write_rule(zhoumin, replace(SWJ, name_zh=name)) for name in "甲乙丙")
    services.move_rule(zhoumin, c.pk, 1)
    assert names() == ["丙", "甲", "乙"]
    services.write_rule(zhoumin, replace(SWJ, name_zh="丁"), place=2)
    assert names() == ["丙", "丁", "甲", "乙"]
    services.withdraw_rule(zhoumin, a.pk, "已并入乙")
    assert names() == ["丙", "丁", "乙"] and [row.place for row in lines()] == [1, 2, 3]
    assert [v.what for v in a.versions.all()] == ["written", "withdrawn"]
    assert [v.what for v in b.versions.all()] == ["written"]
    services.move_rule(zhoumin, c.pk, 99)
    assert names() == ["丁", "乙", "丙"]
    with refused("unknown_rule"):
        services.move_rule(zhoumin, a.pk, 1)


def test_a_set_of_lines_is_switched_on_together(flood: Any, zhoumin: Any) -> None:
    a, b, c = (services.write_rule(zhoumin, replace(SWJ, name_zh=name)) for name in "甲乙丙")
    services.switch_rule(zhoumin, a.pk, True)
    assert services.switch_rules(zhoumin, {b.pk, c.pk}, "试算通过") == 3
    assert [row.on for row in lines()] == [False, True, True]
    assert services.switch_rules(zhoumin, {b.pk, c.pk}) == 0


def test_a_suggestion_names_its_rule_and_the_rules_it_passed(
    reported: Any, district: Any, zhoumin: Any
) -> None:
    south = replace(SWJ, name_zh="田林", areas=(district.tianlin.code,), unit="cyzx", on=True)
    fire = replace(SWJ, name_zh="消防先到", name_en="Fire first", unit="xfjy", on=True)
    services.write_rule(zhoumin, south)
    services.write_rule(zhoumin, fire)
    found = services.suggestion(reported, MONDAY)
    assert found and found.unit == district.fire and found.rule
    assert (found.rule.name_zh, [p.rule.name_zh for p in found.passed]) == ("消防先到", ["田林"])
    assert "消防先到" in str(found.reasons[0])


def test_a_line_that_is_off_decides_nothing(reported: Any, district: Any, zhoumin: Any) -> None:
    services.write_rule(zhoumin, replace(SWJ, unit="xfjy"))
    found = services.suggestion(reported, MONDAY)
    assert found and found.unit == district.water and found.rule is None
    assert [m.condition for m in found.passed[0].misses] == ["off"]


def test_rest_days_and_hours_are_those_of_the_house(
    reported: Any, district: Any, zhoumin: Any
) -> None:
    night = replace(SWJ, name_zh="夜间", hours=(1_320, 360), unit="cyzx", on=True)
    services.write_rule(zhoumin, night)
    services.write_rule(
        zhoumin, replace(SWJ, name_zh="休息日", days="restday", unit="xfjy", on=True)
    )
    # MONDAY is 10:00 in Shanghai; twelve hours later it is 22:00 there.
    moments = {"day": 0, "night": 12, "dawn": 19.9, "morning": 20, "sunday": -24}
    units = {
        name: services.suggestion(reported, MONDAY + timedelta(hours=hours))
        for name, hours in moments.items()
    }
    went = {name: found.unit.code for name, found in units.items() if found}
    assert went == {
        "day": "swj", "night": "cyzx", "dawn": "cyzx", "morning": "swj", "sunday": "xfjy"
    }  # fmt: skip


def test_a_rule_of_a_category_reads_that_of_the_condition_first(
    reported: Any, flood: Any, district: Any, zhoumin: Any
) -> None:
    from chengyun.cases.models import Category, Condition

    services.write_rule(zhoumin, Rule(0, "部件", categories=("101",), unit="xfjy", on=True))
    category = Category.objects.create(edition="2026", code="10101", title_zh="上水井盖")
    reported.condition = Condition.objects.create(
        category=category, number=1, filing_zh="破损", closing_zh="修复", limit="2uh"
    )
    found = services.suggestion(reported, MONDAY)
    assert found and found.unit == district.fire
    category.edition = "2013"
    category.save()
    reported.condition.category = category
    found = services.suggestion(reported, MONDAY)
    assert found and found.unit == district.water


def test_a_grave_alarm_dispatches_itself_by_the_list_and_the_ledger_says_by_which_rule(
    alarm: Any, district: Any, zhoumin: Any
) -> None:
    from chengyun.cases.models import Case

    services.write_rule(
        zhoumin, replace(SWJ, name_zh="特急归消防", severity=2, unit="xfjy", on=True)
    )
    services.take_alarms([alarm(severity=1)])
    case = Case.objects.get()
    row = case.ledger.get(action="dispatch")
    assert (case.unit, case.stage) == (district.fire, "dispatched")
    assert "特急归消防" in row.note and row.detail["unit"] == "xfjy"


def test_the_list_costs_the_same_queries_however_long_it_is(
    reported: Any, zhoumin: Any, django_assert_num_queries: Any
) -> None:
    for n in range(12):
        services.write_rule(zhoumin, replace(SWJ, name_zh=f"第{n}条", areas=("310104011",)))
    with django_assert_num_queries(2):
        services.suggestion(reported, MONDAY)

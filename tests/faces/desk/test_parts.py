"""Splitting a case from the desk: each part has its condition, unit and time, shown before."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chengyun.cases.models import Case, CaseType, Category, Condition
from chengyun.people.models import Unit

HTMX = {"HX-Request": "true"}


@pytest.fixture
def manhole(district: Any) -> Any:
    """A kind with two filing conditions of different limits."""
    kind = CaseType.objects.create(
        key="manhole", pack="components", title_zh="井盖异常", title_en="Manhole", severity=3,
        limit="3wd", unit_kind="street", category="01001",
    )  # fmt: skip
    category = Category.objects.create(edition="2026", code="01001", title_zh="供水井盖")
    for number, limit in ((1, "2uh"), (2, "5wd")):
        Condition.objects.create(
            category=category, number=number, limit=limit,
            filing_zh=f"立案条件{number}", closing_zh=f"结案条件{number}",
        )  # fmt: skip
    return kind


def row(client: Client, case: Any, **given: str) -> str:
    told = {f"part-{name}-1": value for name, value in given.items()}
    answer = client.get(f"/desk/cases/{case.number}/parts/1/", told, headers=HTMX)
    return answer.content.decode()


def due(shown: str) -> str:
    found = re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", shown)
    return found[0] if found else ""


def test_the_part_says_its_due_time_before_and_has_it_after(
    client: Client, zhoumin: Any, dispatched: Any, manhole: Any, district: Any
) -> None:
    client.force_login(zhoumin)
    Unit.objects.filter(pk=district.fire.pk).update(duty_hours="09:00-11:00")
    shown = row(client, dispatched, kind="manhole", unit="xfjy", condition="2")
    before = due(shown)
    assert "5个工作日" in shown
    url = f"/desk/cases/{dispatched.number}/act/split/"
    given = {
        "part-title-1": "更换井盖", "part-kind-1": "manhole", "part-was-1": "manhole",
        "part-unit-1": "xfjy", "part-condition-1": "2", "part-title-2": "抽排",
    }  # fmt: skip
    assert client.post(url, given, headers=HTMX).status_code == 200
    first, second = Case.objects.filter(parent=dispatched).order_by("pk")
    assert (first.condition.number, first.limit, first.unit) == (2, "5wd", district.fire)
    assert f"{timezone.localtime(first.due_at):%Y-%m-%d}" == before[:10]
    assert (second.type, second.limit, second.stage) == (dispatched.type, "2uh", "filed")


def test_a_part_of_another_kind_asks_for_its_condition(
    client: Client, zhoumin: Any, dispatched: Any, manhole: Any
) -> None:
    client.force_login(zhoumin)
    shown = row(client, dispatched, kind="manhole", unit="swj")
    assert "请选择符合的立案条件" in shown and "时限由立案条件确定" in shown
    assert "立案时再选" in row(client, dispatched, kind="manhole")
    url = f"/desk/cases/{dispatched.number}/act/split/"
    given = {"part-title-1": "更换", "part-kind-1": "manhole", "part-unit-1": "swj",
             "part-title-2": "抽排"}  # fmt: skip
    answer = client.post(url, given, headers=HTMX)
    assert answer.status_code == 422 and "立案条件2" in answer.content.decode()
    assert not Case.objects.filter(parent=dispatched).exists()


def test_a_condition_chosen_for_another_kind_counts_no_more(
    client: Client, zhoumin: Any, dispatched: Any, manhole: Any
) -> None:
    client.force_login(zhoumin)
    told = {"kind": "manhole", "was": "road_flooded", "unit": "swj", "condition": "2"}
    assert " selected>立案条件2" not in row(client, dispatched, **told)


def test_a_part_of_the_same_kind_has_the_condition_of_the_whole(
    client: Client, zhoumin: Any, dispatched: Any, manhole: Any
) -> None:
    client.force_login(zhoumin)
    whole = Condition.objects.get(number=1)
    Case.objects.filter(pk=dispatched.pk).update(type=manhole, condition=whole)
    assert "沿用原案：立案条件1" in row(client, dispatched)
    assert client.get(f"/desk/cases/{dispatched.number}/parts/4/").status_code == 404


def test_parts_of_a_case_out_of_sight_are_not_asked_for(
    client: Client, wangfang: Any, elsewhere: Any
) -> None:
    client.force_login(wangfang)
    assert client.get(f"/desk/cases/{elsewhere.number}/parts/1/").status_code == 404

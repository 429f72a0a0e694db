from typing import Any

import pytest

from chengyun.cases.models import LedgerEntry, OutboxEvent
from chengyun.cases.services import Refused, verify
from chengyun.cases.services.naming import name_component
from chengyun.places.models import Component

CODE = "31010401014000001"


@pytest.fixture
def cover(district: Any) -> Any:
    """A manhole cover in 徐家汇."""
    return Component.objects.create(
        code=CODE, category="01014", name="园林井盖", authority_code="91350100M000100Y43",
        authority_name="区绿化市容局", grid="310104014001001", state="intact",
        begun_on="2026-07-01", area_path=district.grid.path,
    )  # fmt: skip


def last() -> LedgerEntry:
    found = LedgerEntry.objects.order_by("seq").last()
    assert found
    return found


def test_naming_a_component_is_a_step_of_the_case_once(
    reported: Any, cover: Any, zhoumin: Any
) -> None:
    named = name_component(zhoumin, reported.number, f" {CODE} ")
    assert named.component == cover
    assert (last().action, last().detail, last().actor) == (
        "component",
        {"component": CODE},
        zhoumin,
    )
    assert OutboxEvent.objects.filter(pk=last().seq).exists()
    assert name_component(zhoumin, reported.number, CODE).version == named.version
    assert verify().broken is None


def test_a_component_named_in_error_is_taken_away_again(
    reported: Any, cover: Any, zhoumin: Any
) -> None:
    name_component(zhoumin, reported.number, CODE)
    assert name_component(zhoumin, reported.number, "").component is None
    assert last().detail == {"component": ""}


def test_what_may_not_be_named_is_refused_and_leaves_no_step(
    reported: Any, cover: Any, zhoumin: Any, zhaoguohua: Any, liqiang: Any, do: Any, district: Any
) -> None:
    n = LedgerEntry.objects.count()
    for actor, number, code, why in (
        (zhoumin, reported.number, "31010401014000009", "unknown_component"),
        (zhoumin, "CY20200101-000001", CODE, "unknown_case"),
        (liqiang, reported.number, CODE, "unknown_case"),
        (zhaoguohua, reported.number, CODE, "not_yours"),
    ):
        with pytest.raises(Refused) as refused:
            name_component(actor, number, code)
        assert refused.value.code == why
    assert LedgerEntry.objects.count() == n
    do(zhoumin, reported, "reject", "不属实")
    with pytest.raises(Refused) as refused:
        name_component(zhoumin, reported.number, CODE)
    assert refused.value.code == "wrong_stage"


def test_an_officer_names_no_component_outside_their_area(
    reported: Any, cover: Any, wangfang: Any, district: Any
) -> None:
    Component.objects.update(area_path=district.tianlin.path)
    reported.area, reported.area_path = district.grid, district.grid.path
    reported.save()
    with pytest.raises(Refused) as refused:
        name_component(wangfang, reported.number, CODE)
    assert refused.value.code == "unknown_component"

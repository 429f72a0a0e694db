"""One access policy: what the database finds is what an event may be shown to."""

from typing import Any

from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chengyun.cases.models import Case, CaseType
from chengyun.people.choices import Role
from chengyun.people.policy import NOTHING, Scope, Viewer, scope_for
from tests.cases.conftest import MONDAY

PATHS = ("", "310104/", "310104/310104014/", "310104/310104014/1/", "310104/3101040149/", "a_%/")
SCOPES = st.builds(
    Scope, st.sampled_from([*PATHS, "310104/310104014/1/2/", None]), st.sampled_from([None, 1, 2])
)


def make_cases(district: Any) -> None:
    kind = CaseType.objects.create(
        key="k", pack="p", title_zh="x", severity=3, limit="1d", unit_kind="street"
    )
    units = [None, district.centre.pk, district.water.pk]
    Case.objects.bulk_create(
        Case(
            number=f"{i}-{j}", type=kind, title="x", severity=3, origin="patrol", area_path=path,
            unit_id=unit, opened_at=MONDAY, seen_at=MONDAY,
        )
        for i, path in enumerate(PATHS)
        for j, unit in enumerate(units)
    )  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(scope=SCOPES)
def test_a_query_and_an_event_are_judged_alike(scope: Scope, district: Any) -> None:
    if not Case.objects.exists():
        make_cases(district)
    unit = {None: None, 1: district.centre.pk, 2: district.water.pk}[scope.unit_id]
    scope = Scope(scope.area_path, unit)
    found = set(Case.objects.filter(scope.q()).values_list("number", flat=True))
    allowed = {
        case.number
        for case in Case.objects.all()
        if scope.allows({"area_path": case.area_path, "unit_id": case.unit_id})
    }
    assert found == allowed


def test_a_unit_that_helps_hears_of_the_case_wherever_it_is() -> None:
    facts = {"area_path": "310106/", "unit_id": 1, "units": [7, 8]}
    assert Scope("310104/", 7).allows(facts)
    assert not Scope("310104/", 9).allows(facts)
    assert not Scope("310104/").allows(facts)
    assert not NOTHING.allows(facts)


def test_a_handler_without_a_unit_and_a_grid_officer_without_a_grid_see_nothing() -> None:
    assert scope_for(Viewer(1, Role.HANDLER, None, "310104/")) == NOTHING
    assert scope_for(Viewer(1, Role.GRID_OFFICER, None, "")) == NOTHING
    assert scope_for(Viewer(1, "stranger", 1, "310104/")) == NOTHING
    assert not NOTHING.allows({"area_path": "310104/", "unit_id": 1})


def test_a_rule_that_leads_uses_the_index(district: Any) -> None:
    make_cases(district)
    from django.db import connection

    if connection.vendor != "sqlite":
        return
    plan = Case.objects.order_by().filter(Scope("310104/310104014/").q(leads=True)).explain()
    assert "USING INDEX case_area" in plan


def test_a_rule_beside_that_of_everything_takes_nothing_from_it(district: Any) -> None:
    make_cases(district)
    either = Scope("").q() | Q(number="nobody's")
    assert Case.objects.filter(either).count() == Case.objects.count() > 0

"""GET /cases/{number}/suggestion: the unit, the way the list went, and the persons."""

from typing import Any

import pytest
from django.test import Client

from chengyun.cases import services
from chengyun.cases.dispatching import Rule
from chengyun.cases.models import Case, CaseType
from chengyun.cases.services import ReportIn, take_report
from chengyun.people.services import issue_token

LESHAN = (121.4319, 31.1919)


@pytest.fixture
def case(district: Any, zhoumin: Any) -> Case:
    kind = CaseType.objects.create(
        key="flood.road", pack="flood", title_zh="道路积水", title_en="Flooded road", severity=3,
        limit="2uh", unit_kind="water",
    )  # fmt: skip
    found = take_report(ReportIn("乐山路积水", *LESHAN, kind.key)).case
    assert found is not None
    Case.objects.filter(pk=found.pk).update(area=district.grid, area_path=district.grid.path)
    return services.act(zhoumin, found.number, "file")


def asked(client: Client, case: Case, officer: Any) -> Any:
    client.force_login(officer)
    return client.get(f"/api/v1/cases/{case.number}/suggestion")


def test_the_suggestion_tells_unit_rule_trail_and_persons(
    client: Client, case: Case, zhoumin: Any, chenli: Any, liqiang: Any, district: Any
) -> None:
    south = Rule(0, "田林归中心", areas=(district.tianlin.code,), unit="cyzx")
    services.write_rule(zhoumin, south)
    kept = services.write_rule(zhoumin, Rule(0, "积水归水务", unit="swj", types=("flood.road",)))
    told = asked(client, case, chenli).json()
    assert told["unit"] == {"code": "swj", "name": "区水务局"}
    assert told["rule"] == {"id": kept.pk, "name": "积水归水务"}
    (passed,) = told["passed"]
    assert (passed["name"], passed["why"]) == ("田林归中心", ["要求田林街道，本案为乐山第一网格"])
    (person,) = told["persons"]
    assert (person["username"], person["open"], person["on_duty"]) == ("liqiang", 0, None)
    assert person["metres"] is None and "在办 0 件" in person["reasons"]


def test_without_a_rule_kind_and_place_decide_and_without_a_unit_it_is_null(
    client: Client, case: Case, chenli: Any
) -> None:
    told = asked(client, case, chenli).json()
    assert told["unit"]["code"] == "swj" and told["rule"] is None and told["passed"] == []
    CaseType.objects.update(unit_kind="police")
    told = asked(client, case, chenli).json()
    assert told["unit"] is None and told["reasons"] == [] and told["persons"] == []


def test_what_is_out_of_scope_does_not_exist(
    client: Client, case: Case, chenli: Any, liqiang: Any, district: Any
) -> None:
    assert asked(client, case, liqiang).status_code == 404
    chenli.area = district.tianlin
    chenli.save()
    assert asked(client, case, chenli).status_code == 404


def test_who_may_not_dispatch_is_told_of_no_person(
    client: Client, case: Case, zhaoguohua: Any, liqiang: Any
) -> None:
    told = asked(client, case, zhaoguohua).json()
    assert told["unit"]["code"] == "swj" and told["persons"] == []


def test_nobody_reads_it_without_signing_in(client: Client, case: Case) -> None:
    assert client.get(f"/api/v1/cases/{case.number}/suggestion").status_code == 401


def test_it_is_in_the_openapi_text(client: Client, db: None) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    told = paths["/api/v1/cases/{number}/suggestion"]["get"]
    assert "SuggestionOut" in str(told["responses"])


def test_a_case_is_dispatched_to_a_person_who_must_be_of_the_unit(
    client: Client, case: Case, chenli: Any, liqiang: Any
) -> None:
    headers = {"Authorization": f"Bearer {issue_token(chenli)}"}
    path, body = f"/api/v1/cases/{case.number}/actions", {"action": "dispatch", "unit": "xfjy"}
    told: Any = {"content_type": "application/json", "headers": headers}
    assert client.post(path, body | {"handler": "liqiang"}, **told).status_code == 409
    assert (
        client.post(path, body | {"handler": "liqiang", "unit": "swj"}, **told).status_code == 200
    )
    case.refresh_from_db()
    assert (case.stage, case.handler) == ("dispatched", liqiang)

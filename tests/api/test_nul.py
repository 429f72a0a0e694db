from typing import Any

import pytest
from django.test import Client

from chengyun.people.services import issue_token


@pytest.fixture
def bearer(zhoumin: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {issue_token(zhoumin)}"}


@pytest.mark.parametrize("path", ["cases?q=%00", "cases?area=a%00b", "areas.geojson?within=%00"])
def test_a_nul_in_a_query_breaks_nothing(client: Client, bearer: dict[str, str], path: str) -> None:
    assert client.get(f"/api/v1/{path}", headers=bearer).status_code == 200


def test_an_address_with_a_nul_leads_nowhere(client: Client, bearer: dict[str, str]) -> None:
    assert client.get("/api/v1/cases/%00", headers=bearer).status_code == 404


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", None])
def test_a_nul_in_a_form_is_refused_with_a_sentence(
    client: Client, zhoumin: Any, kind: str | None
) -> None:
    client.force_login(zhoumin)
    given: Any = "text=a%00b" if kind else {"text": "a\0b"}
    answer = client.post("/report/", given, **({"content_type": kind} if kind else {}))
    assert answer.status_code == 400
    assert "NUL" in answer.json()["detail"]


def test_a_nul_in_a_report_is_refused_with_a_sentence(client: Client, db: None) -> None:
    answer = client.post(
        "/api/v1/reports", {"text": "井盖\x00破了"}, content_type="application/json"
    )
    assert answer.status_code == 400
    assert "NUL" in answer.json()["detail"]

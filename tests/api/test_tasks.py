"""Working together over HTTP: calls, playbooks, tasks and their moves."""

from typing import Any

import pytest
from django.test import Client

from chengyun.cases.models import Case, LedgerEntry, Playbook, Task
from chengyun.people.models import User
from tests.api.test_suggestion import case

__all__ = ["case"]


@pytest.fixture
def fireman(district: Any) -> User:
    return User.objects.create(
        username="fire1", name="高翔", role="handler", unit=district.fire, area=district.root
    )


def post(client: Client, path: str, body: dict[str, Any] | None = None) -> Any:
    return client.post(f"/api/v1/{path}", body or {}, content_type="application/json")


def call(client: Client, case: Case, *codes: str, **other: str) -> Any:
    body = {"kind": "scene", "units": list(codes), "what": "到场会商"} | other
    return post(client, f"cases/{case.number}/calls", body)


def test_a_call_makes_a_task_that_its_unit_finds_and_moves(
    client: Client, case: Case, zhoumin: Any, fireman: User, district: Any
) -> None:
    client.force_login(zhoumin)
    made = call(client, case, district.fire.code)
    assert made.status_code == 201
    (told,) = made.json()["tasks"]
    assert (told["kind"], told["stage"], told["case"]) == ("scene", "open", case.number)
    client.force_login(fireman)
    (mine,) = client.get("/api/v1/tasks").json()["tasks"]
    assert mine["actions"] == ["accept", "arrive", "decline"]
    place = {"lon": case.lon, "lat": case.lat}
    there = post(client, f"tasks/{mine['id']}/arrive", place).json()
    assert (there["stage"], there["arrived_m"]) == ("arrived", 0)
    seen = client.get(f"/api/v1/cases/{case.number}/tasks").json()["tasks"]
    assert [task["stage"] for task in seen] == ["arrived"]
    assert client.get(f"/api/v1/cases/{case.number}").json()["actions"] == []


def test_what_may_not_be_done_is_a_conflict_with_its_sentence(
    client: Client, case: Case, zhoumin: Any, fireman: User, district: Any
) -> None:
    client.force_login(zhoumin)
    assert call(client, case).status_code == 409
    assert call(client, case, district.fire.code, limit="soon").status_code == 409
    assert call(client, case, "nobody").status_code == 422
    call(client, case, district.fire.code)
    rows = LedgerEntry.objects.count()
    client.force_login(fireman)
    refused = post(client, f"tasks/{Task.objects.get().pk}/finish", {"said": "好了"})
    assert refused.status_code == 409
    assert "任务状态已变化" in refused.json()["detail"]
    assert post(client, f"tasks/{Task.objects.get().pk}/dance").status_code == 409
    assert LedgerEntry.objects.count() == rows


def test_what_is_out_of_sight_does_not_exist(
    client: Client, case: Case, zhoumin: Any, fireman: User, district: Any
) -> None:
    client.force_login(zhoumin)
    call(client, case, district.centre.code)
    client.force_login(fireman)
    assert client.get(f"/api/v1/cases/{case.number}/tasks").status_code == 404
    assert call(client, case, district.fire.code).status_code == 404
    assert post(client, f"tasks/{Task.objects.get().pk}/accept").status_code == 404
    assert client.get("/api/v1/tasks").json() == {"tasks": []}


def test_a_playbook_is_started_once(
    client: Client, case: Case, zhoumin: Any, wangfang: Any
) -> None:
    step = {"key": "a", "title_zh": "封路", "title_en": "Close", "kind": "scene",
            "unit_kind": "fire", "limit": "1uh", "after": []}  # fmt: skip
    Playbook.objects.create(
        key="road", pack="flood", title_zh="联动", case_types=[case.type.key], steps=[step]
    )
    client.force_login(wangfang)
    assert post(client, f"cases/{case.number}/playbooks/road").status_code == 409
    client.force_login(zhoumin)
    assert post(client, f"cases/{case.number}/playbooks/road").status_code == 201
    assert post(client, f"cases/{case.number}/playbooks/road").status_code == 409
    assert post(client, f"cases/{case.number}/playbooks/none").status_code == 409


def test_nobody_acts_without_signing_in(client: Client, case: Case) -> None:
    assert client.get("/api/v1/tasks").status_code == 401
    assert call(client, case, "x").status_code == 401


def test_the_openapi_text_names_every_path(client: Client) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert {
        "/api/v1/cases/{number}/tasks", "/api/v1/cases/{number}/calls",
        "/api/v1/cases/{number}/playbooks/{key}", "/api/v1/tasks", "/api/v1/tasks/{pk}/{verb}",
    } <= paths.keys()  # fmt: skip

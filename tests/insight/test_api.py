from typing import Any

import pytest
from ninja import NinjaAPI
from ninja.testing import TestClient

from chengyun.insight.api import router
from chengyun.packs import services


@pytest.fixture(scope="module")
def client() -> TestClient:
    api = NinjaAPI(urls_namespace="insight-test")
    api.add_router("/insight", router, auth=lambda request: getattr(request, "officer", None))
    return TestClient(api)


def test_the_brief_of_a_day_is_told_in_both_languages(client: TestClient, zhoumin: Any) -> None:
    brief = client.get("/insight/brief?day=2026-03-02", officer=zhoumin).json()
    assert brief["date"] == "2026-03-02"
    assert [p["key"] for p in brief["paragraphs"]] == [
        "volume", "closing", "standing", "kinds", "topics",
    ]  # fmt: skip


def test_a_suggestion_names_its_reason(client: TestClient, zhoumin: Any) -> None:
    services.install()
    found = client.get("/insight/suggestion?text=路上井盖丢失", officer=zhoumin).json()
    assert found["type"]["key"] == "manhole"
    assert "井盖丢失" in found["because"]
    assert client.get("/insight/suggestion?text=你好", officer=zhoumin).json() is None


def test_topics_of_a_quiet_day_are_none(client: TestClient, zhoumin: Any) -> None:
    assert client.get("/insight/topics", officer=zhoumin).json() == []
    assert client.get("/insight/topics").status_code == 401

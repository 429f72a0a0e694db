from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client


@pytest.fixture
def in_check(dispatched: Any, liqiang: Any, do: Callable[..., Any]) -> Any:
    """The case in 徐家汇, handled and waiting for a look on the spot."""
    do(liqiang, dispatched, "accept")
    return do(liqiang, dispatched, "handle", "积水已排除")


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_a_grid_officer_sees_what_waits_in_the_grid(
    client: Client, wangfang: Any, in_check: Any, elsewhere: Any
) -> None:
    client.force_login(wangfang)
    shown = page(client, "/field/")
    assert in_check.headline in shown
    assert elsewhere.number not in shown
    assert elsewhere.number not in page(client, "/field/?all=1")


def test_a_case_of_another_area_does_not_exist(
    client: Client, wangfang: Any, elsewhere: Any
) -> None:
    client.force_login(wangfang)
    assert client.get(f"/field/cases/{elsewhere.number}/").status_code == 404


def test_a_check_is_passed_on_the_spot(client: Client, wangfang: Any, in_check: Any) -> None:
    client.force_login(wangfang)
    path = f"/field/cases/{in_check.number}/act/close/"
    answer = client.post(path, {"reason": "现场已无积水"}, follow=True)
    in_check.refresh_from_db()
    assert in_check.stage == "closed"
    assert "已完成：结案" in answer.content.decode()


def test_a_failed_check_needs_a_reason_and_keeps_the_form_open(
    client: Client, wangfang: Any, in_check: Any
) -> None:
    client.force_login(wangfang)
    answer = client.post(f"/field/cases/{in_check.number}/act/check_fail/", {"reason": ""})
    assert answer.status_code == 422
    assert "请填写理由" in answer.content.decode()
    assert "<details open" in answer.content.decode()


def test_an_officer_reports_what_is_seen(client: Client, wangfang: Any, flood: Any) -> None:
    from chengyun.cases.models import Report

    client.force_login(wangfang)
    told = {"kind": flood.key, "text": "井口冒水", "lon": "121.4319", "lat": "31.1919",
            "key": "0b6f3f5e-8f43-4a57-9a5c-0a5c0d2f7a11"}  # fmt: skip
    for _ in range(2):
        assert client.post("/field/report/", told).url == "/field/"
    assert Report.objects.get().channel == "patrol"


def test_a_report_without_a_position_is_told_so(client: Client, wangfang: Any, flood: Any) -> None:
    client.force_login(wangfang)
    told = {"kind": flood.key, "text": "井口冒水", "key": "0b6f3f5e-8f43-4a57-9a5c-0a5c0d2f7a11"}
    answer = client.post("/field/report/", told)
    assert answer.status_code == 422
    assert "缺少位置" in answer.content.decode()


def test_the_field_asks_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/field/").url.startswith("/sign-in/")

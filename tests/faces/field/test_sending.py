"""The door of the outbox: what a phone sends is taken in once, or said why not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from chengyun.cases.models import Attachment, Case, LedgerEntry, Report
from chengyun.people.models import Patrol, Received
from tests.cases import photos
from tests.faces.conftest import LESHAN

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)


@pytest.fixture
def looked_for(case: Case, zhoumin: Any, do: Callable[..., Any]) -> Case:
    """The case in 徐家汇, waiting for a look on site."""
    return do(zhoumin, case, "verify")


def item(item: str, ago: timedelta = timedelta(0), **fields: Any) -> dict[str, Any]:
    done_at = (timezone.now() - ago).isoformat()
    return {"item": item, "key": str(uuid4()), "done_at": done_at, **fields}


def confirm(case: Case, **more: Any) -> dict[str, Any]:
    told = {"number": case.number, "action": "confirm", "reason": "属实", "version": case.version}
    return item("act", **{**told, **more})


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", photos.jpeg(place=photos.LESHAN_GPS))


def send(client: Client, told: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    answer = client.post("/field/send/", told)
    return answer.status_code, answer.json()


def test_an_action_sent_twice_with_its_photo_is_one_step_and_one_photo(
    client: Client, wangfang: Any, looked_for: Case
) -> None:
    client.force_login(wangfang)
    told = confirm(looked_for)
    first = send(client, {**told, "files": photo()})
    again = send(client, {**told, "files": photo()})
    assert (first[0], first[1]["state"], first[1]["again"]) == (200, "done", False)
    assert (again[1]["again"], again[1]["version"]) == (True, first[1]["version"])
    assert LedgerEntry.objects.filter(action="confirm").count() == 1
    assert Attachment.objects.count() == 1


def test_a_report_sent_twice_is_one_even_when_its_case_is_over_meanwhile(
    client: Client, wangfang: Any, flood: Any
) -> None:
    client.force_login(wangfang)
    told = item("report", kind=flood.key, lon=LESHAN[0], lat=LESHAN[1])
    assert send(client, {**told, "files": photo()})[0] == 200
    Case.objects.update(closed_at=timezone.now(), stage="closed")
    status, answer = send(client, {**told, "files": photo()})
    assert (status, answer["again"]) == (200, True)
    assert Report.objects.get().text == flood.title_zh, "without words, those of its kind"
    assert Attachment.objects.count() == 1


def test_a_conflict_says_who_did_what_meanwhile(
    client: Client, wangfang: Any, zhoumin: Any, looked_for: Case, do: Callable[..., Any]
) -> None:
    do(zhoumin, looked_for, "file")
    client.force_login(wangfang)
    status, answer = send(client, confirm(looked_for))
    assert (status, answer["state"]) == (409, "conflict")
    assert [(step["who"], step["what"]) for step in answer["steps"]] == [("周敏", "立案")]
    assert answer["now"]["stage"] == "已立案"
    assert "confirm" not in answer["now"]["actions"]
    assert not Received.objects.exists(), "it may come again in another form"


def test_words_in_conflict_are_kept_as_a_comment_with_the_same_key(
    client: Client, wangfang: Any, zhoumin: Any, looked_for: Case, do: Callable[..., Any]
) -> None:
    do(zhoumin, looked_for, "file")
    client.force_login(wangfang)
    told = confirm(looked_for)
    send(client, told)
    status, _ = send(client, {**told, "action": "comment", "version": ""})
    assert status == 200
    assert LedgerEntry.objects.get(action="comment").note == "属实"


def test_what_was_done_long_before_it_came_says_when(
    client: Client, wangfang: Any, looked_for: Case
) -> None:
    client.force_login(wangfang)
    told = confirm(looked_for, ago=timedelta(hours=3))
    assert send(client, told)[0] == 200
    note = LedgerEntry.objects.get(action="confirm").note
    at = timezone.localtime(timezone.now() - timedelta(hours=3))
    assert note.startswith("属实（现场时间 ") and f"{at:%H:}" in note


def test_a_refusal_is_told_in_a_sentence(client: Client, wangfang: Any, looked_for: Case) -> None:
    client.force_login(wangfang)
    status, answer = send(client, confirm(looked_for, reason=" "))
    assert (status, answer["state"], answer["code"]) == (422, "refused", "needs_result")
    assert answer["message"]


@pytest.mark.parametrize(
    "wrong",
    [{"item": "x"}, {"key": "1"}, {"done_at": "soon"}, {"done_at": "2026-01-01T00:00:00"}],
)
def test_what_no_phone_sends_is_refused_and_nothing_is_done(
    client: Client, wangfang: Any, looked_for: Case, wrong: dict[str, str]
) -> None:
    client.force_login(wangfang)
    status, answer = send(client, {**confirm(looked_for), **wrong})
    assert (status, answer["code"]) == (422, "unreadable")
    assert not LedgerEntry.objects.filter(action="confirm").exists()


def test_a_case_of_another_area_does_not_exist_for_the_outbox(
    client: Client, wangfang: Any, elsewhere: Case
) -> None:
    client.force_login(wangfang)
    status, answer = send(client, confirm(elsewhere))
    assert (status, answer["code"], answer["now"]) == (409, "unknown_case", None)


def test_without_a_session_the_phone_is_asked_to_sign_in_and_keeps_what_it_has(
    client: Client, looked_for: Case
) -> None:
    assert send(client, confirm(looked_for)) == (401, {"state": "signin"})
    assert client.get("/field/me.json").status_code == 401


def test_the_phone_learns_who_is_signed_in_before_it_sends(client: Client, wangfang: Any) -> None:
    client.force_login(wangfang)
    told = client.get("/field/me.json").json()
    assert told["user"] == wangfang.pk and told["csrf"] and told["version"]


def test_a_patrol_comes_in_batches(client: Client, wangfang: Any) -> None:
    client.force_login(wangfang)
    now = timezone.now()
    rows = [[now.timestamp() - 300 + 60 * n, 121.4319 + 0.001 * n, 31.19, 8] for n in range(4)]
    told = item("patrol", patrol=str(uuid4()), started_at=now.isoformat(), points=str(rows))
    status, answer = send(client, told)
    assert status == 200 and 250 < answer["metres"] < 320
    assert Patrol.objects.get().user == wangfang
    assert send(client, item("patrol", patrol=str(uuid4()), started_at=now.isoformat(),
                             points="[[1,2]]"))[1]["code"] == "bad_points"  # fmt: skip


def test_a_report_about_a_component_names_it(
    client: Client, wangfang: Any, flood: Any, component: Any
) -> None:
    client.force_login(wangfang)
    told = item(
        "report",
        kind=flood.key,
        lon=LESHAN[0],
        lat=LESHAN[1],
        component=component.code,
        text="坏了",
    )
    Case.objects.all().delete()
    assert send(client, told)[0] == 200
    made = Case.objects.get()
    expected = component.pk if made.area_path.startswith(wangfang.area.path) else None
    assert made.component_id == expected


@pytest.fixture
def component(district: Any) -> Any:
    from chengyun.places.models import Component

    return Component.objects.create(
        code="31010401010100001", category="01010", name="雨水井盖", authority_code="1" * 18,
        authority_name="区水务局", grid="310104014001001", state="intact", begun_on="2020-01-01",
        lon=LESHAN[0], lat=LESHAN[1], area_path=district.grid.path,
    )  # fmt: skip


def test_the_code_on_a_component_opens_it_with_its_open_cases(
    client: Client, wangfang: Any, component: Any, case: Case
) -> None:
    case.component = component
    case.save()
    client.force_login(wangfang)
    shown = client.get(f"/field/c/{component.code}/").content.decode()
    assert "雨水井盖" in shown and case.number in shown
    assert f"#c={component.code}" in shown
    assert client.get("/field/c/99999999999999999/").status_code == 404


def test_a_sheet_of_codes_holds_the_address_of_each_component_and_no_script(
    client: Client, zhoumin: Any, component: Any
) -> None:
    client.force_login(zhoumin)
    shown = client.get("/desk/components/qr/").content.decode()
    assert component.code in shown and "<svg" in shown and "onload" not in shown

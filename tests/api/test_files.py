from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chengyun.cases.models import Attachment, CaseType, Report
from chengyun.cases.services import ReportIn, attachments, take_report
from tests.cases import photos

pytestmark = pytest.mark.django_db
PHOTO = photos.jpeg(place=photos.LESHAN_GPS)
Send = Callable[..., Any]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)


@pytest.fixture
def reported(district: Any) -> Any:
    kind = CaseType.objects.create(
        key="flood.road", pack="flood", title_zh="道路积水", severity=3, limit="2uh",
        unit_kind="water",
    )  # fmt: skip
    return take_report(ReportIn("乐山路积水", 121.4319, 31.1919, kind.key, "张阿姨")).case


@pytest.fixture
def send(client: Client, reported: Any) -> Send:
    """Send a file to the case as the officer who is signed in."""

    def run(content: bytes = PHOTO, name: str = "a.jpg", **about: Any) -> Any:
        told = {"file": SimpleUploadedFile(name, content), **about}
        return client.post(f"/api/v1/cases/{reported.number}/attachments", told)

    return run


@pytest.fixture
def sent(client: Client, send: Send, zhoumin: Any) -> dict[str, Any]:
    """A photo that 周敏 sent, as the answer tells it."""
    client.force_login(zhoumin)
    answer = send()
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def test_an_officer_sends_a_photo_and_gets_it_back(
    client: Client, sent: dict[str, Any], reported: Any
) -> None:
    answer = client.get(sent["urls"]["original"])
    assert answer.getvalue() == PHOTO
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer["Content-Security-Policy"]
    small = client.get(sent["urls"]["320"])
    assert small["Content-Type"] == "image/jpeg"
    assert b"Exif" not in small.content
    listed = client.get(f"/api/v1/cases/{reported.number}/attachments").json()
    assert [one["id"] for one in listed] == [sent["id"]]


def test_the_same_key_twice_is_one_file(send: Send, client: Client, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    assert send(key="k").json()["id"] == send(key="k").json()["id"]
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("who", ["liqiang", "nobody"])
def test_who_may_not_see_the_case_gets_no_byte_of_it(
    who: str, client: Client, sent: dict[str, Any], send: Send, request: pytest.FixtureRequest
) -> None:
    client.logout()
    if who != "nobody":
        client.force_login(request.getfixturevalue(who))
    assert {client.get(url).status_code for url in sent["urls"].values()} == {404}
    assert send().status_code == (404 if who != "nobody" else 401)


def test_a_kiosk_link_shows_no_photos(client: Client, sent: dict[str, Any], zhoumin: Any) -> None:
    from chengyun.people.services import KIOSK, issue_token

    client.logout()
    token = issue_token(zhoumin, KIOSK)
    assert client.get(f"{sent['urls']['320']}?token={token}").status_code == 404


def test_a_bearer_token_opens_what_its_officer_may_see(
    client: Client, sent: dict[str, Any], zhoumin: Any, liqiang: Any
) -> None:
    from chengyun.people.services import issue_token

    client.logout()

    def status(user: Any) -> int:
        header = {"Authorization": f"Bearer {issue_token(user)}"}
        return client.get(sent["urls"]["320"], headers=header).status_code

    assert (status(zhoumin), status(liqiang)) == (200, 404)


@pytest.mark.parametrize(
    ("content", "status"), [(b"<svg/>", 415), (photos.bomb(), 422), (b"", 422)]
)
def test_bad_files_are_refused(
    content: bytes, status: int, client: Client, send: Send, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    assert send(content).status_code == status
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-99", 206, 0, 99),
        ("bytes=3900-", 206, 3900, 3999),
        ("bytes=-100", 206, 3900, 3999),
        ("bytes=3990-9999", 206, 3990, 3999),
        ("bytes=0-0, 5-6", 200, 0, 3999),
        ("nonsense", 200, 0, 3999),
    ],
)
def test_a_film_is_given_in_parts(
    asked: str, status: int, first: int, last: int, client: Client, send: Send, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    url = send(photos.mp4(), "a.mp4").json()["urls"]["original"]
    answer = client.get(url, headers={"Range": asked})
    assert answer.status_code == status
    assert answer.getvalue() == photos.mp4()[first : last + 1]
    assert int(answer["Content-Length"]) == last - first + 1
    assert answer["Content-Disposition"].startswith("inline;")
    if status == 206:
        assert answer["Content-Range"] == f"bytes {first}-{last}/4000"


def test_a_part_that_is_not_there_is_refused(client: Client, send: Send, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    url = send(photos.mp4(), "a.mp4").json()["urls"]["original"]
    answer = client.get(url, headers={"Range": "bytes=4000-"})
    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */4000")
    assert client.get(url.replace("original", "320")).status_code == 404


def test_what_is_known_is_not_sent_again(client: Client, sent: dict[str, Any]) -> None:
    tag = client.get(sent["urls"]["320"])["ETag"]
    answer = client.get(sent["urls"]["320"], headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content) == (304, b"")


def test_an_erased_photo_is_gone(client: Client, sent: dict[str, Any], zhoumin: Any) -> None:
    attachments.erase(zhoumin, sent["id"], "拍到了人脸")
    assert {client.get(url).status_code for url in sent["urls"].values()} == {404}


def test_a_reporter_sends_photos_by_the_secret_of_the_link(client: Client, reported: Any) -> None:
    url = f"/api/v1/reports/{Report.objects.get().follow}/attachments"
    answer = client.post(url, {"file": SimpleUploadedFile("a.jpg", PHOTO), "key": "k"})
    assert answer.status_code == 201
    assert set(answer.json()) == {"id", "bytes", "sha256"}
    guessed = client.post(
        "/api/v1/reports/guessed/attachments", {"file": SimpleUploadedFile("a.jpg", PHOTO)}
    )
    assert guessed.status_code == 404


def test_the_duty_officer_shows_a_photo_and_hides_it(
    client: Client, sent: dict[str, Any], zhaoguohua: Any
) -> None:
    url = f"/api/v1/attachments/{sent['id']}/public"

    def say(public: bool) -> Any:
        return client.post(url, {"public": public}, content_type="application/json")

    assert say(True).json()["public"] is True
    assert say(False).json()["public"] is False
    client.force_login(zhaoguohua)
    assert say(True).status_code == 403

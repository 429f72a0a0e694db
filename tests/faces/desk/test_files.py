from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chengyun.cases.models import Attachment, LedgerEntry
from tests.cases import photos

pytestmark = pytest.mark.django_db
PHOTO = photos.jpeg(place=photos.LESHAN_GPS)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)


@pytest.fixture
def attach(client: Client, case: Any, zhoumin: Any) -> Callable[..., Any]:
    """Attach files on the desk as 周敏."""
    client.force_login(zhoumin)

    def run(*contents: bytes, **about: str) -> Any:
        files = [SimpleUploadedFile(f"{n}.jpg", body) for n, body in enumerate(contents)]
        return client.post(f"/desk/cases/{case.number}/files/", {"files": files, **about},
                           follow=True)  # fmt: skip

    return run


def test_files_are_attached_on_the_page_of_the_case_and_seen_there(
    attach: Callable[..., Any],
) -> None:
    page = attach(PHOTO, photos.png(), moment="before", key="k").content.decode()
    for file in Attachment.objects.all():
        assert f"/attachments/{file.key}/320" in page
    assert "处置前" in page


def test_one_bad_file_and_none_is_attached(attach: Callable[..., Any]) -> None:
    page = attach(PHOTO, b"<script>").content.decode()
    assert "1.jpg" in page
    assert "不支持" in page
    assert not Attachment.objects.exists()


def test_one_file_is_shown_large_with_its_neighbours_and_what_is_known_of_it(
    attach: Callable[..., Any], client: Client, case: Any
) -> None:
    attach(PHOTO, photos.png())
    first, second = Attachment.objects.order_by("pk")
    page = client.get(f"/desk/cases/{case.number}/files/{first.key}/").content.decode()
    assert f"/attachments/{first.key}/1280" in page
    assert f'data-go="ArrowRight" href="/desk/cases/{case.number}/files/{second.key}/' in page
    assert "ArrowLeft" not in page
    assert first.sha256 in page
    assert "121.43190" in page


def test_a_photo_is_shown_to_residents_and_hidden_again(
    attach: Callable[..., Any], client: Client, case: Any
) -> None:
    attach(PHOTO)
    file = Attachment.objects.get()
    for public in ("1", "0"):
        client.post(f"/desk/cases/{case.number}/files/{file.key}/show/", {"public": public})
        file.refresh_from_db()
        assert file.public is (public == "1")


def test_erasing_needs_a_reason_and_leaves_a_step(
    attach: Callable[..., Any], client: Client, case: Any
) -> None:
    attach(PHOTO)
    url = f"/desk/cases/{case.number}/files/{Attachment.objects.get().key}/erase/"
    client.post(url, {"reason": ""})
    assert Attachment.objects.get().erased_at is None
    client.post(url, {"reason": "拍到了人脸"})
    assert LedgerEntry.objects.get(action="erase_file").note == "拍到了人脸"
    page = client.get(f"/desk/cases/{case.number}/").content.decode()
    assert Attachment.objects.get().key not in page


def test_files_of_a_case_elsewhere_do_not_exist(
    attach: Callable[..., Any], client: Client, case: Any, liqiang: Any
) -> None:
    attach(PHOTO)
    key = Attachment.objects.get().key
    client.force_login(liqiang)
    at = f"/desk/cases/{case.number}/files/"
    assert client.post(at, {"files": SimpleUploadedFile("a.jpg", PHOTO)}).status_code == 404
    assert client.get(f"{at}{key}/").status_code == 404
    assert client.post(f"{at}{key}/show/", {"public": "1"}).status_code == 404
    assert client.post(f"{at}{key}/erase/", {"reason": "x"}).status_code == 404


def test_the_case_file_is_a_pdf_and_its_making_is_recorded(
    client: Client, case: Any, zhoumin: Any, liqiang: Any
) -> None:
    from chengyun.people.models import AuditEntry

    client.force_login(zhoumin)
    answer = client.get(f"/desk/cases/{case.number}/file.pdf")
    if answer.status_code == 503:
        pytest.skip("no Chinese font on this machine")
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Type"] == "application/pdf"
    row = AuditEntry.objects.get()
    assert (row.actor, row.action, row.target) == (zhoumin, "case_file", case.number)
    client.force_login(liqiang)
    assert client.get(f"/desk/cases/{case.number}/file.pdf").status_code == 404


def test_before_and_after_stand_beside_each_other(attach: Callable[..., Any]) -> None:
    for moment, shown in (("before", False), ("evidence", False), ("after", True)):
        page = attach(PHOTO, moment=moment, key=moment).content.decode()
        assert ('class="pair"' in page) == shown
    before, after = (Attachment.objects.get(moment=name) for name in ("before", "after"))
    pair = page[page.index('class="pair"') : page.index('class="gallery"')]
    assert pair.index(before.key) < pair.index(after.key)

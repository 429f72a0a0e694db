from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chengyun.cases.models import Attachment, Case, Report
from chengyun.cases.services import attachments
from tests.cases import photos
from tests.faces.public import telling

pytestmark = pytest.mark.django_db
PHOTO = photos.jpeg(place=photos.LESHAN_GPS)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)


def sent(content: bytes = PHOTO, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def tell(client: Client, flood: Any, **more: Any) -> Any:
    secret = telling.draft(client, flood, **more)
    return telling.send(client, secret)


def test_a_report_comes_with_its_photos(client: Client, flood: Any) -> None:
    files = [sent(), sent(photos.png(), "b.png")]
    assert tell(client, flood, files=files).status_code == 302
    report = Report.objects.get()
    assert [file.moment for file in report.attachments.all()] == ["before", "before"]


def test_a_bad_photo_is_named_and_the_good_ones_are_kept(client: Client, flood: Any) -> None:
    answer = telling.matter(client, flood, files=[sent(b"MZ\x90")])
    assert answer.status_code == 422
    assert "a.jpg" in answer.content.decode()


def test_photos_are_kept_with_the_draft_and_taken_out_again(client: Client, flood: Any) -> None:
    answer = telling.matter(client, flood, files=[sent()], text="水")
    assert answer.status_code == 422
    url = answer.content.decode().split('<li><img src="')[1].split('"')[0]
    shown = client.get(url)
    assert shown["Content-Type"] == "image/jpeg" and b"Exif" not in shown.content
    assert client.get(url.replace("/d/", "/d/guess")).status_code == 404
    page = url.rsplit("/", 1)[0] + "/"
    sha256 = url.rsplit("/", 1)[1].removesuffix(".jpg")
    told = {"text": "水", "kind": flood.key, **telling.HERE, "drop": sha256}
    assert '<li><img src="' not in client.post(page, told).content.decode()
    assert client.get(url).status_code == 404


def test_six_photos_are_too_many(client: Client, flood: Any) -> None:
    answer = telling.matter(client, flood, files=[sent() for _ in range(6)])
    assert answer.status_code == 422


def test_photos_are_throttled(client: Client, flood: Any) -> None:
    from chengyun.faces.public.photos import UPLOADS

    for _ in range(UPLOADS.limit):
        UPLOADS.count("127.0.0.1")
    assert telling.matter(client, flood, files=[sent()]).status_code == 422


@pytest.fixture
def report(client: Client, flood: Any) -> Any:
    """The report of 张阿姨 with one photo."""
    tell(client, flood, files=[sent()])
    return Report.objects.get()


def test_the_reporter_sees_the_photo_painted_anew(client: Client, report: Any) -> None:
    page = client.get(f"/follow/{report.follow}/").content.decode()
    url = f"/follow/{report.follow}/photos/{Attachment.objects.get().key}/1280"
    assert url in page
    answer = client.get(url)
    assert answer["Content-Type"] == "image/jpeg"
    assert b"Exif" not in answer.content
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert client.get(url.replace("1280", "5000")).status_code == 404


def test_the_photo_of_an_officer_is_seen_once_it_is_shown(
    client: Client, report: Any, zhoumin: Any
) -> None:
    from chengyun.cases.files import intake

    file = intake.take(photos.opened(photos.jpeg(colour="green")), "after.jpg")
    told = attachments.Told("after")
    (made,) = attachments.attach(zhoumin, report.case.number, [file], told)
    url = f"/follow/{report.follow}/photos/{made.key}/320"
    assert client.get(url).status_code == 404
    attachments.show(zhoumin, made.key, True)
    assert client.get(url).status_code == 200
    assert "处置后" in client.get(f"/follow/{report.follow}/").content.decode()


def test_another_reporter_does_not_see_the_photo_of_the_first(
    client: Client, report: Any, flood: Any
) -> None:
    from chengyun.cases.services import ReportIn, take_report

    other = take_report(ReportIn("也看见积水", 121.4319, 31.1919, flood.key))
    assert other.case_id == report.case_id
    key = Attachment.objects.get().key
    assert client.get(f"/follow/{other.follow}/photos/{key}/320").status_code == 404
    assert client.get(f"/follow/guessed/photos/{key}/320").status_code == 404
    assert client.get(f"/attachments/{key}/320").status_code == 404


def test_nothing_of_a_confidential_case_is_shown(client: Client, report: Any) -> None:
    Case.objects.update(confidential=True)
    Attachment.objects.update(public=True)
    key = Attachment.objects.get().key
    assert client.get(f"/follow/{report.follow}/photos/{key}/320").status_code == 404
    assert key not in client.get(f"/follow/{report.follow}/").content.decode()


def test_photos_are_added_later_and_the_same_form_twice_is_once(
    client: Client, report: Any
) -> None:
    for _ in range(2):
        told = {"files": [sent(photos.png(), "b.png")], "key": "again"}
        client.post(f"/follow/{report.follow}/photos/", told)
    assert report.attachments.count() == 2

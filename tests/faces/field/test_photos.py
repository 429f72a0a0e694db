from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chengyun.cases.models import Attachment, Case, LedgerEntry
from tests.cases import photos

pytestmark = pytest.mark.django_db
PHOTO = photos.jpeg(place=photos.LESHAN_GPS)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)


def sent(content: bytes = PHOTO) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", content)


def test_a_handler_sends_the_photo_of_the_result_with_the_action(
    client: Client, dispatched: Any, liqiang: Any, do: Any
) -> None:
    do(liqiang, dispatched, "accept")
    client.force_login(liqiang)
    told = {"reason": "已抽排", "key": "k-1", "files": sent()}
    client.post(f"/field/cases/{dispatched.number}/act/handle/", told)
    file = Attachment.objects.get()
    assert (file.moment, file.step, file.uploaded_by) == ("after", "handle", liqiang)
    last = LedgerEntry.objects.order_by("-seq").values_list("action", flat=True)[:2]
    assert list(last) == ["handle", "attach_file"]
    page = client.get(f"/field/cases/{dispatched.number}/").content.decode()
    assert f"/attachments/{file.key}/320" in page


def test_an_action_that_is_refused_leaves_no_photo(
    client: Client, dispatched: Any, liqiang: Any
) -> None:
    client.force_login(liqiang)
    told = {"reason": "已抽排", "key": "k-1", "files": sent()}
    answer = client.post(f"/field/cases/{dispatched.number}/act/handle/", told)
    assert answer.status_code == 422
    assert not Attachment.objects.exists()
    assert not LedgerEntry.objects.filter(action="attach_file").exists()


def test_a_bad_photo_stops_the_action_and_keeps_what_was_typed(
    client: Client, dispatched: Any, liqiang: Any, do: Any
) -> None:
    do(liqiang, dispatched, "accept")
    client.force_login(liqiang)
    told = {"reason": "已抽排", "key": "k-1", "files": sent(b"<svg>")}
    answer = client.post(f"/field/cases/{dispatched.number}/act/handle/", told)
    assert answer.status_code == 422
    assert "已抽排" in answer.content.decode()
    assert Case.objects.get().stage == "handling"


def test_a_report_without_a_position_takes_that_of_its_photo(
    client: Client, flood: Any, wangfang: Any
) -> None:
    client.force_login(wangfang)
    key = "6f0cbb52-7f7e-4b2a-9a55-7c9b5b9b4a11"
    told = {"kind": flood.key, "text": "路口积水", "key": key, "files": sent()}
    assert client.post("/field/report/", told).status_code == 302
    case = Case.objects.get()
    assert (case.lon, case.lat) == pytest.approx(photos.LESHAN_GPS, abs=1e-4)
    assert Attachment.objects.get().moment == "before"


def test_a_report_without_any_position_is_asked_for_one(
    client: Client, flood: Any, wangfang: Any
) -> None:
    client.force_login(wangfang)
    key = "6f0cbb52-7f7e-4b2a-9a55-7c9b5b9b4a11"
    told = {"kind": flood.key, "text": "路口积水", "key": key, "files": sent(photos.jpeg())}
    assert client.post("/field/report/", told).status_code == 422
    assert not Case.objects.exists()

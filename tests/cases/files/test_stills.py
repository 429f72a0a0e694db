"""Last pictures of cameras: taken from their sources, shown within the area, gone after a day."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from chengyun.cases.files import store
from chengyun.cases.models import CameraStill
from chengyun.cases.services import Refused, ReportIn, attachments, stills, take_report
from chengyun.people.services import KIOSK, issue_token
from chengyun.sensing.models import Thing
from chengyun.sensing.services import create_source, revoke_source
from tests.cases import photos

pytestmark = pytest.mark.django_db
LESHAN = (121.4319, 31.1919)


def png(colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 180), colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def camera(district: Any) -> Thing:
    """It stands 30 m from 乐山路."""
    return Thing.objects.create(
        key="hik/7", name="乐山路口摄像头", kind="camera", area=district.grid, lon=LESHAN[0],
        lat=LESHAN[1] + 0.0003,
    )  # fmt: skip


@pytest.fixture
def source(db: None) -> Any:
    return create_source("cameras", prefixes=["hik/"])


@pytest.fixture
def case(district: Any) -> Any:
    made = take_report(ReportIn("乐山路积水", *LESHAN, "", "张阿姨", "13812345678")).case
    made.area, made.area_path = district.grid, district.grid.path
    made.save()
    return made


def post(client: Client, key: str, body: bytes, camera: str = "hik/7") -> Any:
    path, headers = f"/api/v1/cameras/{camera}/still", {"Authorization": f"Bearer {key}"}
    return client.post(path, body, content_type="image/jpeg", headers=headers)


def beside(client: Client, user: Any, case: Any) -> Any:
    headers = {"Authorization": f"Bearer {issue_token(user)}"}
    told = client.get(f"/api/v1/wall/cases/{case.number}", headers=headers)
    return told.json()["stills"]


def test_the_last_picture_of_a_camera_stands_beside_the_incident(
    client: Client, source: Any, camera: Thing, case: Any, zhoumin: Any
) -> None:
    for body in (photos.jpeg(place=photos.LESHAN_GPS), png()):
        assert post(client, source.key, body).status_code == 201
    (shown,) = beside(client, zhoumin, case)
    assert (shown["name"], shown["simulated"]) == ("乐山路口摄像头", False)
    client.force_login(zhoumin)
    small = client.get(shown["urls"]["320"])
    assert (small.status_code, small["Content-Type"]) == (200, "image/jpeg")
    assert client.get(f"/stills/{shown['id']}/original").status_code == 404
    assert CameraStill.objects.count() == 1
    assert len({store.digest_in(name) for name, _ in store.current().names()}) == 1


def test_a_picture_is_theirs_alone_who_may_see_the_area(
    client: Client,
    source: Any,
    camera: Thing,
    case: Any,
    zhaoguohua: Any,
    wangfang: Any,
    district: Any,
) -> None:
    post(client, source.key, png())
    address = f"/stills/{CameraStill.objects.get().key}/320"
    assert client.get(address).status_code == 404
    token = issue_token(zhaoguohua, KIOSK)
    assert client.get(address, {"token": token}).status_code == 404
    told = client.get(f"/api/v1/wall/cases/{case.number}", {"token": token}).json()
    assert told["stills"] == []
    client.force_login(wangfang)
    assert client.get(address).status_code == 200
    wangfang.area = district.tianlin
    wangfang.save()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 422), (b"GIF89a" + bytes(40), 415), (b"<svg/>", 415), (png()[:200], 422)],
)
def test_what_is_no_picture_is_refused(
    client: Client, source: Any, camera: Thing, body: bytes, status: int
) -> None:
    assert post(client, source.key, body).status_code == status
    assert not CameraStill.objects.exists()


def test_a_picture_of_more_than_four_megabytes_is_refused(
    client: Client, source: Any, camera: Thing
) -> None:
    assert post(client, source.key, photos.jpeg() + bytes(4 << 20)).status_code == 413


def test_only_the_key_of_a_source_that_may_write_the_camera_opens_the_door(
    client: Client, source: Any, camera: Thing
) -> None:
    other = create_source("others", prefixes=["dahua/"])
    assert post(client, "", png()).status_code == 401
    assert post(client, "wrong", png()).status_code == 401
    assert post(client, other.key, png()).status_code == 404
    assert post(client, source.key, png(), "hik/8").status_code == 404
    revoke_source("cameras")
    assert post(client, source.key, png()).status_code == 401


def test_a_thing_that_does_not_look_takes_no_picture(source: Any, camera: Thing) -> None:
    Thing.objects.update(kind="smoke_detector")
    with pytest.raises(Refused) as refused:
        stills.keep(source.source, "hik/7", io.BytesIO(png()))
    assert refused.value.code == "unknown_camera"


def test_a_picture_is_thrown_away_after_a_day(
    client: Client, source: Any, camera: Thing, case: Any, zhoumin: Any
) -> None:
    late = timezone.now() - stills.KEPT - timedelta(minutes=1)
    made = stills.keep(source.source, "hik/7", io.BytesIO(png()))
    attachments.clean(timezone.now() + timedelta(days=2))
    assert store.current().has(store.original(made.sha256))
    CameraStill.objects.update(received_at=late)
    assert beside(client, zhoumin, case) == []
    assert stills.forget() == 1
    assert not store.current().has(store.original(made.sha256))


def test_a_camera_far_away_is_not_beside_the_incident(
    client: Client, source: Any, camera: Thing, case: Any, zhoumin: Any
) -> None:
    post(client, source.key, png())
    Thing.objects.update(lat=LESHAN[1] + 0.01)
    assert beside(client, zhoumin, case) == []

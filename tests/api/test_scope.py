"""Every reading door asks the one policy: an officer without a place or a unit sees nothing."""

from typing import Any

import pytest
from django.test import Client

from chengyun.api import points
from chengyun.people.models import User
from chengyun.people.services import issue_token


@pytest.fixture
def placeless(district: Any) -> dict[str, str]:
    user = User.objects.create(username="nowhere", role="grid_officer")
    return {"Authorization": f"Bearer {issue_token(user)}"}


@pytest.fixture
def one_device(district: Any) -> int:
    from chengyun.sensing.models import Datastream, ObservedProperty, Thing

    pm25 = ObservedProperty.objects.create(code="pm25", name_zh="颗粒物", minimum=0, maximum=999)
    thing = Thing.objects.create(key="t", name="t", kind="air", area=district.grid, lon=121, lat=31)
    stream = Datastream.objects.create(key="t/pm25", thing=thing, observed_property=pm25)
    points.hold(None)
    return stream.pk


def test_no_device_and_no_figure_is_shown(
    client: Client, placeless: dict[str, str], one_device: int
) -> None:
    assert client.get("/api/v1/points", headers=placeless).json()["id"] == []
    for path in ("wall", f"datastreams/{one_device}/history", "areas.geojson"):
        assert client.get(f"/api/v1/{path}", headers=placeless).status_code == 404


def test_the_district_sees_the_device(client: Client, zhoumin: Any, one_device: int) -> None:
    headers = {"Authorization": f"Bearer {issue_token(zhoumin)}"}
    assert client.get("/api/v1/points", headers=headers).json()["id"] == [one_device]
    assert (
        client.get(f"/api/v1/datastreams/{one_device}/history", headers=headers).status_code == 200
    )

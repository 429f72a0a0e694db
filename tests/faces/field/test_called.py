"""吹哨报到 on the phone: who is called to the scene says that they have come."""

from typing import Any

import pytest
from django.test import Client

from chengyun.cases.models import Task, TaskKind
from chengyun.cases.services import tasks
from tests.faces.conftest import LESHAN
from tests.faces.field.test_field import page


@pytest.fixture
def fireman(district: Any) -> Any:
    from chengyun.people.models import User

    return User.objects.create(
        username="fire1", name="高翔", role="handler", unit=district.fire, area=district.root
    )


@pytest.fixture
def called(zhoumin: Any, dispatched: Any, district: Any) -> Task:
    wanted = tasks.Call(TaskKind.SCENE, [district.fire], "请到现场会商")
    return tasks.call(zhoumin, dispatched.number, wanted)[0]


def test_the_call_stands_first_until_somebody_has_come(
    client: Client, fireman: Any, liqiang: Any, called: Task
) -> None:
    client.force_login(fireman)
    shown = page(client, "/field/")
    assert "请到现场会商" in shown and "我已到场" in shown
    lon, lat = LESHAN
    client.post(f"/field/tasks/{called.pk}/arrive/", {"lon": lon, "lat": lat + 0.001})
    called.refresh_from_db()
    assert (called.stage, called.arrived_m) == ("arrived", 111)
    shown = page(client, "/field/")
    assert "我已到场" not in shown, "what is left of it is a task like others"
    client.force_login(liqiang)
    assert "请到现场会商" not in page(client, "/field/")


@pytest.mark.parametrize("given", [{}, {"lon": "", "lat": ""}, {"lon": "x", "lat": "nan"}])
def test_an_arrival_counts_without_a_position(
    client: Client, fireman: Any, called: Task, given: dict[str, str]
) -> None:
    client.force_login(fireman)
    client.post(f"/field/tasks/{called.pk}/arrive/", given)
    called.refresh_from_db()
    assert (called.stage, called.arrived_m) == ("arrived", None)


def test_nobody_arrives_for_another_unit(client: Client, liqiang: Any, called: Task) -> None:
    client.force_login(liqiang)
    answer = client.post(f"/field/tasks/{called.pk}/arrive/", follow=True)
    called.refresh_from_db()
    assert called.stage == "open"
    assert answer.status_code == 200

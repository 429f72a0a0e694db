"""Visits by the outbox: kept once, at the time they were made, and what others did is shown."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from msgspec import json

from chengyun.cases.models import Case
from chengyun.packs import services
from chengyun.packs.district import Bound
from chengyun.packs.models import Entry, Inspection
from chengyun.people.models import User
from tests.faces.conftest import LESHAN

pytestmark = pytest.mark.django_db
PLACE = {
    "title": "乐山饭店", "risk": "red", "trade": "catering", "licence": "91310104MA00000001",
    "address": "乐山路2号", "keeper": "沈国平", "keeper_phone": "13912345678",
}  # fmt: skip
HYDRANT = {"number": "XF-1", "kind": "above", "state": "sound", "pressure": "0.2", "road": "乐山路"}


@pytest.fixture
def house(district: Any) -> Bound:
    services.install()
    return Bound("hazards", None)


@pytest.fixture
def restaurant(house: Bound) -> Entry:
    """A place of red risk whose visit is long due."""
    made = house.add("hazard_place", PLACE, at=LESHAN)
    Entry.objects.update(added_at=timezone.now() - timedelta(days=40))
    return Entry.objects.get(key=made.key)


@pytest.fixture
def phone(client: Client, wangfang: Any) -> Client:
    client.force_login(wangfang)
    return client


def at(entry: Entry) -> str:
    return f"/field/visits/hazards/hazard_place/{entry.key}/place_visit/"


def visit(page: Any, ago: timedelta = timedelta(0), **states: str) -> dict[str, Any]:
    """What the phone keeps of a checklist with every item met but those in `states`."""
    answers = {f"state-{one['item'].key}": ["ok"] for one in page.context["items"]}
    answers |= {f"state-{key}": [state] for key, state in states.items()}
    return {
        "item": "visit", "key": str(uuid4()), "done_at": (timezone.now() - ago).isoformat(),
        "visit": page.context["call"].path, "version": str(page.context["seen"]),
        "given": json.encode(answers).decode(),
    }  # fmt: skip


def send(client: Client, told: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    answer = client.post("/field/send/", told)
    return answer.status_code, answer.json()


def test_a_visit_sent_twice_is_one_visit_at_the_time_it_was_made(
    phone: Client, restaurant: Entry
) -> None:
    told = visit(phone.get(at(restaurant)), timedelta(hours=3), gas="fail")
    first, again = send(phone, told), send(phone, told)
    assert (first[0], first[1]["score"], first[1]["again"]) == (200, 85, False)
    assert (again[1]["score"], again[1]["again"]) == (85, True)
    made = Inspection.objects.get()
    assert timedelta(hours=2) < timezone.now() - made.at < timedelta(hours=4)
    opened = Entry.objects.get(key=made.entries[0])
    assert timezone.now() - opened.added_at < timedelta(minutes=1), "its clock begins when it came"
    assert not Case.objects.exists()


def test_who_else_was_there_meanwhile_is_shown_and_it_may_be_sent_all_the_same(
    phone: Client, restaurant: Entry, wangfang: User
) -> None:
    told = visit(phone.get(at(restaurant)))
    other = User.objects.create_user(
        "xuli", name="徐丽", role=wangfang.role, unit=wangfang.unit, area=wangfang.area
    )
    colleague = Client()
    colleague.force_login(other)
    assert send(colleague, visit(colleague.get(at(restaurant))))[0] == 200
    status, answer = send(phone, told)
    assert (status, answer["state"], answer["code"]) == (409, "conflict", "visited")
    assert [(step["who"], step["what"]) for step in answer["steps"]] == [("徐丽", "已走访检查")]
    anyway = {**told, "version": answer["now"]["version"]}
    assert answer["now"]["actions"] == ["visit"]
    assert send(phone, anyway)[0] == 200
    assert Inspection.objects.count() == 2


def test_going_twice_oneself_is_no_conflict(phone: Client, restaurant: Entry) -> None:
    page = phone.get(at(restaurant))
    assert [send(phone, visit(page))[0] for _twice in range(2)] == [200, 200]


def test_a_visit_to_what_has_ended_is_a_conflict_without_a_way_on(
    phone: Client, restaurant: Entry
) -> None:
    told = visit(phone.get(at(restaurant)))
    Entry.objects.update(ended_at=timezone.now())
    status, answer = send(phone, told)
    assert (status, answer["state"], answer["now"]) == (409, "conflict", None)


def test_an_incomplete_visit_is_refused_with_a_sentence(phone: Client, restaurant: Entry) -> None:
    told = visit(phone.get(at(restaurant))) | {"given": "{}"}
    status, answer = send(phone, told)
    assert (status, answer["state"], answer["code"]) == (422, "refused", "answer_all")
    for wrong in ({"given": "[1]"}, {"visit": "hazards"}):
        assert send(phone, told | wrong)[1]["code"] == "unreadable"


def test_a_form_that_somebody_changed_meanwhile_is_a_conflict(
    phone: Client, house: Bound, wangfang: User
) -> None:
    made = house.add("hydrant", HYDRANT, at=LESHAN)
    page = phone.get(f"/field/visits/fire/hydrant/{made.key}/hydrant_monthly/")
    given = {"state": ["weak"], "pressure": ["0.1"]}
    told = {
        "item": "visit", "key": str(uuid4()), "done_at": timezone.now().isoformat(),
        "visit": page.context["call"].path, "version": str(page.context["seen"]),
        "given": json.encode(given).decode(),
    }  # fmt: skip
    house.change(made.key, pressure="0.15")
    status, answer = send(phone, told)
    assert (status, answer["code"]) == (409, "visited")
    assert Entry.objects.get().values["pressure"] == 0.15


def test_the_list_of_the_day_leads_to_the_visit_under_the_workers_scope(
    phone: Client, restaurant: Entry
) -> None:
    assert f'href="{at(restaurant)}" data-version=' in phone.get("/field/").content.decode()
    page = phone.get(at(restaurant))
    assert page.headers["X-Field-User"]
    assert 'data-send="visit"' in page.content.decode()


def test_a_visit_of_another_area_does_not_exist(
    phone: Client, house: Bound, district: Any, wangfang: User
) -> None:
    made = house.add("hazard_place", PLACE, at=LESHAN)
    Entry.objects.update(area=district.tianlin, area_path=district.tianlin.path)
    entry = Entry.objects.get(key=made.key)
    assert phone.get(at(entry)).status_code == 404

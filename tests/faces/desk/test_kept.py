"""Area, unit and days chosen on one page are found again on the next."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chengyun.faces.desk import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, zhoumin: Any) -> Client:
    client.force_login(zhoumin)
    return client


def rows(page: Any) -> list[str]:
    return [case.number for case in page.context["page"].items]


def test_an_area_chosen_in_the_queue_is_chosen_in_the_evaluation(
    desk: Client, case: Any, district: Any
) -> None:
    street = district.xujiahui.code
    desk.get("/desk/", {"open": "1", "area": street})
    moved = desk.get("/desk/evaluation/")
    assert moved.status_code == 302 and f"area={street}" in moved["Location"]
    shown = desk.get(moved["Location"]).content.decode()
    assert 'class="kept-row"' in shown and "徐家汇街道" in shown


def test_a_unit_chosen_on_a_board_narrows_the_queue(
    desk: Client, case: Any, dispatched: Any, elsewhere: Any, district: Any
) -> None:
    desk.get(reverse("matters"), {"unit": district.water.code})
    page = desk.get("/desk/", follow=True)
    assert page.redirect_chain[-1][0].endswith(f"open=1&unit={district.water.code}")
    assert rows(page) == [dispatched.number]


def test_an_address_that_says_anything_is_left_alone(
    desk: Client, case: Any, elsewhere: Any, district: Any
) -> None:
    desk.get("/desk/", {"open": "1", "area": district.xujiahui.code})
    page = desk.get("/desk/", {"open": "1"})
    assert page.status_code == 200 and set(rows(page)) == {case.number, elsewhere.number}


def test_what_is_cleared_on_one_page_is_cleared_on_all(desk: Client, district: Any) -> None:
    page = desk.get("/desk/", {"open": "1", "area": district.xujiahui.code})
    gone = kept.clear(page.wsgi_request)
    assert desk.get(gone).status_code == 200
    assert desk.get("/desk/evaluation/").status_code == 200


def test_days_are_kept_for_the_day_on_which_they_were_chosen(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.get("/desk/evaluation/", {"from": "2026-11-02", "to": "2026-11-08"})
    moved = desk.get("/desk/tasks/record/")
    assert moved["Location"].endswith("from=2026-11-02&to=2026-11-08")
    tomorrow: date = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(kept.timezone, "localdate", lambda: tomorrow)
    assert desk.get("/desk/tasks/record/").status_code == 200


def test_a_kept_area_shows_nobody_more_than_is_theirs(
    client: Client, wangfang: Any, case: Any, elsewhere: Any, district: Any
) -> None:
    client.force_login(wangfang)
    client.get("/desk/", {"open": "1", "area": district.tianlin.code})
    page = client.get("/desk/", follow=True)
    assert page.redirect_chain and rows(page) == []


def test_what_one_person_chose_is_not_anothers(
    client: Client, zhoumin: Any, chenli: Any, district: Any
) -> None:
    client.force_login(zhoumin)
    client.get("/desk/", {"open": "1", "area": district.xujiahui.code})
    client.force_login(chenli)
    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize("name", ["projects-map", "goals-due", "goals-ranking"])
def test_a_unit_chosen_before_goes_along_to_gantt_due_dates_and_rankings(
    desk: Client, district: Any, name: str
) -> None:
    desk.get("/desk/", {"open": "1", "unit": district.water.code})
    moved = desk.get(reverse(name))
    assert moved.status_code == 302
    assert moved["Location"] == f"{reverse(name)}?unit={district.water.code}"
    assert 'class="kept-row"' in desk.get(moved["Location"]).content.decode()

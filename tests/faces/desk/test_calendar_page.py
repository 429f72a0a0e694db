"""The wall calendar of the desk, duty hours and the escalation ladder."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from chengyun.cases.models import EscalationStep
from chengyun.people.models import Holiday, Unit


def page(client: Client, user: Any, query: str = "") -> str:
    client.force_login(user)
    return client.get(f"/desk/calendar/?{query}").content.decode()


def test_a_month_shows_workdays_rest_days_and_make_up_days(client: Client, admin: Any) -> None:
    shown = page(client, admin, "month=2026-10")
    assert shown.count('class="month-day"') == 35
    assert "国庆节" in shown
    assert "2026年10月" in shown
    assert shown.count(">班<") >= 2  # a make-up Saturday, and the key


def test_a_year_whose_notice_is_unknown_is_said_so(client: Client, admin: Any) -> None:
    assert "尚无 2031 年节假日安排" in page(client, admin, "month=2031-05")
    Holiday.objects.create(date=date(2031, 5, 1), worked=False)
    assert "尚无 2031 年节假日安排" not in page(client, admin, "month=2031-05")


def test_an_administrator_makes_a_day_a_rest_day_and_takes_it_back(
    client: Client, admin: Any, district: Any
) -> None:
    client.force_login(admin)
    given = {"day": "2026-11-24", "unit": "swj", "state": "rest", "name": "台风"}
    shown = client.post("/desk/calendar/day/", given, follow=True).content.decode()
    assert "日历已调整" in shown
    (entered,) = Holiday.objects.all()
    assert (entered.unit, entered.worked, entered.name) == (district.water, False, "台风")
    client.post("/desk/calendar/day/", given | {"state": ""})
    assert not Holiday.objects.exists()


def test_an_administrator_sets_the_hours_of_a_unit_or_hears_what_is_wrong(
    client: Client, admin: Any, district: Any
) -> None:
    client.force_login(admin)
    client.post("/desk/calendar/hours/", {"unit": "swj", "hours": "09:00-17:00"})
    assert Unit.objects.get(code="swj").duty_hours == "09:00-17:00"
    wrong = {"unit": "swj", "hours": "17:00-09:00"}
    shown = client.post("/desk/calendar/hours/", wrong, follow=True).content.decode()
    assert "先后有序" in shown
    assert Unit.objects.get(code="swj").duty_hours == "09:00-17:00"


def test_the_ladder_is_set_for_each_severity(client: Client, admin: Any) -> None:
    client.force_login(admin)
    given = {f"{s}-{kind}": "80" for s in (1, 2, 3, 4) for kind in ("handler", "unit_lead")}
    client.post("/desk/calendar/escalation/", given)
    assert set(EscalationStep.objects.values_list("severity", "kind", "percent")) == {
        (s, kind, percent)
        for s in (1, 2, 3, 4)
        for kind, percent in [
            ("handler", 80), ("unit_lead", 80), ("duty_officer", None), ("leader", None)
        ]
    }  # fmt: skip
    shown = client.post("/desk/calendar/escalation/", {"1-leader": "soon"}, follow=True)
    assert "1 至 1000" in shown.content.decode()
    assert EscalationStep.objects.filter(percent=80).count() == 8


def test_others_read_the_calendar_and_change_nothing(client: Client, zhoumin: Any) -> None:
    shown = page(client, zhoumin, "day=2026-11-24")
    assert "08:00-12:00,14:00-18:00" in shown
    assert 'name="state"' not in shown
    client.post("/desk/calendar/day/", {"day": "2026-11-24", "state": "rest"})
    client.post("/desk/calendar/escalation/", {"1-leader": "80"})
    assert not Holiday.objects.exists()
    assert not EscalationStep.objects.exists()


@pytest.mark.parametrize("query", ["month=soon", "month=9999-01", "day=2026-02-31", "unit=nobody"])
def test_an_address_that_makes_no_sense_shows_this_month(
    query: str, client: Client, admin: Any
) -> None:
    assert 'aria-current="date"' in page(client, admin, query)


def test_a_day_that_is_none_is_refused(client: Client, admin: Any) -> None:
    client.force_login(admin)
    assert client.post("/desk/calendar/day/", {"day": "soon", "state": "rest"}).status_code == 403
    wrong = {"day": "2026-11-24", "state": "rest", "unit": "nobody"}
    assert client.post("/desk/calendar/day/", wrong).status_code == 403
    assert not Holiday.objects.exists()

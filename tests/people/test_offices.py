"""The working calendar of every unit, and who may change it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chengyun.calendar import ClockUnit
from chengyun.people import calendar_book as book
from chengyun.people.models import Holiday, Unit
from chengyun.people.offices import calendar_of, offices
from chengyun.people.refused import Refused

# A Monday, 10:00 in Shanghai.
MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def hours_of(unit: Any) -> timedelta:
    return calendar_of(unit).worked(MONDAY, MONDAY + DAY, ClockUnit.WORK_HOUR)


def test_a_unit_without_hours_of_its_own_keeps_the_usual_ones(district: Any) -> None:
    assert hours_of(district.water) == hours_of(None) == timedelta(hours=8)


def test_a_unit_keeps_its_own_hours(district: Any, admin: Any) -> None:
    book.set_hours(admin, district.fire, "00:00-24:00")
    assert (hours_of(district.fire), hours_of(district.water)) == (DAY, timedelta(hours=8))
    book.set_hours(admin, district.fire, "")
    assert hours_of(district.fire) == timedelta(hours=8)


def test_duty_hours_are_read_as_people_type_them(district: Any, admin: Any) -> None:
    book.set_hours(admin, district.fire, " 09：00-12：00， 13:00—17:00 ")
    assert Unit.objects.get(code="xfjy").duty_hours == "09:00-12:00,13:00-17:00"


def test_wrong_duty_hours_are_refused_and_nothing_changes(district: Any, admin: Any) -> None:
    with pytest.raises(Refused) as refused:
        book.set_hours(admin, district.fire, "12:00-09:00")
    assert refused.value.code == "wrong_hours"
    assert Unit.objects.get(code="xfjy").duty_hours == ""


def test_a_rest_day_of_all_is_one_of_every_unit_but_the_one_that_works(
    district: Any, admin: Any
) -> None:
    typhoon = date(2026, 11, 24)
    book.put_day(admin, typhoon, False, name="台风")
    book.put_day(admin, typhoon, True, district.water)
    assert not calendar_of(district.fire).is_workday(typhoon)
    assert calendar_of(district.water).is_workday(typhoon)
    book.clear_day(admin, typhoon)
    assert calendar_of(district.fire).is_workday(typhoon)


def test_a_day_entered_twice_is_one_day(district: Any, admin: Any) -> None:
    book.put_day(admin, date(2026, 11, 28), True, name="调休")
    book.put_day(admin, date(2026, 11, 28), False)
    assert [day.worked for day in Holiday.objects.all()] == [False]


def test_units_that_work_the_same_share_one_calendar(district: Any, admin: Any) -> None:
    book.set_hours(admin, district.fire, "00:00-24:00")
    book.set_hours(admin, district.water, "00:00-24:00")
    assert calendar_of(district.fire) is calendar_of(district.water)
    assert calendar_of(district.centre) is offices().usual


def test_a_change_in_the_administration_counts_at_once(district: Any) -> None:
    assert hours_of(district.fire) == timedelta(hours=8)
    district.fire.duty_hours = "00:00-24:00"
    district.fire.save()
    assert hours_of(district.fire) == DAY


@pytest.mark.parametrize("who", ["zhoumin", "chenli", "liqiang", "wangfang", "zhaoguohua"])
def test_only_an_administrator_changes_the_calendar(
    who: str, district: Any, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)
    with pytest.raises(Refused) as day:
        book.put_day(user, date(2026, 11, 24), False)
    with pytest.raises(Refused) as hours:
        book.set_hours(user, district.fire, "00:00-24:00")
    assert day.value.code == hours.value.code == "not_yours"


def test_taking_a_district_in_again_leaves_the_hours(district: Any, admin: Any) -> None:
    from chengyun.people.officers import take_units
    from chengyun.places.district_file import UnitRow

    book.set_hours(admin, district.fire, "00:00-24:00")
    take_units([UnitRow(code="xfjy", name_zh="消防救援局", kind="fire")])
    assert Unit.objects.get(code="xfjy").duty_hours == "00:00-24:00"

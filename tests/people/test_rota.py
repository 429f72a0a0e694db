"""Who is on duty at which post when."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chengyun.people import rota
from chengyun.people.choices import PostKind
from chengyun.people.models import Post, Shift
from chengyun.people.policy import viewer_of
from chengyun.people.refused import Refused

# A Monday, 09:00 in Shanghai.
NINE = datetime(2026, 11, 23, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEAD = PostKind.UNIT_LEAD


@pytest.fixture
def lead(district: Any) -> Any:
    return Post.objects.create(unit=district.water, kind=LEAD, title_zh="带班科长")


def names(unit: Any, at: datetime) -> list[str]:
    return [user.username for user in rota.on_duty(unit, LEAD, at)]


def test_an_officer_is_on_duty_from_the_first_to_before_the_last_instant(
    lead: Any, district: Any, zhoumin: Any, liqiang: Any
) -> None:
    rota.assign(zhoumin, lead, liqiang, NINE, NINE + DAY)
    assert names(district.water, NINE - HOUR) == []
    assert names(district.water, NINE) == ["liqiang"]
    assert names(district.water, NINE + DAY) == []
    assert names(district.fire, NINE) == names(None, NINE) == []


def test_a_shift_comes_again_every_so_many_days(
    lead: Any, district: Any, zhoumin: Any, liqiang: Any
) -> None:
    rota.assign(zhoumin, lead, liqiang, NINE, NINE + DAY, 3)
    on = [n for n in range(10) if names(district.water, NINE + n * DAY + HOUR)]
    assert on == [0, 3, 6, 9]
    assert names(district.water, NINE + 365 * DAY * 3) == ["liqiang"]


def test_a_night_shift_goes_on_into_the_next_day(
    lead: Any, district: Any, zhoumin: Any, liqiang: Any
) -> None:
    rota.assign(zhoumin, lead, liqiang, NINE + 11 * HOUR, NINE + 23 * HOUR, 1)
    assert names(district.water, NINE + 5 * DAY) == []
    assert names(district.water, NINE + 5 * DAY + 15 * HOUR) == ["liqiang"]
    assert names(district.water, NINE + 5 * DAY - 2 * HOUR) == ["liqiang"]


def test_who_is_taken_off_stays_in_the_past_and_leaves_the_future(
    lead: Any, district: Any, zhoumin: Any, liqiang: Any
) -> None:
    shift = rota.assign(zhoumin, lead, liqiang, NINE, NINE + HOUR, 1)
    rota.take_off(zhoumin, shift, NINE + 2 * DAY)
    assert names(district.water, NINE + DAY) == ["liqiang"]
    assert names(district.water, NINE + 2 * DAY) == []
    rota.take_off(zhoumin, shift, NINE - DAY)
    assert not Shift.objects.exists()


def test_a_turn_that_is_ended_in_the_middle_ends_there(
    lead: Any, district: Any, zhoumin: Any, liqiang: Any
) -> None:
    shift = rota.assign(zhoumin, lead, liqiang, NINE, NINE + DAY)
    rota.take_off(zhoumin, shift, NINE + HOUR)
    assert names(district.water, NINE) == ["liqiang"]
    assert names(district.water, NINE + HOUR) == []


def test_the_turns_of_a_week_are_those_that_touch_it(
    lead: Any, zhoumin: Any, liqiang: Any, chenli: Any
) -> None:
    rota.assign(zhoumin, lead, liqiang, NINE, NINE + DAY, 2)
    rota.assign(zhoumin, lead, chenli, NINE + DAY, NINE + 2 * DAY, 2)
    week = rota.turns([lead], NINE + 14 * DAY, NINE + 17 * DAY)
    assert [turn.shift.user.username for turn in week] == ["liqiang", "chenli", "liqiang"]
    assert [turn.start for turn in week] == [NINE + n * DAY for n in (14, 15, 16)]


def test_an_officer_who_has_left_is_not_on_duty(
    lead: Any, district: Any, zhoumin: Any, liqiang: Any
) -> None:
    rota.assign(zhoumin, lead, liqiang, NINE, NINE + DAY)
    liqiang.is_active = False
    liqiang.save()
    assert names(district.water, NINE) == []


@pytest.mark.parametrize(
    ("length", "every", "code"),
    [(timedelta(0), 0, "backwards"), (32 * DAY, 0, "too_long"), (2 * DAY, 1, "too_often")],
)
def test_a_shift_that_cannot_be_is_refused(
    length: timedelta, every: int, code: str, lead: Any, zhoumin: Any, liqiang: Any
) -> None:
    with pytest.raises(Refused) as refused:
        rota.assign(zhoumin, lead, liqiang, NINE, NINE + length, every)
    assert refused.value.code == code


def test_a_handler_sees_the_posts_of_the_unit_and_may_change_none(
    lead: Any, district: Any, liqiang: Any
) -> None:
    hall = Post.objects.create(kind=PostKind.DUTY_OFFICER, title_zh="值班长")
    Post.objects.create(unit=district.fire, kind=LEAD, title_zh="中队长")
    assert set(rota.visible(viewer_of(liqiang))) == {lead, hall}
    with pytest.raises(Refused) as refused:
        rota.assign(liqiang, lead, liqiang, NINE, NINE + HOUR)
    assert refused.value.code == "not_yours"


def test_the_posts_of_a_file_are_taken_in_once_and_their_officers_in_turn(
    district: Any, zhoumin: Any, chenli: Any, liqiang: Any
) -> None:
    from django.utils import timezone

    from chengyun.people.posts import take_posts
    from chengyun.places.district_file import PostRow
    from chengyun.places.faults import ImportFault

    row = PostRow("值班长", "unit_lead", unit="swj", officers=["zhoumin", "chenli"])
    take_posts([row])
    take_posts([row])
    assert Post.objects.count() == 1
    now = timezone.now()
    turns = [names(district.water, now + n * DAY) for n in range(3)]
    assert turns == [["zhoumin"], ["chenli"], ["zhoumin"]]
    with pytest.raises(ImportFault, match="nobody"):
        take_posts([PostRow("组长", "leader", officers=["nobody"])])
    with pytest.raises(ImportFault, match="king"):
        take_posts([PostRow("组长", "king")])

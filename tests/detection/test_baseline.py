"""What is usual for a stream at an hour of workdays or rest days, and what is not."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from chengyun.calendar import WorkCalendar
from chengyun.detection import Alarm, Engine, Readings

from .helpers import HOUR, MINUTE, MONDAY, SECOND, WEEK, baseline, phases, series, table

DAY = 24 * HOUR


def weekly(weeks: int, value: float, hour: int = 8, stream: int = 1) -> Readings:
    """A reading a minute in one hour of each Monday to Friday, wavering by 1 about `value`."""
    minute = np.arange(60)
    days = [week * WEEK + day * DAY for week in range(weeks) for day in range(5)]
    times = [MONDAY + day + hour * HOUR + minute * MINUTE for day in days]
    values = np.tile(value + np.where(minute % 2, 1.0, -1.0), len(days))
    return Readings.of(np.full(len(values), stream), np.concatenate(times), values)


def learnt(weeks: int = 4, **given: object) -> Engine:
    engine = Engine([baseline(**{"floor_sd": 0.5, **given})], table(), ["smoke"])
    assert engine.process(weekly(weeks, 50.0)) == []
    return engine


def at(engine: Engine, value: float, time: int) -> list[Alarm]:
    return engine.process(Readings.of([1], [time], [value]))


NEXT_MONDAY = MONDAY + 4 * WEEK + 8 * HOUR
SPRING_FESTIVAL = MONDAY + 6 * WEEK
"""Monday 16 February 2026."""
MAKE_UP_SATURDAY = MONDAY + 5 * WEEK + 5 * DAY
"""14 February 2026, worked for a day of the festival."""


def test_a_value_far_from_what_is_usual_at_this_hour_raises_an_alarm() -> None:
    (told,) = at(learnt(), 60.0, NEXT_MONDAY)
    assert told.phase == "onset"
    assert told.detail["mean"] == pytest.approx(50, abs=0.2)
    assert told.detail["sd"] == pytest.approx(1, abs=0.1)
    assert told.detail["z"] == pytest.approx(10, abs=1)
    assert (told.detail["limit"], told.detail["clear"]) == (4.0, 2.0)


def test_a_usual_value_is_no_news() -> None:
    assert at(learnt(), 52.0, NEXT_MONDAY) == []


def test_it_says_nothing_about_an_hour_it_has_not_learnt() -> None:
    assert at(learnt(), 900.0, NEXT_MONDAY + HOUR) == []
    assert at(learnt(), 900.0, NEXT_MONDAY + 5 * DAY) == []


def test_it_says_nothing_before_it_has_seen_enough_weeks() -> None:
    engine = Engine([baseline(min_weeks=3, floor_sd=0.5)], table(), ["smoke"])
    engine.process(weekly(2, 50.0))
    assert at(engine, 900.0, MONDAY + 2 * WEEK + 8 * HOUR) == []


def test_hours_are_local() -> None:
    edge = MONDAY + 4 * WEEK
    engine = Engine([baseline(floor_sd=0.5)], table(), ["smoke"], utc_offset_s=8 * 3600)
    engine.process(weekly(4, 50.0, hour=0))
    assert at(engine, 900.0, edge + 24 * HOUR - SECOND) == []  # Monday 23:59:59 in Shanghai
    assert phases(at(engine, 900.0, edge + 24 * HOUR)) == ["onset"]


def test_anomalous_values_are_not_learnt() -> None:
    engine = learnt()
    times = NEXT_MONDAY + np.arange(40) * MINUTE
    engine.process(Readings.of(np.ones(40), times, np.full(40, 500.0)))
    (clear,) = at(engine, 51.0, NEXT_MONDAY + 45 * MINUTE)
    assert clear.detail["mean"] == pytest.approx(50, abs=0.2)


def test_an_alarm_clears_only_well_inside_the_limit() -> None:
    engine = learnt(clear=2.0)
    told = [at(engine, v, NEXT_MONDAY + i * MINUTE) for i, v in enumerate((56.0, 53.0, 50.5))]
    assert [phases(alarms) for alarms in told] == [["onset"], [], ["clear"]]


def test_a_standard_deviation_below_the_floor_is_taken_as_the_floor() -> None:
    engine = Engine([baseline(floor_sd=2.0)], table(), ["smoke"])
    flat = weekly(4, 50.0)
    engine.process(Readings(flat.stream, flat.time, np.full(len(flat), 50.0)))
    assert at(engine, 57.0, NEXT_MONDAY) == []
    (told,) = at(engine, 59.0, NEXT_MONDAY + MINUTE)
    assert told.detail["sd"] == 2.0


@pytest.mark.parametrize(("side", "value", "told"), [
    ("high", 60.0, 1), ("high", 40.0, 0), ("low", 40.0, 1), ("low", 60.0, 0), ("both", 40.0, 1),
])  # fmt: skip
def test_a_rule_may_look_at_one_side_only(side: str, value: float, told: int) -> None:
    assert len(at(learnt(side=side), value, NEXT_MONDAY)) == told


def test_what_is_usual_follows_slow_change() -> None:
    engine = Engine([baseline(floor_sd=0.5, memory_weeks=2)], table(), ["smoke"])
    for week in range(20):
        drifted = weekly(1, 50.0 + week * 0.4)
        shifted = Readings(drifted.stream, drifted.time + week * WEEK, drifted.value)
        assert engine.process(shifted) == []


def test_a_stream_of_another_property_keeps_no_baseline() -> None:
    engine = Engine([baseline()], table(streams=50), ["smoke"])
    assert len(engine.snapshot()) < 20_000
    engine.process(series([1.0]))
    assert len(engine.snapshot()) < 20_000


def test_a_workday_tells_what_it_learnt_from_and_where() -> None:
    (told,) = at(learnt(), 60.0, NEXT_MONDAY)
    assert (told.detail["hour"], told.detail["day"]) == (8, "work")


def test_a_holiday_is_like_a_rest_day() -> None:
    assert at(learnt(), 900.0, SPRING_FESTIVAL + 8 * HOUR) == []


def test_a_make_up_workday_is_like_a_workday() -> None:
    (told,) = at(learnt(), 900.0, MAKE_UP_SATURDAY + 8 * HOUR)
    assert told.detail["day"] == "work"


def test_a_district_may_have_days_of_its_own() -> None:
    closed = WorkCalendar(overrides={date(2026, 2, 2): False})
    engine = Engine([baseline(floor_sd=0.5)], table(), ["smoke"], calendar=closed)
    engine.process(weekly(4, 50.0))
    assert at(engine, 900.0, NEXT_MONDAY) == []


def test_a_year_without_a_notice_goes_by_the_week() -> None:
    friday = MONDAY + 520 * WEEK + 4 * DAY + 8 * HOUR
    assert phases(at(learnt(), 900.0, friday)) == ["onset"]
    assert at(learnt(), 900.0, friday + DAY) == []


def test_what_is_usual_follows_the_clocks_when_they_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    eight = datetime(2026, 3, 2, 8, tzinfo=berlin)
    engine = Engine([baseline(floor_sd=0.5)], table(), ["smoke"], zone=berlin)
    learnt_from = weekly(4, 50.0, hour=0)
    begun = round(eight.timestamp()) * SECOND - MONDAY
    engine.process(Readings(learnt_from.stream, learnt_from.time + begun, learnt_from.value))
    summer = round(datetime(2026, 3, 30, 8, 30, tzinfo=berlin).timestamp()) * SECOND
    assert at(engine, 900.0, summer + HOUR) == []
    assert phases(at(engine, 900.0, summer + DAY)) == ["onset"]


def test_between_two_hours_what_is_usual_slides_from_one_to_the_other() -> None:
    engine = Engine([baseline(floor_sd=0.5)], table(), ["smoke"])
    engine.process(both_hours(50.0, 80.0))
    edge = NEXT_MONDAY + HOUR
    assert at(engine, 65.0, edge - SECOND) == []
    assert at(engine, 65.0, edge + SECOND) == []
    assert phases(at(engine, 65.0, edge + 25 * MINUTE)) == ["onset"]


def both_hours(first: float, second: float) -> Readings:
    """Four weeks of workdays of one level at eight and another at nine."""
    parts = (weekly(4, first), weekly(4, second, hour=9))
    columns = (np.concatenate([getattr(p, c) for p in parts]) for c in ("stream", "time", "value"))
    return Readings(*columns)


def test_a_batch_longer_than_a_week_is_learnt_in_order() -> None:
    at_once, bit_by_bit = (Engine([baseline()], table(), ["smoke"]) for _ in range(2))
    readings = weekly(5, 50.0)
    at_once.process(readings)
    for row in range(0, len(readings), 7):
        bit_by_bit.process(readings[row : row + 7])
    assert at_once.snapshot() == bit_by_bit.snapshot()


def test_enormous_values_do_not_spoil_what_was_learnt() -> None:
    engine = learnt()
    at(engine, 1e18, NEXT_MONDAY)
    at(engine, -1e18, NEXT_MONDAY + MINUTE)
    assert at(engine, 1e300, NEXT_MONDAY + 2 * MINUTE) == []
    assert phases(at(engine, 50.0, NEXT_MONDAY + 3 * MINUTE)) == ["clear"]

"""Limits, hysteresis, hold time and steps, as duty officer 周敏 sees them."""

import pytest

from chengyun.detection import alarm_id

from .helpers import MINUTE, MONDAY, engine, minutes, phases, series, threshold


def test_a_value_above_the_limit_raises_an_alarm_and_its_return_clears_it() -> None:
    told = engine(threshold(above=70)).process(series([60, 71, 72, 70]))
    assert minutes(told) == [("onset", 1), ("clear", 3)]


def test_the_limit_itself_is_still_normal() -> None:
    assert engine(threshold(above=70)).process(series([70, 70])) == []


def test_a_value_below_a_lower_limit_raises_an_alarm() -> None:
    told = engine(threshold(below=5, clear=8)).process(series([10, 4, 7, 8]))
    assert minutes(told) == [("onset", 1), ("clear", 3)]
    assert told[0].detail["side"] == "below"


def test_a_value_that_wavers_at_the_limit_raises_one_alarm_when_there_is_hysteresis() -> None:
    wavering = [71, 69, 71, 69, 71, 65]
    assert len(engine(threshold(above=70)).process(series(wavering))) == 6
    told = engine(threshold(above=70, clear=65)).process(series(wavering))
    assert minutes(told) == [("onset", 0), ("clear", 5)]


def test_a_condition_must_hold_before_it_is_told() -> None:
    held = engine(threshold(above=70, hold_s=120))
    told = held.process(series([71, 71, 71, 60]))
    assert minutes(told) == [("onset", 2), ("clear", 3)]
    assert told[0].detail["held_s"] == 120


def test_one_good_reading_begins_the_hold_anew() -> None:
    told = engine(threshold(above=70, clear=60, hold_s=120)).process(
        series([71, 71, 69, 71, 71, 71])
    )
    assert minutes(told) == [("onset", 5)]


def test_the_onset_is_when_the_condition_began_not_when_it_was_told() -> None:
    (told,) = engine(threshold(above=70, hold_s=120)).process(series([60, 71, 71, 71]))
    assert told.onset_us == MONDAY + MINUTE
    assert told.time_us == MONDAY + 3 * MINUTE


def test_an_alarm_escalates_and_is_downgraded_by_its_steps() -> None:
    rule = threshold(above=70, clear=65, steps=((90, 2), (110, 1)))
    told = engine(rule).process(series([80, 95, 120, 106, 105, 86, 85, 66, 65]))
    assert [(a.phase, a.severity) for a in told] == [
        ("onset", 3),
        ("escalate", 2),
        ("escalate", 1),
        ("downgrade", 2),
        ("downgrade", 3),
        ("clear", 3),
    ]
    assert [m for _, m in minutes(told)] == [0, 1, 2, 4, 6, 8]


def test_a_jump_past_all_steps_is_one_alarm_of_the_highest_severity() -> None:
    told = engine(threshold(above=70, steps=((90, 2), (110, 1)))).process(series([60, 120, 60]))
    assert [(a.phase, a.severity) for a in told] == [("onset", 1), ("clear", 1)]


def test_each_step_has_its_own_hold() -> None:
    rule = threshold(above=70, hold_s=120, steps=((90, 1),))
    told = engine(rule).process(series([71, 71, 71, 95, 95, 95]))
    assert minutes(told) == [("onset", 2), ("escalate", 5)]


def test_all_phases_of_an_alarm_carry_one_id_made_of_rule_stream_and_onset() -> None:
    told = engine(threshold(above=70, steps=((90, 1),))).process(series([80, 95, 60]))
    assert {a.id for a in told} == {alarm_id("rule", 1, MONDAY)}


def test_the_next_alarm_of_a_stream_has_another_id() -> None:
    told = engine(threshold(above=70)).process(series([80, 60, 80]))
    assert phases(told) == ["onset", "clear", "onset"]
    assert told[2].id != told[0].id


def test_an_alarm_explains_itself() -> None:
    onset, _ = engine(threshold(above=70, clear=65.3)).process(series([64.5, 71.25, 60]))
    assert onset.value == 71.25
    assert onset.detail == {
        "rule": "threshold",
        "side": "above",
        "value": 71.25,
        "limit": 70.0,
        "clear": 65.3,
        "limit_step": 0,
        "held_s": 0.0,
        "previous": 64.5,
    }


def test_a_streams_first_reading_has_no_previous_value() -> None:
    (onset,) = engine(threshold(above=70)).process(series([80]))
    assert onset.detail["previous"] is None


@pytest.mark.parametrize("stream", [1, 2, 3])
def test_streams_do_not_disturb_each_other(stream: int) -> None:
    watched = engine(threshold(above=70))
    told = watched.process(series([80, 60], stream=stream))
    assert [a.stream for a in told] == [stream, stream]


NOISE = ((22, 6, 55.0, "all"), (6, 22, 65.0, "rest"))
HOUR, DAY = 60 * MINUTE, 24 * 60 * MINUTE


@pytest.mark.parametrize(("hour", "day", "limit"), [
    (3, 0, 55.0), (12, 0, 75.0), (22, 0, 55.0), (21, 0, 75.0), (12, 5, 65.0), (23, 6, 55.0),
])  # fmt: skip
def test_the_limit_may_go_by_the_hour_and_the_kind_of_day(
    hour: int, day: int, limit: float
) -> None:
    start = MONDAY + day * DAY + hour * HOUR
    watched = engine(threshold(above=75, clear=73, hours=NOISE))
    told = watched.process(series([limit, limit + 0.5, limit - 1, limit - 2], start=start))
    assert phases(told) == ["onset", "clear"]
    assert (told[0].detail["limit"], told[0].detail["clear"]) == (limit, limit - 2)
    assert told[0].detail["hour"] == hour


def test_an_alarm_of_the_night_may_clear_because_day_begins() -> None:
    watched = engine(threshold(above=75, hours=NOISE))
    told = watched.process(series([60] * 4, start=MONDAY + 6 * HOUR - 2 * MINUTE))
    assert phases(told) == ["onset", "clear"]

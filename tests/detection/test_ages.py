"""What time does to an alarm."""

import pytest

from chengyun.detection import Alarm, Engine, Rule, RuleError

from .helpers import MINUTE, MONDAY, engine, minutes, series, silence, stuck, table, threshold

SLOW = ((600.0, 2), (1800.0, 1))


def clock(watched: Engine, begins: int, ends: int) -> list[Alarm]:
    return [a for m in range(begins, ends) for a in watched.tick(MONDAY + m * MINUTE)]


def told(alarms: list[Alarm]) -> list[tuple[str, int, int]]:
    return [(*one, alarm.severity) for one, alarm in zip(minutes(alarms), alarms, strict=True)]


@pytest.mark.parametrize("rule", [
    threshold(above=70, escalate_after=SLOW),
    stuck(for_s=60, min_readings=2, escalate_after=SLOW),
], ids=lambda rule: rule.kind)  # fmt: skip
def test_an_alarm_that_lasts_becomes_graver(rule: Rule) -> None:
    watched = engine(rule)
    watched.process(series([80, 80]))
    assert told(clock(watched, 2, 60)) == [("escalate", 10, 2), ("escalate", 30, 1)]
    assert watched.alarm_state[1] == 1


def test_a_silence_that_lasts_becomes_graver() -> None:
    watched = engine(silence(escalate_after=((600.0, 1),)))
    watched.process(series([1]))
    assert told(clock(watched, 1, 60)) == [("onset", 4, 3), ("escalate", 13, 1)]


def test_the_escalation_tells_that_it_was_time() -> None:
    watched = engine(threshold(above=70, escalate_after=SLOW))
    (onset,) = watched.process(series([80]))
    (graver,) = clock(watched, 10, 12)
    assert graver.id == onset.id
    assert graver.detail["reason"] == "time"
    assert (graver.detail["after_s"], graver.detail["held_s"]) == (600, 600)


def test_it_clears_with_the_severity_it_had() -> None:
    watched = engine(threshold(above=70, escalate_after=SLOW))
    watched.process(series([80]))
    clock(watched, 1, 12)
    assert told(watched.process(series([60], start=MONDAY + 12 * MINUTE))) == [("clear", 12, 2)]
    assert clock(watched, 13, 90) == []
    assert watched.alarm_state[1] == 0


def test_a_value_that_falls_back_does_not_undo_what_time_did() -> None:
    watched = engine(threshold(above=70, steps=((90, 2),), escalate_after=((600.0, 1),)))
    watched.process(series([95]))
    assert told(clock(watched, 1, 15)) == [("escalate", 10, 1)]
    assert watched.process(series([80], start=MONDAY + 15 * MINUTE)) == []
    assert watched.alarm_state[1] == 1


def test_an_alarm_becomes_milder_only_after_it_stayed_so() -> None:
    watched = engine(threshold(above=70, steps=((90, 1),), downgrade_after_s=300.0))
    assert told(watched.process(series([95, 80]))) == [("onset", 0, 1)]
    assert watched.alarm_state[1] == 1
    assert told(clock(watched, 2, 20)) == [("downgrade", 6, 3)]
    assert watched.alarm_state[1] == 3


def test_a_short_relief_is_not_told_at_all() -> None:
    watched = engine(threshold(above=70, steps=((90, 1),), downgrade_after_s=300.0))
    assert told(watched.process(series([95, 80, 95, 80, 95]))) == [("onset", 0, 1)]
    assert clock(watched, 5, 30) == []


def test_a_snapshot_keeps_the_age() -> None:
    rules = [threshold(above=70, steps=((90, 2),), escalate_after=SLOW, downgrade_after_s=300.0)]
    steady = engine(*rules)
    steady.process(series([95, 80]))
    again = Engine.restore(steady.snapshot(), rules, table(), ["smoke"])
    assert again.alarm_state[1] == 2
    assert clock(again, 2, 60) == clock(steady, 2, 60)


def test_times_and_severities_must_rise() -> None:
    with pytest.raises(RuleError, match="step 60 is not more severe"):
        threshold(above=1, severity=2, escalate_after=((60.0, 3),))

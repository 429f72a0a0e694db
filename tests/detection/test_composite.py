"""Several rules taken together."""

from typing import Any

import numpy as np
import pytest

from chengyun.detection import Alarm, Composite, Engine, Readings, RuleError
from chengyun.detection.vicinity import METRES_A_DEGREE

from .helpers import MINUTE, MONDAY, _about, minutes, muted, phases, table, threshold

SMOKE = threshold(key="smoke", above=50, report=False)
FIRE = threshold(key="fire", above=80, report=False)
MEMBERS = ("smoke", "fire")


def composite(**given: Any) -> Composite:
    return Composite(**_about({"key": "both", "severity": 1, "members": MEMBERS, **given}))


def city(**columns: Any) -> Any:
    """Streams 1 and 2 of one thing, 3 and 4 of another; 1 to 3 in one street; 90 m apart."""
    lat = np.concatenate(([np.nan], 31.2 + np.arange(4) * 90 / METRES_A_DEGREE))
    groups = np.array([[-1, 5, 5, 5, 6]], np.int32)
    things = np.array([-1, 1, 1, 2, 2], np.int32)
    return table(
        4,
        thing=things,
        groups=groups,
        lon=np.full(5, 121.4),
        lat=lat,
        levels=("street",),
        **columns,
    )


def watched(rule: Composite, *others: Any) -> Engine:
    return Engine([SMOKE, FIRE, rule, *others], city(), ["smoke"])


def say(engine: Engine, minute: float, stream: int, value: float) -> list[Alarm]:
    return engine.process(Readings.of([stream], [MONDAY + int(minute * MINUTE)], [value]))


def test_all_members_at_one_thing_are_one_alarm_that_names_them() -> None:
    engine = watched(composite())
    assert say(engine, 0, 1, 60) == []
    (told,) = say(engine, 1, 2, 90)
    assert (told.rule, told.phase, told.stream, told.severity) == ("both", "onset", 2, 1)
    assert told.detail["members"] == [
        {"rule": "smoke", "stream": 1, "since_us": MONDAY},
        {"rule": "smoke", "stream": 2, "since_us": MONDAY + MINUTE},
        {"rule": "fire", "stream": 2, "since_us": MONDAY + MINUTE},
    ]
    assert engine.alarm_state[2] == 1


def test_it_lasts_until_a_member_has_cleared() -> None:
    engine = watched(composite())
    say(engine, 0, 1, 90)
    told = [*say(engine, 1, 1, 85), *say(engine, 2, 1, 70)]
    assert minutes(told) == [("clear", 2)]
    assert engine.alarm_state[1] == 0


def test_members_at_different_things_do_not_belong_together() -> None:
    rule = composite(members=("low", "fire"))
    engine = watched(rule, threshold(key="low", below=10, report=False))
    assert say(engine, 0, 1, 5) == []
    assert say(engine, 1, 3, 90) == []
    assert phases(say(engine, 2, 2, 90)) == ["onset"]


@pytest.mark.parametrize(("together", "streams"), [
    ({"together": "stream"}, []), ({"together": "thing"}, [2]), ({"together": "area"}, [2, 3]),
    ({"together": "near", "within_m": 200}, [2, 3]), ({"together": "near", "within_m": 100}, [2]),
])  # fmt: skip
def test_what_belongs_together_is_declared(together: dict[str, Any], streams: list[int]) -> None:
    rule = composite(members=("low", "fire"), **together)
    found = []
    for stream in (2, 3, 4):
        engine = watched(rule, threshold(key="low", below=10, report=False))
        say(engine, 0, 1, 5)
        found += [alarm.stream for alarm in say(engine, 1, stream, 90)]
    assert found == streams


def test_any_member_is_enough_for_an_or_and_a_second_changes_nothing() -> None:
    engine = watched(composite(how="or"))
    told = [*say(engine, 0, 1, 60), *say(engine, 1, 2, 90), *say(engine, 2, 1, 0)]
    told += say(engine, 3, 2, 0)
    assert minutes(told) == [("onset", 0), ("clear", 3)]


def sequence(**given: Any) -> Engine:
    rule = composite(members=("low", "fire"), how="sequence", within_s=300.0, **given)
    return watched(rule, threshold(key="low", below=10, report=False))


def test_one_after_the_other_in_time_is_a_sequence() -> None:
    engine = sequence()
    told = [*say(engine, 0, 1, 5), *say(engine, 1, 1, 20), *say(engine, 4, 2, 90)]
    assert minutes([*told, *say(engine, 5, 2, 20)]) == [("onset", 4), ("clear", 5)]


def test_the_second_too_late_or_first_is_no_sequence() -> None:
    late, turned = sequence(), sequence()
    assert [*say(late, 0, 1, 5), *say(late, 6, 2, 90)] == []
    assert [*say(turned, 0, 2, 90), *say(turned, 1, 1, 5)] == []


def test_maintenance_of_a_member_ends_the_alarm() -> None:
    engine = watched(composite())
    say(engine, 0, 1, 90)
    spans = muted(1, 1, 9)
    engine.grow(city(muted_from=spans.muted_from, muted_until=spans.muted_until))
    assert phases(engine.tick(MONDAY + 2 * MINUTE)) == ["clear"]


def test_a_snapshot_keeps_what_was_half_done() -> None:
    engine = sequence()
    say(engine, 0, 1, 5)
    rules = [SMOKE, FIRE, *(composite(members=("low", "fire"), how="sequence", within_s=300.0),)]
    rules.append(threshold(key="low", below=10, report=False))
    again = Engine.restore(engine.snapshot(), rules, city(), ["smoke"])
    (told,) = say(again, 2, 2, 90)
    later = Engine.restore(again.snapshot(), rules, city(), ["smoke"])
    assert [(a.id, a.phase) for a in say(later, 3, 2, 20)] == [(told.id, "clear")]


def test_members_that_report_tell_their_own_alarms_too() -> None:
    loud = threshold(key="smoke", above=50)
    engine = Engine([loud, FIRE, composite()], city(), ["smoke"])
    assert [a.rule for a in say(engine, 0, 1, 90)] == ["both", "smoke"]


@pytest.mark.parametrize(("given", "complaint"), [
    ({"members": ("a",)}, "two members"), ({"members": ("a", "both")}, "member of itself"),
    ({"how": "xor"}, "how 'xor' is unknown"), ({"together": "x"}, "together 'x' is unknown"),
])  # fmt: skip
def test_a_composite_that_cannot_be_is_refused(given: dict[str, Any], complaint: str) -> None:
    with pytest.raises(RuleError, match=complaint):
        composite(**given)

"""Rules for some streams only, and rules that only serve others."""

import json

from chengyun.detection import Engine, Readings, Rule, rule_from_dict, rule_to_dict
from chengyun.detection.scopes import scopes_of

from .helpers import MINUTE, MONDAY, phases, series, silence, table, threshold

IDS = {"a": 1, "b": 2, "c": 3, "d": 4}
PATHS = ["", "31/01/", "31/01/", "31/02/", "31/02/"]


def watched(*rules: Rule) -> Engine:
    return Engine(rules, table(scopes=scopes_of(rules, IDS, PATHS)), ["smoke"])


def all_at(value: float, minute: int = 0) -> Readings:
    return Readings.of([1, 2, 3, 4], [MONDAY + minute * MINUTE] * 4, [value] * 4)


def test_a_rule_may_watch_one_area_only() -> None:
    told = watched(threshold(above=70, within="31/02/")).process(all_at(90))
    assert [alarm.stream for alarm in told] == [3, 4]


def test_a_rule_may_watch_named_streams_only() -> None:
    told = watched(threshold(above=70, streams=("b", "d", "gone"))).process(all_at(90))
    assert [alarm.stream for alarm in told] == [2, 4]


def test_area_and_names_narrow_each_other() -> None:
    told = watched(threshold(above=70, within="31/01/", streams=("b", "d"))).process(all_at(90))
    assert [alarm.stream for alarm in told] == [2]


def test_silence_outside_the_area_is_no_news() -> None:
    engine = watched(silence(within="31/02/"))
    engine.process(all_at(1))
    assert [alarm.stream for alarm in engine.tick(MONDAY + 9 * MINUTE)] == [3, 4]


def test_a_stream_that_leaves_the_scope_shows_the_alarm_no_longer() -> None:
    engine = Engine([threshold(above=70)], table(), ["smoke"])
    engine.process(all_at(90))
    narrowed = scopes_of([threshold(above=70, within="31/01/")], IDS, PATHS)
    engine.grow(table(scopes=narrowed))
    engine.process(series([91], start=MONDAY + MINUTE))
    assert engine.process(series([50], stream=3, start=MONDAY + MINUTE)) == []


def test_a_rule_that_does_not_report_raises_nothing_and_shows_nothing() -> None:
    engine = watched(threshold(above=70, report=False), threshold(key="told", above=80))
    assert phases(engine.process(series([75, 85]))) == ["onset"]
    assert watched(threshold(above=70, report=False)).process(all_at(90)) == []


def test_a_narrowed_rule_survives_the_way_through_json() -> None:
    rule = threshold(above=1, within="31/", streams=("a", "b"), report=False)
    assert rule_from_dict(json.loads(json.dumps(rule_to_dict(rule)))) == rule

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.sensing.adapters import discover
from chengyun.sensing.adapters.api import Reading
from chengyun.sensing.adapters.mapping import check, read
from chengyun.sensing.intake import NO_TIME, Malformed

NOW = 1_782_864_000_000_000
STATION = {
    "device": {"id": "st-9"},
    "ts": "2026-07-01T08:00:00+08:00",
    "sensors": [{"name": "pm25", "v": 41.5}, {"name": "door", "v": "OPEN"}],
}
RULE = {
    "each": "$.sensors[*]",
    "key": "{$.device.id}.{@.name}",
    "value": "@.v",
    "time": "$.ts",
    "words": {"OPEN": 1, "SHUT": 0},
}


def taken(message: object, *rules: dict[str, Any], topic: str = "") -> list[Reading]:
    return read(json.dumps(message).encode(), {"readings": list(rules)}, topic, NOW)


def test_every_sensor_of_a_message_becomes_a_reading() -> None:
    assert taken(STATION, RULE) == [Reading("st-9.pm25", NOW, 41.5), Reading("st-9.door", NOW, 1.0)]


def test_a_filter_takes_only_the_sensors_wanted() -> None:
    wanted = {**RULE, "each": "$.sensors[?@.name == 'pm25']"}
    assert [reading.key for reading in taken(STATION, wanted)] == ["st-9.pm25"]


def test_one_value_needs_no_each_and_without_a_time_counts_now() -> None:
    assert taken({"level": 3.4}, {"key": "pump.level", "value": "$.level"}) == [
        Reading("pump.level", NOW, 3.4)
    ]


def test_the_device_may_stand_in_the_topic() -> None:
    rule = {"key": "{topic[1]}.level", "value": "$.level"}
    assert taken({"level": 1}, rule, topic="devices/p7/up")[0].key == "p7.level"
    with pytest.raises(Malformed, match=r"nothing at topic\[1\]"):
        taken({"level": 1}, rule, topic="up")


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("s", 1_782_864_000),
        ("s", 1_782_864_000.0),
        ("s", "1782864000"),
        ("ms", 1_782_864_000_000),
        ("us", NOW),
        ("iso", "2026-07-01T00:00:00Z"),
    ],
)
def test_time_comes_in_the_declared_form(kind: str, sent: object) -> None:
    rule = {"key": "a", "value": "$.v", "time": "$.t", "time_format": kind}
    assert taken({"v": 1, "t": sent}, rule)[0].time == NOW


def test_scale_and_offset_turn_the_devices_unit_into_ours() -> None:
    rule = {"key": "a", "value": "$.f", "scale": 5 / 9, "offset": -160 / 9}
    assert taken({"f": 212}, rule)[0].value == pytest.approx(100)


@pytest.mark.parametrize(("sent", "value"), [(True, 1), (False, 0), ("12.5", 12.5), (7, 7)])
def test_values_that_are_numbers_in_other_clothes(sent: object, value: float) -> None:
    assert taken({"v": sent}, {"key": "a", "value": "$.v"})[0].value == value


@pytest.mark.parametrize("sent", [None, "n/a", [1], {"x": 1}, 10**400])
def test_a_value_that_is_no_number_is_left_to_the_gateway_to_refuse(sent: object) -> None:
    rows = taken({"v": [{"x": sent}, {"x": 2}]}, {"each": "$.v[*]", "key": "a", "value": "@.x"})
    assert not math.isfinite(rows[0].value)
    assert rows[1].value == 2


@pytest.mark.parametrize("sent", [None, "yesterday", "2026-07-01T08:00:00", 5])
def test_a_time_that_cannot_be_read_is_left_to_the_gateway_too(sent: object) -> None:
    rule = {"key": "a", "value": "$.v", "time": "$.t"}
    assert taken({"v": 1, "t": sent}, rule)[0].time == NO_TIME


@pytest.mark.parametrize(
    ("message", "lacks"),
    [
        ({**STATION, "sensors": []}, "the path of 'each'"),
        ({**STATION, "device": {}}, r"\$\.device\.id"),
        ({**STATION, "sensors": [{"name": "pm25"}]}, r"@\.v"),
        ({"sensors": STATION["sensors"], "device": {"id": 1}}, r"\$\.ts"),
        ([1, 2], "the path of 'each'"),
    ],
)
def test_a_message_that_does_not_fit_is_refused_with_what_it_lacks(
    message: object, lacks: str
) -> None:
    with pytest.raises(Malformed, match=lacks):
        taken(message, RULE)


def test_an_optional_rule_passes_over_what_is_not_there() -> None:
    rule = {**RULE, "optional": True}
    mixed = {**STATION, "sensors": [{"name": "a"}, {"name": "b", "v": 2}]}
    assert [reading.key for reading in taken(mixed, rule)] == ["st-9.b"]
    assert taken({}, rule) == []


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "need 'readings'"),
        ({"readings": []}, "at least one rule"),
        ({"readings": ["$.v"]}, r"readings\[0\] must be an object"),
        ({"readings": [{"value": "$.v"}]}, r"readings\[0\] needs 'key'"),
        ({"readings": [{"key": "a", "value": "$.v", "vlaue": 1}]}, "has 'vlaue', which is none"),
        ({"readings": [{"key": "a", "value": "v"}]}, r"value must be a path that begins with"),
        ({"readings": [{"key": "a", "value": "$.v["}]}, "is not a JSONPath"),
        ({"readings": [{"key": "a", "value": "@.v"}]}, "has no 'each'"),
        ({"readings": [{"key": "{}", "value": "$.v"}]}, "key must be a path"),
        ({"readings": [{"key": "a", "value": "$.v", "scale": "2"}]}, "scale must be a number"),
        ({"readings": [{"key": "a", "value": "$.v", "words": {"ON": "1"}}]}, "words.ON must be"),
        ({"readings": [{"key": "a", "value": "$.v", "time_format": "h"}]}, "one of iso, s, ms, us"),
        ({"readings": [{"key": "a", "value": "$.v", "optional": 1}]}, "true or false"),
    ],
)
def test_options_that_cannot_be_used_are_refused_with_a_sentence(
    options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        check(options)


def test_the_mapping_is_found_among_the_adapters() -> None:
    assert discover()["mapping"].read is read


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["device", "id", "sensors", "name", "v", "ts"]), inner)
    ),
    max_leaves=12,
)


@given(json_values)
def test_any_json_is_read_or_refused(message: object) -> None:
    for rule in (RULE, {"each": "$..v", "key": "a", "value": "@", "time": "$.ts"}):
        try:
            rows = taken(message, rule)
        except Malformed:
            continue
        assert all(type(row.time) is int and type(row.value) is float for row in rows)


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(payload: bytes) -> None:
    try:
        read(payload, {"readings": [RULE]}, "", NOW)
    except Malformed as refused:
        assert str(refused)

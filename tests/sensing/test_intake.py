import json
import struct

import msgspec
import numpy as np
import pytest

from chengyun.sensing.intake import NO_TIME, Malformed, Raw, micros, parse

NOW = 1_790_000_000_000_000


def told(body: object, packed: bool = False) -> Raw:
    if packed:
        return parse(msgspec.msgpack.encode(body), "application/msgpack", NOW)
    return parse(json.dumps(body).encode(), "application/json", NOW)


@pytest.mark.parametrize("packed", [False, True])
def test_one_many_and_columns_say_the_same(packed: bool) -> None:
    one = {"datastream": "pm25-1", "time": NOW, "value": 35.5}
    columns = {"datastream": ["pm25-1"], "time": [NOW], "value": [35.5]}
    for body in (one, [one], columns):
        raw = told(body, packed)
        assert list(raw.datastream) == ["pm25-1"]
        assert raw.time.tolist() == [NOW]
        assert raw.value.tolist() == [35.5]


def test_raw_columns_are_read_as_they_lie() -> None:
    body = {
        "datastream": struct.pack("<2i", 7, 8),
        "time": struct.pack("<2q", NOW, NOW + 1),
        "value": struct.pack("<2d", 1.5, 2.5),
    }
    raw = told(body, packed=True)
    assert raw.datastream.tolist() == [7, 8]  # type: ignore[union-attr]
    assert raw.value.tolist() == [1.5, 2.5]


def test_a_reading_without_a_time_is_of_now() -> None:
    assert told({"datastream": 1, "value": 2}).time.tolist() == [NOW]


def test_iso_times_need_a_zone() -> None:
    assert micros("2026-11-21T08:00:00+08:00") == 1_795_219_200_000_000
    assert micros("2026-11-21T08:00:00") == NO_TIME
    assert micros("yesterday") == NO_TIME
    assert micros(2**80) == NO_TIME
    assert micros(True) == NO_TIME


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b'{"datastream": 1, "val', "not whole JSON"),
        (b'[{"datastream": 1, "value": NaN}]', "not whole JSON"),
        (b"", "not whole JSON"),
        (b'"text"', "must be a reading"),
        (b'{"value": [1, 2]}', "lack datastream, time"),
        (b'{"datastream": [1], "time": [1, 2], "value": [1, 2]}', "differ in length"),
        (b'{"datastream": 5, "time": [1], "value": [1]}', "must be a list"),
        (b"[" * 100_000, "not whole JSON"),
    ],
)
def test_a_body_that_cannot_be_read_says_why(body: bytes, word: str) -> None:
    with pytest.raises(Malformed, match=word):
        parse(body, "application/json", NOW)


def test_a_raw_column_of_broken_values_says_why() -> None:
    body = {"datastream": b"\x00" * 5, "time": b"", "value": b""}
    with pytest.raises(Malformed, match="4-byte"):
        told(body, packed=True)


def test_bad_cells_stay_rows_that_the_gateway_refuses() -> None:
    raw = told(
        [
            {"datastream": 1, "value": "warm"},
            {"value": 2},
            5,
            {"datastream": 1, "time": [], "value": 1},
        ]
    )
    assert np.isnan(raw.value[0])
    assert raw.datastream[1] is None
    assert raw.datastream[2] is None
    assert raw.time[3] == NO_TIME

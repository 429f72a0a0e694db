from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.sensing.adapters.api import Frame
from chengyun.sensing.adapters.gb26875_units import UNITS
from tests.sensing.adapters.frames import NOW_US, fed, gb26875, real, values
from tests.thorough import examples

TIME = bytes((4, 0, 9, 2, 7, 26))  # 2026-07-02 09:00:04 in China
AT = 1_782_954_004_000_000
DEVICE = "0000000000a1"


def one(app: bytes, command: int = 2) -> Frame:
    (frame,) = fed("gb26875", gb26875(app, command=command))
    return frame


def component(state: int, text: bytes = b"", time: bytes = TIME) -> bytes:
    place = bytes((2, 1, 1, 3, 40)) + (0x0600D9).to_bytes(4, "little")
    return place + state.to_bytes(2, "little") + text.ljust(31, b"\0") + time


def test_the_real_frame_tells_the_component_its_place_and_its_state() -> None:
    raw, _ = next(frame for frame in real("gb26875") if frame[1])
    (frame,) = fed("gb26875", raw)
    (item,) = frame.fields["objects"]
    assert (item["system_type"], item["system_address"]) == (1, 3)
    assert (item["component_address"], item["state"]) == (0x0600D9, 2)
    assert item["text"] == "Ａ区１层呷哺走廊"
    assert item["time"] == "2020-08-01T19:18:48+08:00"
    assert (frame.fields["serial"], frame.fields["version"]) == (0, "1.1")
    assert (frame.fields["source"], frame.fields["destination"]) == ("0" * 12, "010203040506")
    assert frame.fields["time"] == "2020-10-22T17:13:24+08:00"


def test_a_fire_and_a_fault_are_readings_with_names_of_their_own() -> None:
    key = f"{DEVICE}.1.3.393433"
    fire, fault, quiet = (one(component(state)) for state in (0b011, 0b101, 0b001))
    assert values(fire) == {key: 1.0, f"{key}.fault": 0.0, f"{key}.facility": 0.0}
    assert values(fault) == {key: 0.0, f"{key}.fault": 1.0, f"{key}.facility": 2.0}
    assert values(quiet) == {key: 0.0, f"{key}.fault": 0.0, f"{key}.facility": 0.0}
    assert {reading.time for reading in fire.readings} == {AT}


@pytest.mark.parametrize(
    ("bits", "told"),
    [
        (0b0_0000_1001, 1.0),  # shielded
        (0b0_0001_0001, 0.0),  # supervised
        (0b1_0000_0001, 2.0),  # its power supply
        (0b0_0000_1101, 2.0),  # shielded because of a fault
        (0b0_0010_0001, 0.0),  # started
    ],
)
def test_shielded_and_faulty_components_are_out_of_order(bits: int, told: float) -> None:
    assert values(one(component(bits)))[f"{DEVICE}.1.3.393433.facility"] == told


def test_an_alarm_whose_clock_was_never_set_counts_as_now() -> None:
    frame = one(component(2, time=bytes(6)))
    assert frame.fields["objects"][0]["time"] is None
    assert {reading.time for reading in frame.readings} == {NOW_US}


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_text_is_read_in_gbk_and_from_devices_that_send_utf8(encoding: str) -> None:
    frame = one(component(2, "七楼会议室".encode(encoding)))
    assert frame.fields["objects"][0]["text"] == "七楼会议室"


@pytest.mark.parametrize(
    ("kind", "raw", "name", "value", "unit"),
    [
        (2, 0x0120, "height", 2.88, "m"),
        (3, 0x0320, "temperature", 80.0, "℃"),
        (3, 0xFF9C, "temperature", -10.0, "℃"),
        (6, 205, "gas", 20.5, "%LEL"),
        (8, 2200, "voltage", 220.0, "V"),
    ],
)
def test_analog_values_are_readings_in_their_unit(
    kind: int, raw: int, name: str, value: float, unit: str
) -> None:
    place = bytes((3, 1, 1, 2, 40)) + (17).to_bytes(4, "little")
    frame = one(place + bytes((kind,)) + raw.to_bytes(2, "little") + TIME)
    assert values(frame) == {f"{DEVICE}.1.2.17.{name}": value}
    assert frame.fields["objects"][0]["unit"] == unit


TEXT = "烟感".encode("gbk")
APPS = {
    1: (bytes((1, 2)) + b"\x04\x02" + TIME, {"states": ["fault", "backup_power_fault"]}),
    4: (bytes((1, 2, 0x84, 250)) + TIME, {"operation": 0x84, "operator": 250}),
    5: (bytes((1, 2, 3, 4)), {"version": "3.4"}),
    6: (bytes((1, 2, len(TEXT))) + TEXT, {"text": "烟感"}),
    7: (bytes((1, 2, 40, 1, 0, 0, 0)) + TEXT.ljust(31, b"\0"), {"text": "烟感"}),
    8: (bytes((1, 2)) + TIME, {"time": "2026-07-02T09:00:04+08:00"}),
    21: (bytes((0x08,)) + TIME, {"states": ["main_power_fault"]}),
    24: (bytes((0x31, 250)) + TIME, {"operations": ["reset", "self_test", "roll_call_answer"]}),
    25: (bytes((3, 4)), {"version": "3.4"}),
    26: (bytes((len(TEXT),)) + TEXT, {"text": "烟感"}),
    28: (TIME, {"time": "2026-07-02T09:00:04+08:00"}),
    90: (TIME, {"time": "2026-07-02T09:00:04+08:00"}),
    91: (bytes((10,)), {"timeout_minutes": 10}),
}


@pytest.mark.parametrize("kind", APPS)
def test_every_type_flag_is_read_by_its_table(kind: int) -> None:
    raw, want = APPS[kind]
    frame = one(bytes((kind, 1)) + raw)
    assert frame.valid
    assert frame.fields["type_name"] == UNITS[kind].en
    assert want.items() <= frame.fields["objects"][0].items()


def test_several_objects_in_one_frame_are_all_read() -> None:
    frame = one(b"\x05\x02" + bytes((1, 2, 3, 4, 13, 3, 1, 1)))
    assert [item["version"] for item in frame.fields["objects"]] == ["3.4", "1.1"]


def test_the_device_itself_can_be_in_fault() -> None:
    assert values(one(b"\x15\x01\x08" + TIME)) == {
        f"{DEVICE}.device": 0.0, f"{DEVICE}.device.fault": 1.0, f"{DEVICE}.device.facility": 2.0,
    }  # fmt: skip


def test_data_is_confirmed_with_its_serial_and_the_addresses_turned_round() -> None:
    (sent,) = fed("gb26875", gb26875(component(2), serial=0x1234))
    (reply,) = fed("gb26875", sent.reply)
    assert (reply.valid, reply.fields["command"], reply.fields["serial"]) == (True, 3, 0x1234)
    assert (reply.fields["source"], reply.fields["destination"]) == ("010203040506", DEVICE)
    assert reply.fields["length"] == 0


def test_answers_are_not_answered() -> None:
    assert all(one(b"", command=command).reply == b"" for command in (3, 5, 6))


def test_a_wrong_sum_is_denied_so_that_the_device_sends_again() -> None:
    raw = gb26875(component(2))
    (frame,) = fed("gb26875", raw[:-3] + bytes((raw[-3] ^ 1,)) + raw[-2:])
    assert (frame.valid, frame.reason) == (False, "checksum")
    (reply,) = fed("gb26875", frame.reply)
    assert reply.fields["command"] == 6


def test_objects_that_are_not_all_there_are_refused() -> None:
    assert one(component(2)[:-1]).reason == "data_short"
    assert one(b"\x02").reason == "data_short"


def test_an_unknown_type_is_sound_and_shown_raw() -> None:
    frame = one(b"\xfe\x01\x32")
    assert (frame.valid, frame.fields["objects"], frame.fields["data"]) == (True, [], "fe0132")


def test_a_length_beyond_the_standard_costs_its_own_frame_only() -> None:
    good = gb26875(component(2))
    wrong = good[:24] + b"\xff\xff" + good[26:]
    longer = good[:24] + b"\x31\x00" + good[26:]
    for bad, reason in ((wrong, "length"), (longer, "end_mark")):
        frames = fed("gb26875", bad + good)
        assert [(f.valid, f.reason) for f in frames] == [(False, reason), (True, "")]


@examples(80)
@given(before=st.integers(0, 70), after=st.integers(0, 9), cuts=st.lists(st.integers(0, 200)))
def test_a_frame_that_begins_with_marks_is_found_behind_any_run_of_marks(
    before: int, after: int, cuts: list[int]
) -> None:
    body = b"@@@@" + gb26875(b"")[6:-3]
    frame = b"@@" + body + bytes((sum(body) & 0xFF,)) + b"##"
    stream = b"@" * before + frame + b"@" * after + frame
    ends = sorted({0, *(at % len(stream) for at in cuts), len(stream)})
    pieces = [stream[a:b] for a, b in pairwise(ends)]
    found = fed("gb26875", stream)
    assert fed("gb26875", *pieces) == found
    assert found[-1].valid


def test_a_flood_of_marks_is_told_in_few_pieces() -> None:
    assert len(fed("gb26875", b"@" * 200_000)) <= 10

import pytest

from chengyun.sensing.adapters import discover
from chengyun.sensing.adapters.api import Frame, Session
from chengyun.sensing.adapters.jt808_frame import parse
from tests.sensing.adapters.frames import NOW_US, fed, jt808, place, real, values

PHONE = "013800138000"
PHONE_2019 = "00000000013800138000"
AT = 1_782_864_000_000_000  # 2026-07-01 08:00 in China


def session() -> Session:
    make = discover()["jt808"].session
    assert make
    return make()


def one(message: bytes) -> Frame:
    (frame,) = fed("jt808", message)
    return frame


def told(reply: bytes) -> tuple[int, str, bytes]:
    packet = parse(reply[1:-1])
    assert not isinstance(packet, str)
    return packet.id, packet.phone, packet.body


@pytest.mark.parametrize("phone", [PHONE, PHONE_2019])
def test_a_location_is_four_readings_at_the_terminals_time(phone: str) -> None:
    frame = one(jt808(0x0200, place(), phone=phone))
    assert values(frame) == {
        f"{phone}.lon": 121.43, f"{phone}.lat": 31.19, f"{phone}.speed": 36.5, f"{phone}.sos": 0.0,
    }  # fmt: skip
    assert {reading.time for reading in frame.readings} == {AT}
    assert frame.fields["version"] == ("2019" if len(phone) == 20 else "2013")
    assert frame.fields["message_id"] == "0x0200"


def test_a_cry_for_help_is_a_reading_even_without_a_fix_or_a_clock() -> None:
    frame = one(jt808(0x0200, place(alarm=1, status=0, time="000000000000")))
    assert [(r.key, r.time, r.value) for r in frame.readings] == [(f"{PHONE}.sos", NOW_US, 1.0)]
    assert frame.fields["alarms"] == ["sos"]


def test_south_and_west_are_negative() -> None:
    fields = one(jt808(0x0200, place(status=2 | 4 | 8))).fields
    assert (fields["lon"], fields["lat"]) == (-121.43, -31.19)


def test_extra_items_are_read_and_unknown_ones_shown() -> None:
    extra = bytes.fromhex("0104000003e8020200640302025830011f310109eb0401020304")
    fields = one(jt808(0x0200, place() + extra)).fields
    assert (fields["mileage_km"], fields["fuel_l"], fields["recorder_speed_kmh"]) == (100, 10, 60)
    assert (fields["gsm_signal"], fields["satellites"]) == (31, 9)
    assert fields["items"] == {"0xeb": "01020304"}


def test_the_marks_inside_a_message_are_escaped_and_come_back() -> None:
    frame = one(jt808(0x0200, place(speed=0x7E7D), serial=0x7D7E))
    assert frame.fields["serial"] == 0x7D7E
    assert frame.fields["speed_kmh"] == 0x7E7D / 10
    answer = told(frame.reply)
    assert answer == (0x8001, PHONE, b"\x7d\x7e\x02\x00\x00")


def test_a_registration_is_answered_with_a_code() -> None:
    body = b"\x00\x1f\x00\x04" + b"MAKER" + b"MODEL".ljust(20, b"\0") + b"TERM001" + b"\x01"
    frame = one(jt808(0x0100, body + "沪A12345".encode("gbk"), serial=9))
    assert (frame.fields["plate"], frame.fields["plate_color"]) == ("沪A12345", 1)
    assert (frame.fields["maker"], frame.fields["model"]) == ("MAKER", "MODEL")
    id_, _, answer = told(frame.reply)
    assert (id_, answer) == (0x8100, b"\x00\x09\x00" + PHONE.encode())


def test_a_registration_of_2019_has_longer_names() -> None:
    body = b"\x00\x1f\x00\x04" + b"MAKER".rjust(11, b"\0") + b"M".ljust(30, b"\0")
    body += b"T".ljust(30, b"\0") + b"\x02" + "沪A12345".encode("gbk")
    fields = one(jt808(0x0100, body, phone=PHONE_2019)).fields
    assert (fields["maker"], fields["terminal_id"], fields["plate"]) == ("MAKER", "T", "沪A12345")


def test_an_authentication_is_accepted_with_the_general_answer() -> None:
    frame = one(jt808(0x0102, b"013800138000", serial=3))
    assert frame.fields["auth_code"] == "013800138000"
    assert told(frame.reply) == (0x8001, PHONE, b"\x00\x03\x01\x02\x00")


def test_an_authentication_of_2019_has_the_length_of_its_code() -> None:
    body = b"\x04code" + b"8".ljust(15, b"6") + b"V1".ljust(20, b"\0")
    fields = one(jt808(0x0102, body, phone=PHONE_2019)).fields
    assert (fields["auth_code"], fields["software"]) == ("code", "V1")


def test_heartbeat_and_logout_are_answered_and_an_answer_is_not() -> None:
    for id_ in (0x0002, 0x0003):
        assert told(one(jt808(id_, b"")).reply)[2] == b"\x00\x01" + id_.to_bytes(2, "big") + b"\0"
    assert one(jt808(0x0001, b"\x00\x01\x82\x01\x00")).reply == b""


def test_an_unknown_message_is_sound_and_told_to_be_unsupported() -> None:
    frame = one(jt808(0x0F77, b"\x01\x02"))
    assert (frame.valid, frame.fields["body"]) == (True, "0102")
    assert told(frame.reply)[2] == b"\x00\x01\x0f\x77\x03"


def test_answers_are_numbered_one_by_one() -> None:
    line = session()
    frames = [line.feed(jt808(0x0002, b"", serial=n), NOW_US)[0] for n in (5, 6)]
    serials = [parse(frame.reply[1:-1]).serial for frame in frames]  # type: ignore[union-attr]
    assert serials == [1, 2]


def batch(*bodies: bytes) -> bytes:
    inside = b"".join(len(body).to_bytes(2, "big") + body for body in bodies)
    return len(bodies).to_bytes(2, "big") + b"\x01" + inside


def test_a_batch_gives_the_readings_of_all_its_places() -> None:
    frame = one(jt808(0x0704, batch(place(), place(time="260701080100"))))
    assert (frame.fields["count"], len(frame.fields["locations"])) == (2, 2)
    assert len(frame.readings) == 8


def test_a_batch_that_lacks_a_place_is_refused_and_not_answered() -> None:
    body = batch(place(), place())
    frame = one(jt808(0x0704, body[:-1]))
    assert (frame.valid, frame.reason, frame.reply) == (False, "body", b"")


def test_the_real_batch_has_eight_places() -> None:
    raw = max((raw for raw, valid in real("jt808") if valid), key=len)
    frame = one(raw)
    assert len(frame.fields["locations"]) == 8
    assert frame.fields["locations"][0]["lon"] == 114.031952
    assert frame.fields["locations"][0]["time"] == "2016-05-27T09:06:24+08:00"


def parts(total: int = 2) -> list[bytes]:
    body = batch(*(place() for _ in range(4)))
    size = -(-len(body) // total)
    return [
        jt808(0x0704, body[n * size : (n + 1) * size], serial=20 + n,
              part=total.to_bytes(2, "big") + (n + 1).to_bytes(2, "big"))
        for n in range(total)
    ]  # fmt: skip


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_sub_packages_are_put_together_in_any_order_and_answered_when_whole(
    order: tuple[int, ...],
) -> None:
    line, sent = session(), parts(3)
    frames = [line.feed(sent[index], NOW_US)[0] for index in order]
    assert [len(frame.readings) for frame in frames] == [0, 0, 16]
    assert [frame.reason for frame in frames] == ["waits_for_parts", "waits_for_parts", ""]
    assert [frame.reply.count(b"\x80\x01") for frame in frames] == [0, 0, 3]


def test_sub_packages_that_never_become_whole_are_told_and_forgotten() -> None:
    line = session()
    line.feed(parts()[0], NOW_US)
    (lost,) = line.feed(b"", NOW_US + 301_000_000)
    assert (lost.valid, lost.reason, lost.device) == (False, "parts_missing", PHONE)


def test_waiting_sub_packages_have_a_bound() -> None:
    line = session()
    reasons = {
        frame.reason
        for n in range(200)
        for frame in line.feed(
            jt808(0x0900, bytes(1000), serial=n, part=b"\x00\xff\x00\x01"), NOW_US
        )
    }
    assert reasons <= {"waits_for_parts", "too_many_parts"}
    held = sum(len(p.body) for s in line._sets.values() for p in s.parts.values())  # type: ignore[attr-defined]
    assert held <= 64 * 1024


def test_what_is_wrong_is_named() -> None:
    good = jt808(0x0200, place())
    assert one(good[:-2] + bytes((good[-2] ^ 1,)) + b"\x7e").reason == "checksum"
    assert one(b"\x7e\x02\x00\x7d\x03\x00\x7e").reason == "escape"
    assert one(b"\x7e\x02\x00\x02\x7e").reason == "length"
    assert one(b"\x7e" + bytes.fromhex("0200003301380013800000010000") + b"\x7e").reason in (
        "checksum", "length",
    )  # fmt: skip
    assert one(good[:-1]).reason == "cut_short"


def test_a_lost_mark_costs_one_message() -> None:
    good = jt808(0x0002, b"")
    assert [f.valid for f in fed("jt808", good[:-1] + good + good)] == [True, True, True]
    assert [f.valid for f in fed("jt808", b"\x7e\x01\x02\x7e" + good)] == [False, True]


def test_a_lock_that_counts_its_serial_in_one_byte_is_understood() -> None:
    raw = bytes.fromhex(
        "550100287001608180000127061008045322332880113555602e0500310100000006080000"
    )
    raw += bytes.fromhex("10931435010002000300030100051b")
    frame = one(b"\x7e" + raw + b"\x7e")
    assert (frame.valid, frame.fields["serial"], frame.fields["message_id"]) == (True, 1, "0x5501")

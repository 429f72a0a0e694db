"""The simulated devices speak as the standards write."""

from chengyun.simulator import frames

MOMENT_US = 1_470_013_137_223_000  # 2016-08-01 08:58:57.223 in China


def test_the_check_is_that_of_the_standards_own_example() -> None:
    data = (
        b"QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;"
        b"CP=&&RtdInterval=30&&"
    )
    assert (len(data), frames.crc16(data)) == (101, 0x1C80)


def test_a_station_says_its_length_its_time_and_its_factors() -> None:
    frame = frames.hj212("310104000000DUST00000001", {"a34004": 35.5}, MOMENT_US)
    assert frame.startswith(b"##%04d" % (len(frame) - 12))
    assert b"DataTime=20160801085857;a34004-Rtd=35.5,a34004-Flag=N&&" in frame
    assert frame.endswith(b"%04X\r\n" % frames.crc16(frame[6:-6]))


def test_no_mark_stands_inside_a_message_of_a_vehicle() -> None:
    at = {"longitude": 0x7E7D7E / 1e6, "latitude": 31.19, "speed": 36.0}
    frame = frames.location("013900010001", 7, at, MOMENT_US)
    assert frame[:1] == frame[-1:] == b"\x7e"
    assert b"\x7e" not in frame[1:-1]
    assert b"\x00\x7d\x02\x7d\x01\x7d\x02" in frame


def test_the_bytes_of_a_message_cancel_out() -> None:
    frame = frames.register("013900010001", 0, "沪A10001")[1:-1]
    inner = frame.replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d")
    check = 0
    for byte in inner:
        check ^= byte
    assert check == 0
    assert inner.endswith("沪A10001".encode("gbk") + inner[-1:])


def test_a_terminal_finds_its_code_in_the_answer() -> None:
    answer = bytes.fromhex("7e8100000701390001000100010000" + "00" + b"CODE".hex() + "aa7e")
    assert frames.code_of(answer) == b"CODE"
    assert frames.code_of(b"") == b""

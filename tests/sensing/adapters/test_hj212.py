from chengyun.sensing.adapters import discover
from chengyun.sensing.adapters.api import Frame, Session
from chengyun.sensing.adapters.hj212_frame import crc16, encode, parse
from tests.sensing.adapters.frames import HJ_EXAMPLE, NOW_US, fed, hj212, real, values

AT = 1_782_864_000_000_000  # 2026-07-01 08:00 in China
TIME = "DataTime=20260701080000"


def session() -> Session:
    make = discover()["hj212"].session
    assert make
    return make()


def one(packet: bytes) -> Frame:
    (frame,) = fed("hj212", packet)
    return frame


def told(reply: bytes) -> dict[str, str]:
    packet = parse(reply.rstrip(b"\r\n"))
    assert not isinstance(packet, str)
    return {**packet.head, "CP": packet.cp}


def test_the_crc_is_that_of_the_standards_example() -> None:
    assert crc16(HJ_EXAMPLE[6:-6]) == 0x1C80
    assert one(HJ_EXAMPLE).fields["crc"] == "1C80"


def test_the_crc_may_be_written_in_small_letters() -> None:
    assert one(HJ_EXAMPLE[:-6] + b"1c80\r\n").valid


def test_the_head_is_told_under_its_names() -> None:
    fields = one(HJ_EXAMPLE).fields
    assert fields["qn"] == "20160801085857223"
    assert (fields["st"], fields["cn"], fields["pw"]) == ("32", "1062", "100000")
    assert (fields["mn"], fields["flag"], fields["version"]) == (
        "010000A8900016F000169DC0", 5, "2017",
    )  # fmt: skip
    assert (fields["pnum"], fields["pno"], fields["cp"]) == (None, None, {"RtdInterval": "30"})


def test_real_time_values_are_readings_at_the_time_of_the_data_in_china() -> None:
    frame = one(hj212(f"{TIME};a34004-Rtd=35.5,a34004-Flag=N;a01001-Rtd=-3.2"))
    assert values(frame) == {"Y801.a34004": 35.5, "Y801.a01001": -3.2}
    assert {reading.time for reading in frame.readings} == {AT}
    assert [reading.quality for reading in frame.readings] == ["N", ""]
    assert frame.fields["data_time"] == "2026-07-01T08:00:00+08:00"
    assert frame.fields["factors"]["a34004"] == {"rtd": 35.5, "flag": "N"}


def test_statistics_have_names_of_their_own_so_that_series_do_not_mix() -> None:
    cp = f"{TIME};a34004-Cou=3,a34004-Min=1,a34004-Avg=2,a34004-Max=3,a34004-Flag=N"
    assert set(values(one(hj212(cp, cn="2051")))) == {
        "Y801.a34004.minute.cou", "Y801.a34004.minute.min", "Y801.a34004.minute.avg",
        "Y801.a34004.minute.max",
    }  # fmt: skip
    assert "Y801.a34004.hour.avg" in values(one(hj212(cp, cn="2061")))
    assert "Y801.a34004.day.avg" in values(one(hj212(cp, cn="2031")))


def test_values_that_are_no_measurements_are_withheld_and_told() -> None:
    factors = ";".join(f"f{flag}-Rtd=1,f{flag}-Flag={flag}" for flag in "NTFMSDCBX")
    frame = one(hj212(f"{TIME};{factors}"))
    assert set(values(frame)) == {"Y801.fN", "Y801.fT"}
    assert frame.fields["withheld"] == {f"f{flag}": flag for flag in "FMSDCBX"}


def test_text_that_is_no_number_is_no_reading() -> None:
    frame = one(hj212(f"{TIME};a-Rtd=nan;b-Rtd=;c-Rtd=1e999;d-Rtd=12,d-SampleTime=20260701075500"))
    assert values(frame) == {"Y801.d": 12.0}
    assert frame.fields["factors"]["d"]["sample_time"] == "20260701075500"


def test_values_without_a_time_are_neither_taken_nor_answered() -> None:
    frame = one(hj212("a34004-Rtd=35.5"))
    assert (frame.valid, frame.reason) == (True, "no_data_time")
    assert (frame.readings, frame.reply) == ((), b"")


def test_data_is_answered_with_9014_only_when_its_flag_asks() -> None:
    asked = told(one(hj212(f"{TIME};a34004-Rtd=1", flag=5)).reply)
    assert asked == {
        "QN": "20260701080000000", "ST": "91", "CN": "9014", "PW": "123456", "MN": "Y801",
        "Flag": "4", "CP": "",
    }  # fmt: skip
    assert one(hj212(f"{TIME};a34004-Rtd=1", flag=4)).reply == b""


def test_a_station_of_2025_is_answered_in_its_version() -> None:
    frame = one(hj212("", cn="9015", flag=9))
    assert frame.fields["version"] == "2025"
    assert (told(frame.reply)["CN"], told(frame.reply)["Flag"]) == ("9013", "8")


def test_requests_and_unknown_commands_are_refused_with_9011() -> None:
    assert told(one(HJ_EXAMPLE).reply)["CP"] == "QnRtn=2"
    unknown = told(one(hj212("", cn="7777")).reply)
    assert (unknown["CN"], unknown["CP"]) == ("9011", "QnRtn=8")


def test_a_packet_sent_again_is_answered_again_and_taken_once() -> None:
    line, packet = session(), hj212(f"{TIME};a34004-Rtd=1")
    (first,), (again,) = line.feed(packet, NOW_US), line.feed(packet, NOW_US)
    assert (len(first.readings), len(again.readings)) == (1, 0)
    assert again.reply == first.reply != b""
    assert again.fields["duplicate"]


def test_a_station_that_never_changes_its_qn_is_still_heard() -> None:
    line = session()
    frames = [line.feed(hj212(f"{TIME};a34004-Rtd={n}"), NOW_US)[0] for n in range(3)]
    assert [len(frame.readings) for frame in frames] == [1, 1, 1]


def test_sub_packets_count_as_one_transmission_with_one_time() -> None:
    line = session()
    later = hj212("b-Rtd=2", flag=7, parts="PNUM=2;PNO=2;")
    first = hj212(f"{TIME};a-Rtd=1", flag=7, parts="PNUM=2;PNO=1;")
    (held,) = line.feed(later, NOW_US)
    assert (held.reason, held.readings, held.reply) == ("waits_for_parts", (), b"")
    (whole,) = line.feed(first, NOW_US)
    assert values(whole) == {"Y801.a": 1.0, "Y801.b": 2.0}
    assert whole.reply.count(b"CN=9014") == 2
    assert (whole.fields["pnum"], whole.fields["pno"]) == (2, 1)


def test_each_sub_packet_with_its_own_time_is_taken_and_answered_at_once() -> None:
    line = session()
    for n in (1, 2):
        packet = hj212(f"{TIME};f{n}-Rtd=1", flag=7, parts=f"PNUM=2;PNO={n};")
        (frame,) = line.feed(packet, NOW_US)
        assert (len(frame.readings), bool(frame.reply)) == (1, True)


def test_sub_packets_that_never_become_whole_are_told_and_forgotten() -> None:
    line = session()
    line.feed(hj212("b-Rtd=2", flag=7, parts="PNUM=2;PNO=2;"), NOW_US)
    frames = line.feed(b"", NOW_US + 601_000_000)
    assert [(f.valid, f.reason, f.fields["parts"]) for f in frames] == [(False, "parts_missing", 1)]


def test_waiting_sub_packets_have_a_bound() -> None:
    line = session()
    cp = ";".join(f"f{n}-Rtd=1" for n in range(400))
    frames = [
        frame
        for n in range(40)
        for frame in line.feed(hj212(cp, flag=7, n=n, parts="PNUM=2;PNO=2;"), NOW_US)
    ]
    assert {frame.reason for frame in frames} == {"waits_for_parts", "too_many_parts"}


def test_a_wrong_crc_is_told_with_the_right_one() -> None:
    packet = hj212(f"{TIME};a34004-Rtd=1").replace(b"Rtd=1", b"Rtd=9")
    frame = one(packet)
    assert (frame.valid, frame.reason) == (False, "crc")
    assert frame.fields["crc"] == packet[-6:-2].decode()
    assert frame.fields["crc"] != frame.fields["crc_computed"]


def test_a_wrong_length_costs_its_own_frame_only() -> None:
    for length in (b"0003", b"9999", b"01x1"):
        wrong = HJ_EXAMPLE.replace(b"0101", length, 1)
        assert [frame.valid for frame in fed("hj212", wrong + HJ_EXAMPLE)] == [False, True]


def test_data_without_what_it_needs_is_refused_by_name() -> None:
    assert one(encode("QN=1;CN=2011;MN=A;CP=&&")).reason == "no_cp"
    assert one(encode("QN=1;MN=A;CP=&&&&")).reason == "no_cn"
    assert one(encode("QN=1;CN=2011;CP=&&&&")).reason == "no_mn"
    assert one(encode(f"QN={'1' * 99};CN=2011;MN=A;CP=&&&&")).reason == "long_field"


def test_the_example_of_a_real_station_gives_seven_readings() -> None:
    sound = [raw for raw, valid in real("hj212") if valid and b"CN=2011" in raw]
    frame = one(sound[0])
    assert len(frame.readings) == 7
    assert values(frame)["Y80110010000010.a21003"] == 101.94

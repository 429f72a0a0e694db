import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.runtime.cli import main
from chengyun.sensing.adapters import discover
from tests.sensing.adapters.frames import HJ_EXAMPLE, SAMPLES, real

Rows = list[dict[str, Any]]


def decoded(
    protocol: str, raw: bytes, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Rows:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    assert main(["decode", protocol, "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("protocol", ["gb26875", "hj212", "jt808"])
def test_a_capture_is_one_line_per_frame(
    protocol: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = decoded(protocol, b"".join(SAMPLES[protocol]), capsys, monkeypatch)
    assert [row["valid"] for row in rows] == [True] * len(SAMPLES[protocol])
    assert all(row["reason"] is None for row in rows)


@pytest.mark.parametrize("protocol", ["gb26875", "jt808"])
def test_hex_may_be_written_as_people_write_it(
    protocol: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = SAMPLES[protocol][0]
    spellings = [frame.hex(), frame.hex().upper(), frame.hex(" "), "0x" + frame.hex(), ""]
    rows = decoded(protocol, "\r\n".join(spellings).encode(), capsys, monkeypatch)
    assert [row["valid"] for row in rows] == [True] * 4
    assert len({row["device"] for row in rows}) == 1


@pytest.mark.parametrize("protocol", ["gb26875", "jt808"])
def test_a_line_that_is_no_frame_is_one_wrong_line_and_the_next_is_read(
    protocol: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    good = SAMPLES[protocol][0].hex()
    wrong = ["not hex", "abc", "00ff", good[:-12]]
    rows = decoded(protocol, "\n".join([*wrong, good]).encode(), capsys, monkeypatch)
    assert [row["valid"] for row in rows] == [False] * 4 + [True]
    assert all(row["reason"] for row in rows[:4])


def test_real_frames_are_judged_line_by_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for protocol in ("gb26875", "jt808"):
        frames = list(real(protocol))
        text = "\n".join(raw.hex() for raw, _ in frames).encode()
        rows = decoded(protocol, text, capsys, monkeypatch)
        assert [row["valid"] for row in rows] == [sound for _, sound in frames]
    stations = list(real("hj212"))
    rows = decoded("hj212", b"".join(raw for raw, _ in stations), capsys, monkeypatch)
    assert [row["valid"] for row in rows] == [sound for _, sound in stations]


def test_a_log_of_frames_that_were_unescaped_already_is_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    escaped = SAMPLES["jt808"][2]
    assert b"\x7d" in escaped
    plain = escaped[1:-1].replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d")
    # 7d alone cannot be told from an escape; 7e can.
    line = b"\x7e" + plain.replace(b"\x7d", b"\x7d\x01") + b"\x7e"
    (row,) = decoded("jt808", line.hex().encode(), capsys, monkeypatch)
    assert (row["valid"], row["serial"]) == (True, 0x7E7D)


def test_lines_of_a_station_may_lack_their_line_ends(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in (HJ_EXAMPLE.strip(), HJ_EXAMPLE.strip() + b"\n", b"\n\n" + HJ_EXAMPLE):
        (row,) = decoded("hj212", text, capsys, monkeypatch)
        assert (row["valid"], row["cn"]) == (True, "1062")


@given(raw=st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)))
def test_nothing_that_is_fed_ends_it(raw: bytes) -> None:
    for protocol in SAMPLES:
        read = discover()[protocol].decode
        assert read
        rows = [*read(raw), *read(raw + b"\n" + SAMPLES[protocol][0].hex().encode())]
        assert all(isinstance(json.loads(json.dumps(row))["valid"], bool) for row in rows)


def test_an_empty_input_has_no_frames(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for protocol in SAMPLES:
        assert decoded(protocol, b"", capsys, monkeypatch) == []


def test_without_json_a_person_gets_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "capture"
    path.write_bytes(SAMPLES["jt808"][0] + b"\x7e\x01\x7e")
    assert main(["decode", "jt808", str(path)]) == 0
    head, first, second = capsys.readouterr().out.splitlines()
    assert head.split() == ["#", "valid", "reason", "device", "what"]
    assert "013800138000.sos=0" in first
    assert "length" in second


def test_a_missing_file_and_an_unknown_protocol_are_told_in_a_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["decode", "jt808", "/nowhere/at/all"]) == 1
    assert main(["decode", "morse", "-"]) == 1
    told = capsys.readouterr().err
    assert "cannot be read" in told
    assert "there is no protocol morse" in told

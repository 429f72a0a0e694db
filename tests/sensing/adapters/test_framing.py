"""Whatever comes over a line: no exception, bounded memory, the same frames for any split."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.sensing.adapters import discover
from chengyun.sensing.adapters.api import REASONS, Frame
from chengyun.sensing.adapters.framing import LARGEST
from tests.sensing.adapters.frames import NOW_US, SAMPLES, fed, real
from tests.thorough import examples

TCP = ("gb26875", "hj212", "jt808")
MARKS = {"hj212": b"##0", "gb26875": b"@@", "jt808": b"\x7e"}
Pieces = list[bytes]


def test_every_tcp_adapter_is_found_and_can_be_decoded() -> None:
    found = {key for key, adapter in discover().items() if adapter.kind == "tcp"}
    assert found == set(TCP)
    assert all(discover()[key].session and discover()[key].decode for key in TCP)


def streams(protocol: str) -> st.SearchStrategy[bytes]:
    """Sound frames, frames with a byte changed, cut or put in, and rubbish, in any order."""
    sound = st.sampled_from(SAMPLES[protocol])
    spoilt = st.builds(_spoil, sound, st.integers(0, 400), st.binary(max_size=3), st.integers(0, 3))
    marks = st.lists(st.sampled_from([MARKS[protocol], b"\r\n", b"#", b"\x7d", b"0"])).map(b"".join)
    return st.lists(st.one_of(sound, spoilt, st.binary(max_size=60), marks), max_size=6).map(
        b"".join
    )


def _spoil(frame: bytes, at: int, put: bytes, cut: int) -> bytes:
    at %= len(frame)
    return frame[:at] + put + frame[at + cut :]


def _pieces(data: bytes, cuts: list[int]) -> Pieces:
    ends = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[a:b] for a, b in pairwise(ends)]


@pytest.mark.parametrize("protocol", TCP)
@examples(150)
@given(data=st.data())
def test_the_same_bytes_make_the_same_frames_however_they_were_split(
    protocol: str, data: st.DataObject
) -> None:
    stream = data.draw(streams(protocol))
    cuts = data.draw(st.lists(st.integers(0, 2000), max_size=8))
    assert fed(protocol, *_pieces(stream, cuts)) == fed(protocol, stream)


@pytest.mark.parametrize("protocol", TCP)
@examples(150)
@given(data=st.data())
def test_arbitrary_bytes_make_frames_with_reasons_and_no_exception(
    protocol: str, data: st.DataObject
) -> None:
    frames = fed(protocol, data.draw(st.binary(max_size=400)), data.draw(streams(protocol)))
    assert all(frame.valid or frame.reason for frame in frames)
    assert {frame.reason for frame in frames} <= {"", *REASONS}


@pytest.mark.parametrize("protocol", TCP)
@examples(60)
@given(rubbish=st.binary(max_size=200))
def test_sound_frames_are_found_again_behind_rubbish(protocol: str, rubbish: bytes) -> None:
    mark = MARKS[protocol][:1]
    stream = rubbish.replace(mark, b"") + b"".join(SAMPLES[protocol])
    found = [frame for frame in fed(protocol, stream) if frame.valid]
    assert len(found) == len(SAMPLES[protocol])


@pytest.mark.parametrize("protocol", TCP)
def test_glued_frames_and_single_bytes_make_the_same(protocol: str) -> None:
    stream = b"".join(SAMPLES[protocol])
    whole = fed(protocol, stream)
    assert [frame.valid for frame in whole] == [True] * len(SAMPLES[protocol])
    assert fed(protocol, *(bytes((byte,)) for byte in stream)) == whole


@pytest.mark.slow
@pytest.mark.parametrize("protocol", TCP)
@pytest.mark.parametrize("filler", [b"\x00", b"A", b"#", b"@", b"~", b"9"])
def test_endless_rubbish_does_not_fill_the_memory(protocol: str, filler: bytes) -> None:
    make = discover()[protocol].session
    assert make
    session = make()
    for _ in range(8):
        session.feed(MARKS[protocol] + filler * (LARGEST - 7), NOW_US)
        assert len(session._stream._buffer) <= LARGEST  # type: ignore[attr-defined]
    sound = SAMPLES[protocol][0]
    assert [f for n in range(40) for f in session.feed(sound, NOW_US + n) if f.valid]


@pytest.mark.parametrize("protocol", TCP)
def test_real_frames_are_judged_as_the_file_says(protocol: str) -> None:
    for raw, sound in real(protocol):
        frames = fed(protocol, raw)
        assert [frame.valid for frame in frames] == [sound], raw
        stripped = fed(protocol, raw.rstrip(b"\r\n"))
        assert [(f.valid, f.reason) for f in stripped] == [(f.valid, f.reason) for f in frames]


def test_a_refused_frame_says_what_was_wrong_and_shows_its_head() -> None:
    spoilt = SAMPLES["jt808"][0][:-2] + b"\x00\x7e"
    (frame,) = fed("jt808", spoilt)
    assert (frame.valid, frame.reason, frame.readings) == (False, "checksum", ())
    assert frame.fields["raw"].startswith("0200")
    assert isinstance(frame, Frame)

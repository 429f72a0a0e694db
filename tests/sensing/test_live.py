"""The live state, and how a process that begins later comes to it."""

import asyncio
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from chengyun.bus.batch import Batch
from chengyun.sensing.feed import follow
from chengyun.sensing.live import (
    CHUNK,
    GOOD,
    LATE,
    UNHEARD,
    LiveState,
    Part,
    answer,
    ask_for,
    part_of,
)

MANY = 2 * CHUNK + 17


def columns(size: int) -> tuple[Any, Any, Any]:
    ids = np.arange(size)
    return ids * 1_000_000, ids / 2.0, (ids % 6).astype(np.uint8)


def test_an_answer_says_what_was_asked() -> None:
    part = part_of(answer(ask_for(10, 5), *columns(100)))
    assert (part.first, part.size, len(part)) == (10, 100, 5)
    assert part.time.tolist() == [n * 1_000_000 for n in range(10, 15)]
    assert part.value.tolist() == [5.0, 5.5, 6.0, 6.5, 7.0]
    assert part.state.tolist() == [4, 5, 0, 1, 2]


@pytest.mark.parametrize(
    ("question", "first", "rows"),
    [
        (b"", 0, 100),
        (b"what?", 0, 100),
        (ask_for(-5, 10), 0, 10),
        (ask_for(100), 100, 0),
        (ask_for(10**9), 10**9, 0),
        (ask_for(0, -1), 0, 0),
    ],
)
def test_a_strange_question_gets_a_sound_answer(question: bytes, first: int, rows: int) -> None:
    part = part_of(answer(question, *columns(100)))
    assert (part.first, len(part)) == (first, rows)


def test_no_answer_outgrows_the_bus() -> None:
    assert len(answer(ask_for(0, 10**9), *columns(MANY))) < 8 * 1024 * 1024


def test_bytes_that_are_no_part_are_refused() -> None:
    for rubbish in (b"", b"abc", b"x" * 18):
        with pytest.raises(ValueError, match="not a part"):
            part_of(rubbish)


def test_what_was_heard_since_is_newer_than_what_was_before() -> None:
    live = LiveState(3)
    live.apply(Batch(np.array([1], np.int32), np.array([50], np.int64), np.array([5.0])))
    before = np.array([0, 40, 60]), np.array([0.0, 4.0, 6.0]), np.array([0, 2, 5], np.uint8)
    live.fill(Part(0, 3, *before))
    assert live.time.tolist() == [0, 50, 60]
    assert live.value[1:].tolist() == [5.0, 6.0]
    assert live.state.tolist() == [0, 2, 5]


def test_a_reading_told_long_after_it_was_measured_is_late() -> None:
    live = LiveState(4)
    now = 10**15
    times = np.array([now - 299_000_000, now - 301_000_000], np.int64)
    live.apply(Batch(np.array([1, 2], np.int32), times, np.zeros(2), received_us=now))
    assert live.quality.tolist() == [UNHEARD, GOOD, LATE, UNHEARD]
    live.apply(Batch(np.array([2], np.int32), np.array([now]), np.zeros(1), received_us=now))
    assert live.quality[2] == GOOD


class DetectionBus:
    """Answers as the detection worker does; `lost` after so many answers."""

    def __init__(self, lost: int = 99) -> None:
        self.client = SimpleNamespace(subscribe=self._subscribe)
        self.asked: list[int] = []
        self.lost = lost

    async def _subscribe(self, *_args: Any, **_kwargs: Any) -> None:
        return None

    async def ask(self, _subject: str, question: bytes = b"") -> bytes:
        if len(self.asked) >= self.lost:
            raise TimeoutError
        told = answer(question, *columns(MANY))
        self.asked.append(part_of(told).first)
        return told


def test_a_million_datastreams_come_part_by_part() -> None:
    bus, live = DetectionBus(), LiveState(1)
    asyncio.run(follow(bus, live))  # type: ignore[arg-type]
    assert bus.asked == [0, CHUNK, 2 * CHUNK]
    assert len(live.time) == MANY
    assert live.value[-1] == (MANY - 1) / 2


def test_when_detection_goes_away_what_came_is_kept() -> None:
    live = LiveState(1)
    asyncio.run(follow(DetectionBus(lost=1), live))  # type: ignore[arg-type]
    assert len(live.time) == CHUNK

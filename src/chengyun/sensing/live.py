"""The latest value, time, quality and alarm state of every datastream, held in columns."""

import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chengyun.bus.batch import Batch

SILENT = 5
GOOD, LATE, UNHEARD = range(3)
LATE_US = 300 * 1_000_000
HEAD = struct.Struct("<qq")
ROW = 8 + 8 + 1


class LiveState:
    """Columns by datastream id: `time` int64 µs (0: never), `value` float64, `state` uint8,
    `quality` uint8.

    State is 0 for normal, 1 to 4 for the gravest active alarm (1 the gravest), 5 for silent.
    Quality is what can be said of the latest reading itself: GOOD, it came in time; LATE, it came
    more than LATE_US after it was measured; UNHEARD, it came before this process listened.
    `changed` collects what moved since `take_changed`.
    """

    def __init__(self, size: int) -> None:
        self.time = np.zeros(size, np.int64)
        self.value = np.full(size, np.nan)
        self.state = np.zeros(size, np.uint8)
        self.quality = np.full(size, UNHEARD, np.uint8)
        self.changed = np.zeros(size, np.bool_)

    def grow(self, size: int) -> None:
        """Make room for ids below `size`; never shrinks."""
        more = size - len(self.time)
        if more > 0:
            self.time = np.concatenate([self.time, np.zeros(more, np.int64)])
            self.value = np.concatenate([self.value, np.full(more, np.nan)])
            self.state = np.concatenate([self.state, np.zeros(more, np.uint8)])
            self.quality = np.concatenate([self.quality, np.full(more, UNHEARD, np.uint8)])
            self.changed = np.concatenate([self.changed, np.zeros(more, np.bool_)])

    def apply(self, batch: Batch) -> None:
        """Take a batch; what is older than the newest known reading is passed over."""
        if len(batch) == 0:
            return
        self.grow(int(batch.stream.max()) + 1)
        order = np.argsort(batch.time, kind="stable")
        stream, time = batch.stream[order], batch.time[order]
        newer = time >= self.time[stream]
        ids = stream[newer]
        self.time[ids] = time[newer]
        self.value[ids] = batch.value[order][newer]
        self.quality[ids] = np.where(batch.received_us - time[newer] > LATE_US, LATE, GOOD)
        self.changed[ids] = True

    def fill(self, part: "Part") -> None:
        """Take what was before; what was heard since stays."""
        self.grow(part.first + len(part))
        rows = slice(part.first, part.first + len(part))
        old = part.time > self.time[rows]
        self.time[rows][old] = part.time[old]
        self.value[rows][old] = part.value[old]
        self.quality[rows][old] = UNHEARD
        self.state[rows] = part.state

    def set_state(self, stream: int, state: int) -> None:
        self.grow(stream + 1)
        self.state[stream] = state
        self.changed[stream] = True

    def take_changed(self) -> npt.NDArray[np.int32]:
        """Ids that moved since the last call."""
        ids = np.flatnonzero(self.changed).astype(np.int32)
        self.changed[ids] = False
        return ids

    def counts(
        self, ids: npt.NDArray[np.int64], now_us: int, fresh_us: npt.NDArray[np.int64]
    ) -> dict[str, int]:
        """How many of the datastreams exist, have reported in time, and are in alarm."""
        self.grow(int(ids.max()) + 1 if len(ids) else 0)
        return {
            "datastreams": len(ids),
            "reporting": int((now_us - self.time[ids] <= fresh_us).sum()),
            "alarms": int(((self.state[ids] > 0) & (self.state[ids] < SILENT)).sum()),
        }


# Rows of one answer: 17 bytes each, so that an answer stays well below the bus's 8 MB.
CHUNK = 250_000


@dataclass(frozen=True)
class Part:
    """The columns of the datastreams from `first` on; `size` is how many there are in all."""

    first: int
    size: int
    time: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]
    state: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.time)


def ask_for(first: int, count: int = CHUNK) -> bytes:
    """The question of `rpc.live`: which datastreams, by id."""
    return HEAD.pack(first, count)


def answer(
    question: bytes,
    time: npt.NDArray[np.int64],
    value: npt.NDArray[np.float64],
    state: npt.NDArray[np.uint8],
) -> bytes:
    """The asked part of whole columns as bytes: first id, size of all, then the three columns.

    A question that is none is answered from the beginning.
    """
    first, count = HEAD.unpack(question) if len(question) == HEAD.size else (0, CHUNK)
    part = slice(max(first, 0), max(first, 0) + min(max(count, 0), CHUNK))
    columns = (time[part].astype("<i8"), value[part].astype("<f8"), state[part])
    return HEAD.pack(part.start, len(time)) + b"".join(column.tobytes() for column in columns)


def part_of(payload: bytes) -> Part:
    """The part in such an answer. Raises ValueError for bytes that are none."""
    rows, rest = divmod(len(payload) - HEAD.size, ROW)
    if rest or rows < 0:
        raise ValueError("not a part of the live state")
    first, size = HEAD.unpack_from(payload)
    at = HEAD.size
    return Part(
        first, size,
        np.frombuffer(payload, "<i8", rows, at),
        np.frombuffer(payload, "<f8", rows, at + 8 * rows),
        np.frombuffer(payload, "u1", rows, at + 16 * rows),
    )  # fmt: skip

"""A batch of readings as columns, and its bytes on the bus."""

import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

# Magic, rows, receipt time in microseconds, source id; padded so that columns stay aligned.
HEADER = struct.Struct("<4sIqI12x")
MAGIC = b"CYB1"
ROW_BYTES = 20


class BadBatch(ValueError):
    """Bytes that are not a batch, or are cut short."""


@dataclass(frozen=True)
class Batch:
    """Readings as columns of one length: `stream` int32, `time` int64 µs UTC, `value` float64."""

    stream: npt.NDArray[np.int32]
    time: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]
    received_us: int = 0
    source: int = 0

    def __len__(self) -> int:
        return len(self.stream)


def encode(batch: Batch) -> bytes:
    """The batch as bytes: header, times, values, streams; all little-endian."""
    head = HEADER.pack(MAGIC, len(batch), batch.received_us, batch.source)
    columns = (
        np.ascontiguousarray(batch.time, "<i8"),
        np.ascontiguousarray(batch.value, "<f8"),
        np.ascontiguousarray(batch.stream, "<i4"),
    )
    return b"".join([head, *(column.tobytes() for column in columns)])


def decode(payload: bytes) -> Batch:
    """Columns over the payload's own memory (read-only). Raises BadBatch."""
    if len(payload) < HEADER.size or payload[:4] != MAGIC:
        raise BadBatch("not a batch of readings")
    _, rows, received_us, source = HEADER.unpack_from(payload)
    if len(payload) != HEADER.size + rows * ROW_BYTES:
        raise BadBatch(f"batch says {rows} rows, its length says otherwise")
    at = HEADER.size
    time = np.frombuffer(payload, "<i8", rows, at)
    value = np.frombuffer(payload, "<f8", rows, at + 8 * rows)
    stream = np.frombuffer(payload, "<i4", rows, at + 16 * rows)
    return Batch(stream, time, value, received_us, source)


def join(batches: list[Batch]) -> Batch:
    """One batch out of several of the same source, in order."""
    if len(batches) == 1:
        return batches[0]
    return Batch(
        np.concatenate([b.stream for b in batches]),
        np.concatenate([b.time for b in batches]),
        np.concatenate([b.value for b in batches]),
        batches[0].received_us,
        batches[0].source,
    )

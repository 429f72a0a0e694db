"""What a sender may write in one request, and how it becomes columns.

Three shapes, in JSON or MessagePack: one reading, a list of readings, or columns. Columns in
MessagePack may be raw little-endian bytes: datastream int32, time int64 µs, value float64.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

COLUMNS = ("datastream", "time", "value")
RAW = {"datastream": "<i4", "time": "<i8", "value": "<f8"}
NO_TIME = np.iinfo(np.int64).min
LONGEST_ID = 200


class Malformed(ValueError):
    """A body of which nothing can be used; the text says what is wrong."""


@dataclass(frozen=True)
class Raw:
    """Columns as sent. `datastream` holds ids or keys; a time that cannot be read is NO_TIME.

    `id` is the sender's own name of the message, by which a second one is known.
    """

    datastream: npt.NDArray[np.int32] | list[Any]
    time: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]
    id: str = ""

    def __len__(self) -> int:
        return len(self.time)


_json = msgspec.json.Decoder()
_msgpack = msgspec.msgpack.Decoder()


def parse(body: bytes, content_type: str, now_us: int) -> Raw:
    """Columns of a request's body; bad rows stay in. Raises Malformed."""
    data = _decode(body, content_type)
    if isinstance(data, list):
        return _rows(data, now_us)
    if not isinstance(data, dict):
        raise Malformed("the body must be a reading, a list of readings, or columns")
    if isinstance(data.get("value"), list | bytes):
        return _columns(data)
    return _rows([data], now_us, _name(data.get("id")))


def _name(item: object) -> str:
    return str(item)[:LONGEST_ID] if isinstance(item, str | int) else ""


def join(parts: Sequence[Raw]) -> Raw:
    """The rows of all, in order."""
    if len(parts) == 1:
        return parts[0]
    time = np.concatenate([part.time for part in parts])
    value = np.concatenate([part.value for part in parts])
    streams = [part.datastream for part in parts]
    if all(isinstance(column, np.ndarray) for column in streams):
        return Raw(np.concatenate(streams), time, value)
    return Raw([key for column in streams for key in _items(column)], time, value)


def _items(column: npt.NDArray[np.int32] | list[Any]) -> list[Any]:
    return column.tolist() if isinstance(column, np.ndarray) else column


def _decode(body: bytes, content_type: str) -> object:
    packed = content_type.split(";")[0].strip() in ("application/msgpack", "application/x-msgpack")
    try:
        return (_msgpack if packed else _json).decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        kind = "MessagePack" if packed else "JSON"
        raise Malformed(f"the body is not whole {kind}: {error}") from None


def _rows(rows: list[Any], now_us: int, name: str = "") -> Raw:
    dicts = [row if isinstance(row, dict) else {} for row in rows]
    return Raw(
        [_key(row.get("datastream")) for row in dicts],
        np.array([micros(row["time"]) if "time" in row else now_us for row in dicts], np.int64),
        np.array([_number(row.get("value")) for row in dicts], np.float64),
        name,
    )


def _columns(data: dict[str, Any]) -> Raw:
    missing = [name for name in COLUMNS if name not in data]
    if missing:
        raise Malformed(f"columns lack {', '.join(missing)}")
    raw = Raw(
        _streams(data["datastream"]), _times(data["time"]), _values(data["value"]),
        _name(data.get("id")),
    )  # fmt: skip
    lengths = {len(raw.datastream), len(raw.time), len(raw.value)}
    if len(lengths) != 1:
        raise Malformed("columns differ in length")
    return raw


def _buffer(name: str, raw: bytes) -> Any:
    dtype = np.dtype(RAW[name])
    if len(raw) % dtype.itemsize:
        raise Malformed(f"column {name} is not a whole number of {dtype.itemsize}-byte values")
    return np.frombuffer(raw, dtype)


def _streams(column: Any) -> npt.NDArray[np.int32] | list[Any]:
    if isinstance(column, bytes):
        return _buffer("datastream", column)  # type: ignore[no-any-return]
    return [_key(item) for item in _listed("datastream", column)]


def _times(column: Any) -> npt.NDArray[np.int64]:
    if isinstance(column, bytes):
        return _buffer("time", column)  # type: ignore[no-any-return]
    items = _listed("time", column)
    try:
        return np.array(items, np.int64) if all(type(i) is int for i in items[:1]) else _each(items)
    except (TypeError, ValueError, OverflowError):
        return _each(items)


def _each(items: list[Any]) -> npt.NDArray[np.int64]:
    return np.array([micros(item) for item in items], np.int64)


def _values(column: Any) -> npt.NDArray[np.float64]:
    if isinstance(column, bytes):
        return _buffer("value", column)  # type: ignore[no-any-return]
    return np.array([_number(item) for item in _listed("value", column)], np.float64)


def _listed(name: str, column: Any) -> list[Any]:
    if not isinstance(column, list):
        raise Malformed(f"column {name} must be a list")
    return column


def _key(item: object) -> object:
    return item if isinstance(item, str) or type(item) is int else None


def _number(item: object) -> float:
    return float(item) if isinstance(item, int | float) and not isinstance(item, bool) else np.nan


def micros(item: object) -> int:
    """µs since 1970 of a whole number or an ISO 8601 text with a zone; else NO_TIME."""
    if type(item) is int:
        return item if abs(item) < 2**62 else int(NO_TIME)
    if not isinstance(item, str):
        return int(NO_TIME)
    try:
        moment = datetime.fromisoformat(item)
    except ValueError:
        return int(NO_TIME)
    if moment.tzinfo is None:
        return int(NO_TIME)
    return int((moment - EPOCH).total_seconds() * 1_000_000)


EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)  # noqa: UP017

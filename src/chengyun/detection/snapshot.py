"""Snapshots: named arrays and a header as compact bytes.

Layout: magic, version uint16, checksum uint32 of what follows, header length uint32, header JSON,
then the arrays' bytes, little-endian. Rows of zeros in two-dimensional arrays are left out: a
baseline that has learnt one morning costs one morning.
"""

import json
import struct
from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any
from zlib import crc32

import numpy as np

from .state import Array

MAGIC = b"CYDE"
VERSION = 2
_PREFIX = struct.Struct("<4sHII")


class SnapshotError(ValueError):
    """Bytes that are no snapshot this version can read."""


def pack(header: Mapping[str, Any], arrays: Mapping[str, Array]) -> bytes:
    """One snapshot of a JSON-able header and arrays of one or two dimensions."""
    kept = {name: _written_rows(array) for name, array in arrays.items()}
    layout = {
        name: {"dtype": _form(array), "shape": array.shape, "rows": kept[name]}
        for name, array in arrays.items()
    }
    head = json.dumps({**header, "arrays": layout}, separators=(",", ":")).encode()
    parts: list[bytes | memoryview] = [head]
    for name, array in arrays.items():
        parts += _blobs(array, kept[name])
    checksum = reduce(lambda sum_, part: crc32(part, sum_), parts, 0)
    return b"".join((_PREFIX.pack(MAGIC, VERSION, checksum, len(head)), *parts))


def unpack(data: bytes) -> tuple[dict[str, Any], dict[str, Array]]:
    """Header and arrays of a snapshot. Raises SnapshotError."""
    if len(data) < _PREFIX.size:
        raise SnapshotError("a snapshot is longer than this")
    magic, version, checksum, length = _PREFIX.unpack_from(data)
    body = memoryview(data)[_PREFIX.size :]
    if magic != MAGIC:
        raise SnapshotError("these bytes are no snapshot of the detection engine")
    if version != VERSION:
        raise SnapshotError(f"snapshot version {version} is not {VERSION}")
    if crc32(body) != checksum:
        raise SnapshotError("the snapshot is damaged: its checksum does not match")
    header = json.loads(bytes(body[:length]))
    return header, dict(_read(header.pop("arrays"), body[length:]))


def _form(array: Array) -> Any:
    """The type of an array as plain data: its name, or the fields of its records."""
    return array.dtype.str if array.dtype.names is None else array.dtype.descr


def _dtype(form: Any) -> np.dtype[Any]:
    return np.dtype(form if isinstance(form, str) else [tuple(field) for field in form])


def _written_rows(array: Array) -> list[int] | None:
    """Rows of a two-dimensional array that hold anything; None for one-dimensional ones."""
    if array.ndim == 1:
        return None
    return [row for row, line in enumerate(array) if _bytes(line).any()]


def _blobs(array: Array, rows: list[int] | None) -> list[memoryview]:
    lines = [array] if rows is None else [array[row] for row in rows]
    return [_bytes(line).data for line in lines]


def _bytes(line: Array) -> Array:
    return np.ascontiguousarray(line).view(np.uint8)


def _read(layout: Mapping[str, Any], blob: memoryview) -> Iterator[tuple[str, Array]]:
    at = 0
    for name, form in layout.items():
        array = np.zeros(form["shape"], _dtype(form["dtype"]))
        rows = form["rows"]
        for line in [array] if rows is None else [array[row] for row in rows]:
            line[:] = np.frombuffer(blob, line.dtype, len(line), at)
            at += line.nbytes
        yield name, array

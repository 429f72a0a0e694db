"""Rows of `timestamp,value` for the unusual detector, out of lines of CSV as they come."""

import csv
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

COLUMNS = ("timestamp", "value")
SECOND = 1_000_000
EPOCH_UNITS = ((1e17, 1e-3), (1e14, 1.0), (1e11, 1e3), (0.0, 1e6))
"""A bare number is an epoch: in nanoseconds, µs, ms or s by its size; the factors make µs."""
OTHER_DATES = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y-%m-%d %H:%M")
LARGEST_US = 2**62


class NoRows(ValueError):
    """Lines that are no CSV of `timestamp,value`; the text says why."""


@dataclass(frozen=True)
class Row:
    """One data row. `time_us` is the clock as written, None if it cannot be read."""

    timestamp: str
    time_us: int | None
    value: float | None
    reason: str = ""


def read(lines: Iterable[str]) -> Iterator[Row]:
    """Every data row in order, blank lines left out. Raises NoRows for a wrong header or none."""
    rows = csv.reader(lines)
    try:
        at = _places(next((row for row in rows if any(row)), None))
        yield from (_row(row, at) for row in rows if any(cell.strip() for cell in row))
    except csv.Error as fault:
        raise NoRows(f"line {rows.line_num}: {fault}") from None


def _places(header: list[str] | None) -> tuple[int, int]:
    if header is None:
        raise NoRows("it is empty; wanted a header with the columns timestamp,value")
    names = [name.strip().strip("\ufeff").lower() for name in header]
    if missing := [name for name in COLUMNS if name not in names]:
        raise NoRows(f"no column {' and '.join(missing)} in the header; wanted timestamp,value")
    return names.index(COLUMNS[0]), names.index(COLUMNS[1])


def _row(cells: list[str], at: tuple[int, int]) -> Row:
    stamp, value = (cells[place] if place < len(cells) else "" for place in at)
    number = _number(value)
    reason = "" if number is not None else "no value" if not value.strip() else "not a number"
    return Row(stamp, time_of(stamp), number, reason)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def time_of(text: str) -> int | None:
    """µs of a time as it stands on the clock (an offset is not applied), or None."""
    text = text.strip()
    epoch = _number(text)
    if epoch is not None and len(text) != len("20260301"):
        factor = next(factor for least, factor in EPOCH_UNITS if abs(epoch) >= least)
        return _bounded(epoch * factor)
    moment = _moment(text)
    return None if moment is None else round(moment.replace(tzinfo=UTC).timestamp() * SECOND)


def _bounded(time_us: float) -> int:
    return int(min(max(time_us, -LARGEST_US), LARGEST_US))


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for form in OTHER_DATES:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007
        except ValueError:
            continue
    return None

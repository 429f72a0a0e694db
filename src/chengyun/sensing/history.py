"""The past of every datastream: an open Delta table of Parquet files, one folder a day.

Written once per stream sequence: the table's own log carries the last sequence that it holds, so
a restart neither loses nor doubles a reading. What a sender sent twice is stored twice at first;
tidying and every reader keep one of them.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from arro3.core import Array, DataType, Table
from deltalake import CommitProperties, Transaction, write_deltalake

from chengyun.bus.batch import Batch, join
from chengyun.calendar.instants import micros
from chengyun.sensing import duck
from chengyun.sensing.history_hours import Hours
from chengyun.sensing.open_table import DataFile, OpenTable

APP = "chengyun-history"
DAY_US = 86_400 * 1_000_000
COLUMNS = {"stream": "integer", "time": "long", "value": "double"}
# Below so many rows a file is joined with others of its day, once there are MANY.
SMALL = 2_000_000
MANY = 8
SETTLED = timedelta(hours=1)

Times = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]


class History:
    """The tables in `folder` (readings) and beside it (`-hours`: what each hour held).

    A file that was only appended is a file whose hours are not yet counted: `tidy` counts them,
    then puts its rows in order. So a crash at any instant costs at most doing that once more.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.table = OpenTable(folder, "day", COLUMNS)
        self.hours = Hours(folder.with_name(f"{folder.name}-hours"))

    def position(self) -> int:
        """The stream sequence up to which readings are in the table; 0 when there is none."""
        table = self.table.open()
        return int(table.transaction_version(APP) or 0) if table else 0

    def append(self, parts: list[Batch], sequence: int) -> int:
        """Write batches that end at `sequence` as one commit; returns the rows written."""
        batch = join(parts)
        write_deltalake(
            self.table.create(),
            _columns(batch),
            mode="append",
            partition_by=["day"],
            commit_properties=CommitProperties(app_transactions=[Transaction(APP, sequence)]),
        )
        # The position counts only once the files it speaks of are on the disk.
        os.sync()
        return len(batch)

    def tidy(self) -> None:
        """Count the hours of what was appended, put it in order, join small files."""
        for day, files in self._days().items():
            fresh = [file for file in files if not file.is_sorted]
            if fresh:
                self.hours.count(self.table, fresh)
            small = [file for file in files if file.is_sorted and file.rows < SMALL]
            self._join(day, fresh + (small if len(small) >= MANY else []))
        self.hours.tidy()

    def settle(self, now: datetime) -> None:
        """Make one file of every day that is over; run once a day."""
        over = (now.astimezone(UTC) - SETTLED).date().isoformat()
        for day, files in self._days().items():
            if day < over and len(files) > 1 and all(file.is_sorted for file in files):
                self._join(day, files)
        self.hours.settle()

    def vacuum(self, hours: int = 1, *, full: bool = False) -> None:
        """Delete the files that compaction and retention have put aside for `hours`."""
        self.table.vacuum(hours, full=full)
        self.hours.table.vacuum(hours, full=full)

    def series(self, stream: int, since: datetime, until: datetime) -> tuple[Times, Values]:
        """Times (µs) and values of one datastream, oldest first."""
        return self.between(stream, micros(since), micros(until))

    def between(self, stream: int, low: int, high: int) -> tuple[Times, Values]:
        """`series` between two moments in µs."""
        files = self.table.within(low, high, stream)
        if not files:
            return np.empty(0, np.int64), np.empty(0)
        found = duck.columns(
            f"SELECT time, max(value) AS value FROM {duck.from_files(files)} "
            "WHERE stream = $stream AND time BETWEEN $low AND $high GROUP BY time ORDER BY time",
            stream=stream, low=low, high=high,
        )  # fmt: skip
        return np.asarray(found["time"], np.int64), np.asarray(found["value"], np.float64)

    def _days(self) -> dict[str, list[DataFile]]:
        days: dict[str, list[DataFile]] = {}
        for file in self.table.files():
            days.setdefault(file.part, []).append(file)
        return days

    def _join(self, day: str, files: Sequence[DataFile]) -> None:
        if files:
            self.table.put(day, once([self.table.address(file) for file in files]), files)


@cache
def at(folder: Path) -> History:
    """The history in `folder`, with what this process keeps of it."""
    return History(folder)


def once(files: Sequence[str]) -> str:
    """A query for the readings in files, each once: of two for one moment the greater stays, so
    that every reader sees the same."""
    rows = duck.from_files(files)
    return f"SELECT stream, time, max(value) AS value FROM {rows} GROUP BY stream, time"


def _columns(batch: Batch) -> Table:
    days = (batch.time // DAY_US).astype(np.int32)
    return Table.from_pydict(
        {
            "day": Array.from_numpy(days).cast(DataType.date32()),
            "stream": Array.from_numpy(np.ascontiguousarray(batch.stream)),
            "time": Array.from_numpy(np.ascontiguousarray(batch.time)),
            "value": Array.from_numpy(np.ascontiguousarray(batch.value)),
        }
    )

"""The past of every datastream: an open Delta table of Parquet files, one folder a day.

Written once per stream sequence: the table's own log carries the last sequence that it holds, so
a restart neither loses nor doubles a reading. Any engine that reads Delta or Parquet reads it.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
from arro3.core import Array, DataType, Table
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake
from deltalake.exceptions import TableNotFoundError

from chengyun.bus.batch import Batch, join

APP = "chengyun-history"
DAY_US = 86_400 * 1_000_000


class History:
    """The table in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def position(self) -> int:
        """The stream sequence up to which readings are in the table; 0 when there is none."""
        table = self._table()
        return int(table.transaction_version(APP) or 0) if table else 0

    def append(self, parts: list[Batch], sequence: int) -> int:
        """Write batches that end at `sequence` as one commit; returns the rows written."""
        batch = join(parts)
        write_deltalake(
            str(self.folder),
            _columns(batch),
            mode="append",
            partition_by=["day"],
            commit_properties=CommitProperties(app_transactions=[Transaction(APP, sequence)]),
        )
        # The position counts only once the files it speaks of are on the disk.
        os.sync()
        return len(batch)

    def compact(self) -> None:
        """Join small files, drop those that no reader can still need."""
        table = self._table()
        if table:
            table.optimize.compact()
            table.vacuum(retention_hours=1, dry_run=False, enforce_retention_duration=False)
            table.create_checkpoint()

    def series(
        self, stream: int, since: datetime, until: datetime
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Times (µs) and values of one datastream, oldest first."""
        files = self._files(since, until)
        if not files:
            return np.empty(0, np.int64), np.empty(0)
        # Here, because loading it takes a while and most processes never read history.
        import duckdb

        low, high = (int(moment.timestamp() * 1e6) for moment in (since, until))
        found = duckdb.connect().execute(
            "SELECT time, value FROM read_parquet($files) "
            "WHERE stream = $stream AND time BETWEEN $low AND $high ORDER BY time",
            {"files": files, "stream": stream, "low": low, "high": high},
        ).fetchnumpy()  # fmt: skip
        return np.asarray(found["time"], np.int64), np.asarray(found["value"], np.float64)

    def _files(self, since: datetime, until: datetime) -> list[str]:
        table = self._table()
        if not table:
            return []
        days = _days(since, until)
        return [uri for uri in table.file_uris() if any(f"day={day}" in uri for day in days)]

    def _table(self) -> DeltaTable | None:
        try:
            return DeltaTable(str(self.folder))
        except TableNotFoundError:
            return None


def _columns(batch: Batch) -> Table:
    day = (batch.time // DAY_US).astype("datetime64[D]")
    names, index = np.unique(day, return_inverse=True)
    labels = names.astype(str)[index].tolist()
    return Table.from_pydict(
        {
            "day": Array(labels, type=DataType.utf8()),
            "stream": Array.from_numpy(np.ascontiguousarray(batch.stream)),
            "time": Array.from_numpy(np.ascontiguousarray(batch.time)),
            "value": Array.from_numpy(np.ascontiguousarray(batch.value)),
        }
    )


def _days(since: datetime, until: datetime) -> list[str]:
    first, last = since.astimezone(UTC).date(), until.astimezone(UTC).date()
    return [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]

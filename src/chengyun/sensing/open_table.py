"""A Delta table on the local disk: a kept list of its files, and commits that put sorted ones in.

Delta is plain Parquet files beside a log of which of them count, so any engine that reads Delta or
Parquet reads the table as it is. Files that `put` wrote are sorted by the table's key and named so;
whatever else lies in the table has only been appended.
"""

import json
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from uuid import uuid4

from deltalake import DeltaTable, Field, Schema
from deltalake.exceptions import TableNotFoundError
from deltalake.schema import PrimitiveType
from deltalake.transaction import AddAction, RemoveAction

from chengyun.sensing import duck

SORTED = "sorted-"
ROW_GROUP = 100_000
# The log of a commit every fifteen seconds would else grow to 170,000 files.
CONFIGURATION = {"delta.logRetentionDuration": "interval 1 days"}


@dataclass(frozen=True)
class DataFile:
    """One Parquet file: its path within the table, its partition, and what lies in it.

    `streams` and `times` (µs) are the least and the greatest.
    """

    path: str
    part: str
    rows: int
    size: int
    streams: tuple[int, int]
    times: tuple[int, int]

    @property
    def is_sorted(self) -> bool:
        return self.path.rpartition("/")[2].startswith(SORTED)


class OpenTable:
    """The table in `folder`, partitioned by the date column `part`.

    `columns` maps the other columns to their Delta types; `stream` and `time` are among them.
    """

    def __init__(self, folder: Path, part: str, columns: Mapping[str, str]) -> None:
        self.folder = folder
        self.part = part
        names = {part: "date", **columns}
        self.schema = Schema([Field(n, PrimitiveType(kind)) for n, kind in names.items()])
        self._lock = Lock()
        self._seen: int | None = None
        self._table: DeltaTable | None = None
        self._files: tuple[DataFile, ...] = ()

    def create(self) -> DeltaTable:
        """The table, made if there is none."""
        return self.open() or DeltaTable.create(
            str(self.folder), self.schema, partition_by=[self.part], mode="ignore",
            configuration=CONFIGURATION,
        )  # fmt: skip

    def open(self) -> DeltaTable | None:
        """The table as it is now, read from its log."""
        try:
            return DeltaTable(str(self.folder))
        except TableNotFoundError:
            return None

    def files(self) -> tuple[DataFile, ...]:
        """The files that count. The log is read again only when something was committed."""
        with self._lock:
            seen = self._stamp()
            if seen != self._seen:
                self._files, self._seen = self._listed(), seen
            return self._files

    def within(self, low: int, high: int, stream: int | None = None) -> list[str]:
        """Addresses of the files that may hold times from `low` to `high` (µs), of one stream."""
        return [
            self.address(file)
            for file in self.files()
            if file.times[0] <= high and file.times[1] >= low
            and (stream is None or file.streams[0] <= stream <= file.streams[1])
        ]  # fmt: skip

    def address(self, file: DataFile) -> str:
        return str(self.folder / file.path)

    def put(self, part: str, rows: str, old: Sequence[DataFile] = (), *, new: bool = False) -> int:
        """Write the rows of a query, sorted by stream and time, as one file in place of `old`.

        `new` says that the rows were not in the table before. One commit: a reader sees either all
        of it or nothing. Returns the rows written.
        """
        made = self._write(part, rows)
        self._commit([*([_added(made, self.part, new)] if made else []), *map(_gone, old)])
        return made.rows if made else 0

    def drop(self, old: Iterable[DataFile]) -> None:
        """Let files count no more; `vacuum` deletes them."""
        self._commit([_gone(file) for file in old])

    def vacuum(self, hours: int = 1, *, full: bool = False) -> None:
        """Delete files that have not counted for `hours`, and log entries nobody needs.

        `full` also finds what a crash left half written.
        """
        if table := self.open():
            table.vacuum(hours, dry_run=False, enforce_retention_duration=False, full=full)
            table.create_checkpoint()
            table.cleanup_metadata()

    def _stamp(self) -> int:
        try:
            return (self.folder / "_delta_log").stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def _listed(self) -> tuple[DataFile, ...]:
        try:
            if self._table:
                self._table.update_incremental()
        except Exception:
            # The log between then and now was tidied away.
            self._table = None
        self._table = self._table or self.open()
        return tuple(_files_of(self._table, self.part)) if self._table else ()

    def _write(self, part: str, rows: str) -> DataFile | None:
        path = f"{self.part}={part}/{SORTED}{uuid4()}.parquet"
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        told = duck.rows(
            f"COPY ({rows} ORDER BY stream, time) TO '{target}' (FORMAT parquet, "
            f"COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE {ROW_GROUP}, RETURN_STATS)"
        )
        if not told or not told[0][1]:
            target.unlink(missing_ok=True)
            return None
        _sync(target)
        _, count, size, _, stats, *_rest = told[0]
        return DataFile(path, part, count, size, _range(stats, "stream"), _range(stats, "time"))

    def _commit(self, actions: list[AddAction | RemoveAction]) -> None:
        if actions:
            self.create().create_write_transaction(
                actions, "append", self.schema, partition_by=[self.part]
            )


def _range(stats: Mapping[str, Mapping[str, str]], column: str) -> tuple[int, int]:
    found = stats[f'"{column}"']
    return int(found["min"]), int(found["max"])


def _sync(path: Path) -> None:
    """The log may name a file only once it is on the disk."""
    for each, flags in ((path, os.O_RDWR), (path.parent, os.O_RDONLY)):
        handle = os.open(each, flags)
        os.fsync(handle)
        os.close(handle)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _added(file: DataFile, part: str, new: bool) -> AddAction:
    (first, last), (low, high) = file.streams, file.times
    stats = {
        "numRecords": file.rows,
        "minValues": {"stream": first, "time": low},
        "maxValues": {"stream": last, "time": high},
        "nullCount": {"stream": 0, "time": 0},
    }
    return AddAction(file.path, file.size, {part: file.part}, _now_ms(), new, json.dumps(stats))


def _gone(file: DataFile) -> RemoveAction:
    part, _, _ = file.path.partition("=")
    return RemoveAction(file.path, False, _now_ms(), file.size, {part: file.part})


def _files_of(table: DeltaTable, part: str) -> Iterable[DataFile]:
    """Without statistics (another writer need not give them) a file may hold anything."""
    found = table.get_add_actions(flatten=True)
    names = ("path", f"partition.{part}", "num_records", "size_bytes",
             "min.stream", "max.stream", "min.time", "max.time")  # fmt: skip
    for path, day, rows, size, first, last, low, high in zip(
        *(found[name].to_pylist() for name in names), strict=True
    ):
        yield DataFile(
            path, str(day), rows or 0, size,
            (first or 0, 2**31 if last is None else last),
            (low or 0, 2**62 if high is None else high),
        )  # fmt: skip

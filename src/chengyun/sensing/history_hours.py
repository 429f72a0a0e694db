"""What each hour of each datastream held: an open table that answers for months and years.

Counted anew for every hour that readings came for, however late; of several counts of one hour the
one with the most readings behind it holds, so counting twice changes nothing.
"""

from collections.abc import Sequence
from pathlib import Path

from chengyun.sensing import duck
from chengyun.sensing.open_table import DataFile, OpenTable

HOUR_US = 3_600 * 1_000_000
COLUMNS = {
    "stream": "integer", "time": "long", "count": "long", "minimum": "double", "maximum": "double",
    "total": "double", "first": "double", "last": "double", "counted": "long",
}  # fmt: skip
MANY = 16

LATEST = (
    "QUALIFY row_number() OVER (PARTITION BY stream, time ORDER BY count DESC, counted DESC) = 1"
)
COUNT = f"""
WITH touched AS (SELECT DISTINCT stream, time // {HOUR_US} AS hour FROM {{touched}}),
readings AS (
    SELECT stream, time, max(value) AS value FROM {{held}} AS held
    WHERE time BETWEEN {{low}} AND {{high}} AND EXISTS (
        FROM touched WHERE touched.stream = held.stream AND touched.hour = held.time // {HOUR_US})
    GROUP BY stream, time
)
SELECT stream, readings.time // {HOUR_US} * {HOUR_US} AS time, count(*) AS count,
    min(value) AS minimum, max(value) AS maximum, sum(value) AS total,
    arg_min(value, time) AS first, arg_max(value, time) AS last, epoch_us(now()) AS counted
FROM readings GROUP BY stream, readings.time // {HOUR_US}
"""


class Hours:
    """The table in `folder`, one folder a month. `time` is when the hour began (µs UTC)."""

    def __init__(self, folder: Path) -> None:
        self.table = OpenTable(folder, "month", COLUMNS)

    def count(self, readings: OpenTable, fresh: Sequence[DataFile]) -> None:
        """Count every hour of which `fresh`, files of one day of `readings`, hold a reading."""
        low = min(file.times[0] for file in fresh) // HOUR_US * HOUR_US
        high = max(file.times[1] for file in fresh) // HOUR_US * HOUR_US + HOUR_US - 1
        touched = duck.from_files([readings.address(file) for file in fresh])
        held = duck.from_files(readings.within(low, high))
        self.table.put(
            f"{fresh[0].part[:7]}-01", COUNT.format(touched=touched, held=held, low=low, high=high),
            new=True,
        )  # fmt: skip

    def tidy(self) -> None:
        """Join a month's files once there are many."""
        self._join(MANY)

    def settle(self) -> None:
        """Make one file of every month."""
        self._join(2)

    def read(self, stream: int, low: int, high: int) -> duck.Columns:
        """The hours of one datastream that begin between `low` and `high` (µs), oldest first."""
        files = self.table.within(low, high, stream)
        if not files:
            return {}
        return duck.columns(
            f"SELECT time, count, minimum, maximum, total FROM {duck.from_files(files)} "
            f"WHERE stream = $stream AND time BETWEEN $low AND $high {LATEST} ORDER BY time",
            stream=stream, low=low, high=high,
        )  # fmt: skip

    def over(self, streams: Sequence[int], low: int, high: int) -> duck.Columns:
        """One row over the hours of many datastreams that begin between `low` and `high` (µs):
        how many readings, their sum, least and greatest."""
        files = self.table.within(low, high)
        if not files or not streams:
            return {}
        return duck.columns(
            f"WITH held AS (SELECT * FROM {duck.from_files(files)} WHERE "
            f"list_contains($streams, stream) AND time BETWEEN $low AND $high {LATEST}) SELECT "
            "sum(count) AS count, sum(total) AS total, min(minimum) AS minimum, "
            "max(maximum) AS maximum FROM held",
            streams=list(streams), low=low, high=high,
        )  # fmt: skip

    def _join(self, many: int) -> None:
        months: dict[str, list[DataFile]] = {}
        for file in self.table.files():
            months.setdefault(file.part, []).append(file)
        for month, files in months.items():
            if len(files) >= many:
                rows = duck.from_files([self.table.address(file) for file in files])
                self.table.put(month, f"SELECT * FROM {rows} {LATEST}", files)

"""Real series from files, sent to the gateway as a device would send them."""

import csv
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt


class NoSeries(ValueError):
    """A folder or file without `timestamp,value` rows; the text says which and why."""


@dataclass(frozen=True)
class Series:
    """One file: its key as a datastream, times in µs UTC, values."""

    key: str
    time: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]

    def moved_to_end(self, end_us: int) -> "Series":
        """The same series with its last reading at `end_us`; the spacing stays."""
        return Series(self.key, self.time + (end_us - self.time[-1]), self.value)


def read_folder(folder: Path) -> list[Series]:
    """Every CSV with `timestamp,value` below a folder, keyed by its relative path."""
    files = sorted(folder.rglob("*.csv"))
    if not files:
        raise NoSeries(f"no .csv files in {folder}")
    return [read_file(path, path.relative_to(folder).with_suffix("").as_posix()) for path in files]


def read_file(path: Path, key: str) -> Series:
    """One file. Raises NoSeries with the line that cannot be read."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        if rows.fieldnames is None or not {"timestamp", "value"} <= set(rows.fieldnames):
            raise NoSeries(f"{path}: wanted columns timestamp,value")
        pairs = [_pair(row, path, line) for line, row in enumerate(rows, start=2)]
    if not pairs:
        raise NoSeries(f"{path}: no rows")
    times, values = zip(*pairs, strict=True)
    return Series(key, np.array(times, np.int64), np.array(values, np.float64))


def _pair(row: dict[str, str], path: Path, line: int) -> tuple[int, float]:
    try:
        moment = datetime.fromisoformat(row["timestamp"]).replace(tzinfo=UTC)
        return int(moment.timestamp() * 1e6), float(row["value"])
    except (ValueError, TypeError):
        raise NoSeries(f"{path}, line {line}: wanted a time and a number") from None


def steps(
    series: list[Series], speed: float, every_s: float = 0.5
) -> Iterator[tuple[float, dict[str, list[object]]]]:
    """Columns to send, with the seconds after the start at which each is due.

    All series play side by side from their own first reading, `speed` times as fast as life.
    """
    keys = np.concatenate([np.full(len(s.time), index) for index, s in enumerate(series)])
    times = np.concatenate([s.time for s in series])
    values = np.concatenate([s.value for s in series])
    since = np.concatenate([s.time - s.time[0] for s in series]) / 1e6 / speed
    step = (since // every_s).astype(np.int64)
    order = np.lexsort((times, step))
    edges = np.flatnonzero(np.diff(step[order])) + 1
    for rows in np.split(order, edges):
        yield (
            float(step[rows[0]] * every_s),
            {
                "datastream": [series[k].key for k in keys[rows]],
                "time": times[rows].tolist(),
                "value": values[rows].tolist(),
            },
        )


def send(url: str, key: str, body: dict[str, list[object]]) -> dict[str, object]:
    """POST columns; waits and tries again while the gateway says that it is busy."""
    request = urllib.request.Request(  # noqa: S310
        f"{url.rstrip('/')}/api/v1/observations",
        json.dumps(body).encode(),
        {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    while True:
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            if error.code not in (429, 503, 507):
                raise
            time.sleep(float(error.headers.get("Retry-After", "1")))


def play(
    series: list[Series], speed: float, post: Callable[[dict[str, list[object]]], dict[str, object]]
) -> int:
    """Send everything when it is due; returns the readings accepted."""
    began, accepted = time.monotonic(), 0
    for due, body in steps(series, speed):
        time.sleep(max(0.0, began + due - time.monotonic()))
        accepted += int(str(post(body)["accepted"]))
    return accepted

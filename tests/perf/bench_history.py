"""Charts from the open table, in milliseconds, beside DuckDB over the same raw Parquet files.

The table holds YEAR_STREAMS datastreams at one reading a minute for YEAR_DAYS days (1,000 and 365:
525.6 M rows, about 0.6 GB and twenty minutes to make; 60 days unless the environment variable
CHENGYUN_BENCH_DAYS says otherwise), is made in a temporary folder and deleted. Each figure is the
95th percentile of QUERIES charts after a first, each of another datastream, so that no answer is in
memory already; the file system's cache is warm, as of a table just written.

- a year, 1,000 points: buckets of twelve hours with their extremes; the spike of one minute that
  each datastream has must be in them.
- a day and seven days: readings, and buckets of fifteen minutes.
- a week of 20 datastreams: all twenty charts together.

The peer is what one would do without hours and file list: `time_bucket` over every file by its
name pattern, `WHERE stream = … AND time BETWEEN …`, one connection kept open.
"""

import os
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np

from chengyun.calendar.instants import micros
from chengyun.sensing.history import History
from chengyun.sensing.history_read import chart
from tests.perf.report import Row, row
from tests.perf.year import SPIKE, make

STREAMS = int(os.environ.get("CHENGYUN_BENCH_STREAMS", "1000"))
DAYS = int(os.environ.get("CHENGYUN_BENCH_DAYS", "60"))
UNTIL = datetime(2026, 7, 1, tzinfo=UTC)
QUERIES = 40
PEER_QUERIES = 5
POINTS = 1_000


def run() -> list[Row]:
    """The rows of the table."""
    with tempfile.TemporaryDirectory() as folder:
        history = History(Path(folder) / "history")
        rows = make(history, STREAMS, DAYS, UNTIL)
        size = sum(file.size for file in history.table.files())
        peer = duckdb.connect(config={"threads": 2})
        print(f"history: {rows:,} readings in {size / 1e9:.2f} GB")
        return [_measured(history, peer, *span) for span in _spans()]


def _spans() -> tuple[tuple[str, timedelta, int], ...]:
    return (
        (f"chart of {DAYS} days", timedelta(days=DAYS), 1),
        ("chart of a day", timedelta(days=1), 1),
        ("chart of 7 days", timedelta(days=7), 1),
        ("7 days of 20 datastreams", timedelta(days=7), 20),
    )


def _measured(
    history: History, peer: duckdb.DuckDBPyConnection, name: str, span: timedelta, streams: int
) -> Row:
    ours = _p95(lambda stream: _ours(history, stream, span), QUERIES // streams or 1, streams)
    theirs = _p95(lambda stream: _peer(peer, history, stream, span), PEER_QUERIES, streams)
    return row(f"{name}, {STREAMS:,} datastreams", ours, "ms", "DuckDB on raw Parquet", theirs)


def _ours(history: History, stream: int, span: timedelta) -> None:
    found = chart(history, stream, UNTIL - span, UNTIL, POINTS)
    assert 0 < len(found.time) <= POINTS
    if span >= timedelta(days=365):
        assert found.high.max() == SPIKE


def _peer(peer: duckdb.DuckDBPyConnection, history: History, stream: int, span: timedelta) -> None:
    low, high = micros(UNTIL - span), micros(UNTIL)
    step = max(1, (high - low) // POINTS)
    files = f"{history.folder}/day=*/*.parquet"
    peer.execute(
        f"SELECT time // {step} AS t, min(value), avg(value), max(value) FROM '{files}' "
        f"WHERE stream = {stream} AND time BETWEEN {low} AND {high} GROUP BY t ORDER BY t"
    ).fetchnumpy()


def _p95(ask: Callable[[int], None], queries: int, streams: int) -> float:
    """Milliseconds; each query asks for `streams` datastreams one after the other."""
    chosen = random.Random(7)
    _once(ask, chosen, 1)
    return float(np.percentile([_once(ask, chosen, streams) for _ in range(queries)], 95))


def _once(ask: Callable[[int], None], chosen: random.Random, streams: int) -> float:
    began = time.perf_counter()
    for stream in chosen.sample(range(1, STREAMS + 1), min(streams, STREAMS)):
        ask(stream)
    return (time.perf_counter() - began) * 1e3

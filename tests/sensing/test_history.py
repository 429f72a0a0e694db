from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
from deltalake import DeltaTable

from chengyun.bus.batch import Batch
from chengyun.sensing.history import History

START = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)


def batch(stream: int, minutes: range) -> Batch:
    times = [int((START + timedelta(minutes=m)).timestamp() * 1e6) for m in minutes]
    return Batch(
        np.full(len(times), stream, np.int32),
        np.array(times, np.int64),
        np.array(minutes, np.float64),
    )


def test_what_is_written_is_read_back_across_midnight(tmp_path: Path) -> None:
    history = History(tmp_path / "history")
    history.append([batch(1, range(120)), batch(2, range(5))], sequence=7)
    times, values = history.series(1, START, START + timedelta(hours=3))
    assert values.tolist() == list(range(120))
    assert (np.diff(times) == 60_000_000).all()


def test_the_table_knows_how_far_the_stream_is_in_it(tmp_path: Path) -> None:
    history = History(tmp_path / "history")
    assert history.position() == 0
    history.append([batch(1, range(3))], sequence=41)
    history.append([batch(1, range(3, 5))], sequence=44)
    assert History(tmp_path / "history").position() == 44


def test_compaction_keeps_every_reading_and_the_position(tmp_path: Path) -> None:
    history = History(tmp_path / "history")
    for n in range(6):
        history.append([batch(1, range(n * 5, n * 5 + 5))], sequence=n + 1)
    history.tidy()
    history.vacuum(0)
    _, values = history.series(1, START, START + timedelta(hours=1))
    assert values.tolist() == list(range(30))
    assert history.position() == 6


def test_an_empty_history_answers_with_nothing(tmp_path: Path) -> None:
    times, values = History(tmp_path / "none").series(1, START, START + timedelta(hours=1))
    assert len(times) == len(values) == 0


def test_duckdb_and_polars_open_the_table_as_it_is(tmp_path: Path) -> None:
    import polars  # takes long to load, and is read with nowhere else

    History(tmp_path / "h").append([batch(1, range(10))], sequence=1)
    History(tmp_path / "h").tidy()
    files = DeltaTable(str(tmp_path / "h")).file_uris()
    found = duckdb.sql("SELECT count(*), sum(value) FROM read_parquet($f)", params={"f": files})
    assert found.fetchall() == [(10, 45.0)]
    found = polars.scan_delta(str(tmp_path / "h")).collect()
    assert found.height == 10
    assert found.schema["day"] == polars.Date
    hours = polars.scan_delta(str(tmp_path / "h-hours")).collect()
    assert hours.select("count", "total").rows() == [(10, 45.0)]

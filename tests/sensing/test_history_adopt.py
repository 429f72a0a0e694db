"""What an older version wrote is read by this one."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from arro3.core import Array, DataType, Table
from deltalake import write_deltalake

from chengyun.sensing.history import History
from chengyun.sensing.history_adopt import adopt

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def older(folder: Path) -> None:
    """Two days of one datastream, each day a text."""
    times = [int((NOW - timedelta(hours=h)).timestamp() * 1e6) for h in range(1, 48)]
    days = [datetime.fromtimestamp(t / 1e6, UTC).date().isoformat() for t in times]
    columns = {
        "day": Array(days, type=DataType.utf8()),
        "stream": Array.from_numpy(np.full(len(times), 3, np.int32)),
        "time": Array.from_numpy(np.array(times, np.int64)),
        "value": Array.from_numpy(np.arange(len(times), dtype=np.float64)),
    }
    write_deltalake(str(folder), Table.from_pydict(columns), partition_by=["day"])


def test_an_older_history_is_taken_over_once_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "history"
    older(folder)
    assert adopt(folder) == 47
    assert adopt(folder) == 0
    time, value = History(folder).series(3, NOW - timedelta(days=3), NOW)
    assert len(time) == 47
    assert value.tolist() == sorted(range(47), reverse=True)
    assert (tmp_path / "history-before").is_dir()


def test_begun_again_after_a_crash_it_stores_nothing_twice(tmp_path: Path) -> None:
    folder = tmp_path / "history"
    older(folder)
    adopt(folder)
    (tmp_path / "history-before" / "adopted").unlink()
    adopt(folder)
    assert len(History(folder).series(3, NOW - timedelta(days=3), NOW)[0]) == 47


def test_where_there_is_nothing_older_nothing_is_done(tmp_path: Path) -> None:
    assert adopt(tmp_path / "history") == 0
    assert not (tmp_path / "history").exists()

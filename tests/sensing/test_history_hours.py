"""Hours counted in the background, and charts drawn from them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from chengyun.bus.batch import Batch
from chengyun.sensing.history import History
from chengyun.sensing.history_hours import HOUR_US
from chengyun.sensing.history_read import Chart, chart, step_for

START = datetime(2026, 10, 1, tzinfo=UTC)
START_US = int(START.timestamp() * 1e6)
MINUTE_US = 60_000_000
YEAR = timedelta(days=366)


def minutes(first: int, count: int, value: float | None = None, stream: int = 1) -> Batch:
    """One reading a minute from minute `first` on; its value is its minute of the hour."""
    at = np.arange(first, first + count)
    values = at % 60 if value is None else np.full(count, value)
    return Batch(
        np.full(count, stream, np.int32),
        START_US + at.astype(np.int64) * MINUTE_US,
        values.astype(np.float64),
    )


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "history")


def hours_of(history: History, stream: int = 1) -> list[tuple[int, int, float, float, float]]:
    found = history.hours.read(stream, START_US, START_US + 400 * 24 * HOUR_US)
    return [
        ((int(t) - START_US) // HOUR_US, int(n), float(low), float(high), float(total))
        for t, n, low, high, total in zip(*found.values(), strict=True)
    ]


def year(history: History, points: int = 1000) -> Chart:
    return chart(history, 1, START, START + YEAR, points)


def test_each_hour_is_counted_with_its_extremes(history: History) -> None:
    history.append([minutes(0, 90)], sequence=1)
    history.tidy()
    assert hours_of(history) == [(0, 60, 0, 59, 1770), (1, 30, 0, 29, 435)]


def test_an_hour_that_goes_on_is_counted_anew(history: History) -> None:
    for n in range(3):
        history.append([minutes(n * 20, 20)], sequence=n + 1)
        history.tidy()
    assert hours_of(history) == [(0, 60, 0, 59, 1770)]


def test_late_readings_recount_their_hours_and_no_others(history: History) -> None:
    history.append([minutes(0, 30), minutes(60 * 30, 60)], sequence=1)
    history.tidy()
    history.append([minutes(30, 30, value=99.0)], sequence=2)
    history.tidy()
    assert hours_of(history) == [(0, 60, 0, 99, 435 + 30 * 99), (30, 60, 0, 59, 1770)]


def test_what_was_sent_twice_counts_once(history: History) -> None:
    history.append([minutes(0, 60)], sequence=1)
    history.append([minutes(0, 60)], sequence=2)
    _, before = history.series(1, START, START + YEAR)
    history.tidy()
    _, after = history.series(1, START, START + YEAR)
    assert len(before) == len(after) == 60
    assert sum(file.rows for file in history.table.files()) == 60
    assert hours_of(history) == [(0, 60, 0, 59, 1770)]


def test_a_crash_between_counting_and_ordering_changes_nothing(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.append([minutes(0, 90)], sequence=1)
    with monkeypatch.context() as broken:
        broken.setattr(History, "_join", lambda *_: (_ for _ in ()).throw(OSError("killed")))
        with pytest.raises(OSError, match="killed"):
            history.tidy()
    before = hours_of(history)
    again = History(history.folder)
    again.tidy()
    assert hours_of(again) == before
    assert all(file.is_sorted for file in again.table.files())


def test_settling_makes_one_file_of_a_day_and_of_a_month(history: History) -> None:
    for n in range(5):
        history.append([minutes(n * 30, 30)], sequence=n + 1)
        history.tidy()
    history.settle(START + timedelta(days=1, hours=2))
    assert [file.rows for file in history.table.files()] == [150]
    assert [file.rows for file in history.hours.table.files()] == [3]
    assert len(hours_of(history)) == 3


def test_the_day_that_runs_is_not_settled(history: History) -> None:
    for n in range(3):
        history.append([minutes(n * 30, 30)], sequence=n + 1)
        history.tidy()
    history.settle(START + timedelta(hours=20))
    assert len(history.table.files()) == 3


def test_files_are_sorted_so_that_a_reader_can_pass_over_most(history: History) -> None:
    import duckdb

    mixed = [minutes(0, 60, stream=s) for s in (3, 1, 2)]
    history.append(mixed, sequence=1)
    history.tidy()
    (path,) = (history.table.address(file) for file in history.table.files())
    rows = duckdb.sql(f"SELECT stream, time FROM '{path}'").fetchall()
    assert rows == sorted(rows)


def test_a_long_chart_keeps_the_spike_of_one_minute(history: History) -> None:
    days = [minutes(day * 1440, 1440) for day in range(20)]
    days[7].value[700] = 500.0
    history.append(days, sequence=1)
    history.tidy()
    drawn = year(history, points=200)
    assert drawn.high.max() == 500.0
    assert len(drawn.time) <= 200
    assert drawn.step_s == 2 * 86_400
    assert drawn.mean[0] == pytest.approx(29.5)


def test_a_long_chart_holds_what_is_not_counted_yet(history: History) -> None:
    history.append([minutes(0, 1440)], sequence=1)
    history.tidy()
    history.append([minutes(1440, 30, value=77.0)], sequence=2)
    drawn = chart(history, 1, START - timedelta(days=20), START + timedelta(days=2), 1000)
    assert drawn.high[-1] == drawn.low[-1] == 77.0
    assert drawn.time[-1] == START_US + 24 * HOUR_US


def test_few_readings_are_drawn_as_they_are(history: History) -> None:
    history.append([minutes(0, 60)], sequence=1)
    drawn = chart(history, 1, START, START + timedelta(days=1), 100)
    assert drawn.step_s == 0
    assert drawn.mean.tolist() == list(range(60))


def test_many_readings_become_no_more_buckets_than_asked(history: History) -> None:
    history.append([minutes(0, 1440)], sequence=1)
    drawn = chart(history, 1, START, START + timedelta(days=1), 100)
    assert (drawn.step_s, len(drawn.time)) == (900, 96)
    assert drawn.low[0] == 0
    assert drawn.high[0] == 14


def test_without_a_number_of_points_every_reading_is_given(history: History) -> None:
    history.append([minutes(0, 2000)], sequence=1)
    assert len(chart(history, 1, START, START + YEAR, 0).time) == 2000


def test_a_datastream_without_a_past_has_an_empty_chart(history: History) -> None:
    assert len(year(history).time) == 0
    history.append([minutes(0, 60)], sequence=1)
    assert len(chart(history, 2, START, START + YEAR, 50).time) == 0


@pytest.mark.parametrize(
    ("span", "points", "seconds"),
    [(timedelta(days=366), 1000, 43_200), (timedelta(hours=1), 100, 60), (YEAR * 100, 2, 31536000)],
)
def test_buckets_have_round_lengths(span: timedelta, points: int, seconds: int) -> None:
    assert step_for(span, points) == seconds

"""What comes in late, twice, unknown or broken changes nothing and is counted."""

import numpy as np
import pytest

from chengyun.detection import NEVER, Engine, Readings, StreamTable

from .helpers import MINUTE, MONDAY, engine, minutes, phases, series, stuck, table, threshold


def test_a_reading_older_than_the_last_one_is_counted_and_left_out() -> None:
    watched = engine(threshold(above=70))
    watched.process(series([60, 60, 60]))
    assert watched.process(series([90], start=MONDAY)) == []
    assert watched.counts.late == 1
    assert watched.last_value[1] == 60
    assert watched.last_time[1] == MONDAY + 2 * MINUTE


def test_of_two_readings_of_one_instant_the_first_counts() -> None:
    watched = engine(threshold(above=70))
    assert watched.process(Readings.of([1, 1], [MONDAY, MONDAY], [60, 90])) == []
    assert (watched.counts.taken, watched.counts.late) == (1, 1)


def test_readings_out_of_order_within_a_batch_are_put_in_order() -> None:
    times = [MONDAY + i * MINUTE for i in (2, 0, 1)]
    watched = engine(threshold(above=70))
    told = watched.process(Readings.of([1, 1, 1], times, [60, 60, 90]))
    assert minutes(told) == [("onset", 1), ("clear", 2)]
    assert watched.counts.late == 0


def test_only_the_streams_out_of_order_are_put_in_order() -> None:
    streams = [1, 2, 3, 1, 2, 3]
    times = [MONDAY + i * MINUTE for i in (0, 1, 0, 1, 0, 1)]
    watched = engine(threshold(above=70))
    watched.process(Readings.of(streams, times, [1, 2, 3, 4, 5, 6]))
    assert watched.last_value.tolist() == [0, 4, 2, 6, 0]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e19])
def test_what_is_no_number_is_counted_and_left_out(value: float) -> None:
    watched = engine(threshold(above=70), stuck(key="stuck", for_s=60))
    told = watched.process(series([80, value, 81]))
    assert phases(told) == ["onset"]
    assert (watched.counts.taken, watched.counts.unusable) == (2, 1)


def test_readings_of_unknown_streams_are_counted_and_left_out() -> None:
    watched = engine(threshold(above=70))
    told = watched.process(Readings.of([-5, 0, 5, 2_000_000, 4], [MONDAY] * 5, [80] * 5))
    assert [a.stream for a in told] == [4]
    assert (watched.counts.taken, watched.counts.unknown) == (1, 4)


def test_a_gap_in_the_table_is_no_stream() -> None:
    watched = Engine([threshold(above=70)], StreamTable.of([-1, 0, -1, 0], [0] * 4), ["smoke"])
    told = watched.process(Readings.of([1, 2, 3], [MONDAY] * 3, [80] * 3))
    assert [a.stream for a in told] == [1, 3]


def test_row_zero_of_the_table_is_never_a_stream() -> None:
    watched = Engine([threshold(above=70)], StreamTable.of([0, 0], [0, 0]), ["smoke"])
    assert watched.process(Readings.of([0], [MONDAY], [80])) == []


def test_an_empty_batch_is_nothing() -> None:
    watched = engine(threshold(above=70))
    assert watched.process(Readings.of([], [], [])) == []


def test_a_stream_without_rules_still_has_a_live_state() -> None:
    watched = Engine([], table(2), ["smoke"])
    watched.process(series([7, 8]))
    live = watched.live()
    assert live.last_value.tolist() == [0, 8, 0]
    assert live.last_time.tolist() == [NEVER, MONDAY + MINUTE, NEVER]
    assert live.alarm_state.tolist() == [0, 0, 0]


def test_columns_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        Readings.of([1, 2], [MONDAY], [1.0])

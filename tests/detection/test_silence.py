"""Devices that have stopped to speak."""

from chengyun.detection import Engine, Readings, StreamTable

from .helpers import MINUTE, MONDAY, engine, phases, series, silence, threshold


def test_a_stream_is_silent_after_three_intervals_without_a_reading() -> None:
    watched = engine(silence(intervals=3))
    watched.process(series([1]))
    assert watched.tick(MONDAY + 3 * MINUTE) == []
    (told,) = watched.tick(MONDAY + 3 * MINUTE + 1)
    assert (told.phase, told.value, told.detail["silent_s"]) == ("onset", 1.0, 180.000001)


def test_silence_is_told_once() -> None:
    watched = engine(silence())
    watched.process(series([1]))
    assert len(watched.tick(MONDAY + 5 * MINUTE)) == 1
    assert watched.tick(MONDAY + 6 * MINUTE) == []


def test_silence_clears_at_the_next_reading() -> None:
    watched = engine(silence())
    watched.process(series([1]))
    (onset,) = watched.tick(MONDAY + 5 * MINUTE)
    (clear,) = watched.process(series([2], start=MONDAY + 9 * MINUTE))
    assert (clear.phase, clear.id, clear.value) == ("clear", onset.id, 2.0)
    assert watched.alarm_state[1] == 0


def test_the_onset_of_silence_does_not_depend_on_when_the_clock_was_looked_at() -> None:
    ids = set()
    for late in (4, 5, 60):
        watched = engine(silence())
        watched.process(series([1]))
        (told,) = watched.tick(MONDAY + late * MINUTE)
        ids.add((told.id, told.onset_us))
    assert len(ids) == 1
    assert ids.pop()[1] == MONDAY + 3 * MINUTE


def test_a_stream_that_never_spoke_is_not_silent() -> None:
    assert engine(silence()).tick(MONDAY) == []


def test_a_stream_without_a_declared_interval_is_not_watched() -> None:
    watched = engine(silence(), interval_s=0)
    watched.process(series([1]))
    assert watched.tick(MONDAY + 10_000 * MINUTE) == []


def test_a_clock_that_goes_back_changes_nothing() -> None:
    watched = engine(silence())
    watched.process(series([1]))
    assert watched.tick(MONDAY - 10_000 * MINUTE) == []


def test_a_silent_stream_with_an_active_alarm_shows_the_alarm() -> None:
    watched = engine(silence(key="quiet"), threshold(above=70, severity=2))
    watched.process(Readings.of([1, 2], [MONDAY, MONDAY], [80, 1]))
    watched.tick(MONDAY + 5 * MINUTE)
    assert watched.alarm_state.tolist() == [0, 2, 5, 0, 0]


def test_each_stream_has_its_own_interval() -> None:
    table = StreamTable.of([-1, 0, 0], [0, 60, 3600])
    watched = Engine([silence()], table, ["smoke"])
    watched.process(Readings.of([1, 2], [MONDAY, MONDAY], [1, 1]))
    assert [a.stream for a in watched.tick(MONDAY + 100 * MINUTE)] == [1]
    assert [a.stream for a in watched.tick(MONDAY + 181 * MINUTE)] == [2]
    assert phases(watched.process(series([1], start=MONDAY + 200 * MINUTE))) == ["clear"]

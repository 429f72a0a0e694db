"""A rule tried on the days that have been raises what it would have raised."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from chengyun.bus.batch import Batch
from chengyun.calendar.instants import micros
from chengyun.detection.engine import Engine
from chengyun.detection.readings import Readings
from chengyun.detection.rules import Baseline, Rule, Silence, Threshold
from chengyun.detection.table import StreamTable
from chengyun.sensing.history import History
from chengyun.sensing.rule_trial import Bounds, Streams, Trial, by_day, try_rule

UNTIL = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
SINCE = UNTIL - timedelta(days=7)
MINUTE = 60_000_000
HIGH = Threshold(
    key="high", case_type="air", severity=3, property="pm25", title_zh="高", title_en="High",
    above=150, clear=120,
)  # fmt: skip
QUIET = Silence(
    key="quiet", case_type="fault", severity=4, property="pm25", title_zh="静", title_en="Quiet"
)


def times(step: int = 10) -> np.ndarray:
    return np.arange(micros(SINCE) + MINUTE, micros(UNTIL), step * MINUTE, np.int64)


def batch(values: dict[int, np.ndarray], time: np.ndarray) -> Batch:
    stream = np.repeat(np.array(list(values), np.int32), len(time))
    return Batch(stream, np.tile(time, len(values)), np.concatenate(list(values.values())))


def streams(*ids: int, interval_s: float = 600) -> Streams:
    return Streams(np.array(ids, np.int64), np.full(len(ids), interval_s, np.float32))


@pytest.fixture
def history(tmp_path: Path) -> History:
    """Three devices every ten minutes; the second rises over 150 on two of the days."""
    time, chance = times(), np.random.default_rng(7)
    values = {n: 40 + chance.normal(0, 5, len(time)) for n in (1, 2, 3)}
    values[2][200:210] = 200
    values[2][700:702] = 180
    kept = History(tmp_path)
    kept.append([batch(values, time)], 1)
    return kept


def tried(history: History, rule: Rule, current: Rule | None = None, *ids: int) -> Trial:
    return try_rule(history, rule, current, streams(*(ids or (1, 2, 3))), UNTIL)


def test_a_trial_raises_what_the_rule_would_have_raised(history: History) -> None:
    trial = tried(history, HIGH)
    begun = [times()[200], times()[700]]
    assert [(a.stream, a.onset_us) for a in trial.alarms] == [(2, t) for t in begun]
    assert (trial.raised_by, trial.devices, trial.readings) == (1, 3, 3 * len(times()))
    assert not trial.cut


def test_the_rule_in_force_is_run_beside_it(history: History) -> None:
    from dataclasses import replace

    trial = tried(history, replace(HIGH, above=190.0), HIGH)
    assert (len(trial.alarms), len(trial.before)) == (1, 2)


def test_a_trial_is_the_engine_itself(history: History) -> None:
    time = times()
    _, value = history.series(2, SINCE, UNTIL)
    engine = Engine([HIGH], StreamTable.of([-1, -1, 0], [0, 0, 600]), ["pm25"])
    direct = engine.process(Readings(np.full(len(time), 2, np.int32), time, value))
    onsets = [(a.onset_us, a.value) for a in direct if a.phase == "onset"]
    assert [(a.onset_us, a.value) for a in tried(history, HIGH).alarms] == onsets


def test_a_device_that_fell_silent_is_found_by_the_clock(tmp_path: Path) -> None:
    time = times()
    kept = History(tmp_path)
    kept.append([batch({1: np.full(len(time), 40.0)}, time)], 1)
    kept.append([batch({2: np.full(300, 40.0)}, time[:300])], 2)
    trial = tried(kept, QUIET, None, 1, 2)
    assert [(a.stream, a.onset_us) for a in trial.alarms] == [(2, time[299] + 30 * MINUTE)]


def test_while_the_system_itself_was_away_nobody_was_silent(tmp_path: Path) -> None:
    time = times()
    awake = np.concatenate([time[:300], time[500:]])
    kept = History(tmp_path)
    kept.append([batch({n: np.full(len(awake), 40.0) for n in (1, 2)}, awake)], 1)
    assert tried(kept, QUIET, None, 1, 2).alarms == []


def test_an_empty_history_says_so(tmp_path: Path) -> None:
    trial = tried(History(tmp_path), HIGH)
    assert (trial.first, trial.readings, trial.alarms) == (None, 0, [])


def test_no_more_readings_are_looked_at_than_allowed_and_it_is_told(history: History) -> None:
    bounds = Bounds(readings=len(times()))
    trial = try_rule(history, HIGH, None, streams(1, 2, 3), UNTIL, bounds=bounds)
    assert (trial.devices, trial.of_devices) == (1, 3)
    assert trial.readings <= bounds.readings


def test_a_trial_out_of_time_says_up_to_when_it_looked(history: History) -> None:
    trial = try_rule(history, HIGH, None, streams(1, 2, 3), UNTIL, bounds=Bounds(seconds=0))
    assert trial.cut and SINCE < trial.until < UNTIL


def test_what_must_be_learnt_first_is_learnt_from_the_days_before(tmp_path: Path) -> None:
    start = micros(UNTIL - timedelta(days=21))
    time = np.arange(start, micros(UNTIL), 10 * MINUTE, np.int64)
    value = 40 + np.random.default_rng(3).normal(0, 2, len(time))
    value[-100] = 90
    kept = History(tmp_path)
    kept.append([batch({1: value}, time)], 1)
    rule = Baseline(
        key="odd", case_type="air", severity=3, property="pm25", title_zh="异", title_en="Odd",
        z=8, min_weeks=1, floor_sd=1,
    )  # fmt: skip
    trial = tried(kept, rule, None, 1)
    assert trial.lead_days == 7
    assert [a.onset_us for a in trial.alarms] == [time[-100]]


def test_every_day_of_the_trial_has_its_count(history: History) -> None:
    trial = tried(history, HIGH)
    days = by_day(trial.alarms, trial, 8 * 3600)
    assert len(days) == 8
    assert sum(count for _, count in days) == len(trial.alarms)

"""Real series with labelled windows (Numenta Anomaly Benchmark): found there, calm elsewhere."""

import csv
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from chengyun.calendar import WorkCalendar
from chengyun.detection import Alarm, Engine, Readings, Rule, StreamTable
from tests.data import shared

from .helpers import SECOND, baseline, threshold

NAMES = {
    "nyc_taxi": "realKnownCause/nyc_taxi.csv",
    "machine_temperature": "realKnownCause/machine_temperature_system_failure.csv",
}


@dataclass(frozen=True)
class Labelled:
    """One real series and the spans in which something was wrong, µs."""

    time: np.ndarray
    value: np.ndarray
    windows: list[tuple[int, int]]

    def watched(self, rule: Rule) -> list[Alarm]:
        """Alarms of one rule, in batches of a day or so."""
        interval = float(np.median(np.diff(self.time))) / SECOND
        table = StreamTable.of([-1, 0], [0, interval])
        engine = Engine([rule], table, ["smoke"], utc_offset_s=0, calendar=by_the_week())
        readings = Readings.of(np.ones(len(self.time)), self.time, self.value)
        return [
            alarm
            for row in range(0, len(readings), 100)
            for alarm in engine.process(readings[row : row + 100])
        ]

    def found(self, alarms: list[Alarm]) -> int:
        """In how many windows something began."""
        onsets = [alarm.time_us for alarm in alarms if alarm.phase == "onset"]
        return sum(any(a <= time <= b for time in onsets) for a, b in self.windows)


def by_the_week() -> WorkCalendar:
    """New York and the machine do not keep China's holidays."""
    days = (date(2013, 1, 1) + timedelta(days=n) for n in range(3 * 365))
    return WorkCalendar(overrides={day: day.weekday() < 5 for day in days})


def _us(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * SECOND


def labelled(name: str) -> Labelled:
    folder = shared("nab")
    with (folder / NAMES[name]).open() as file:
        rows = [(_us(row["timestamp"]), float(row["value"])) for row in csv.DictReader(file)]
    windows = json.loads((folder / "windows.json").read_text())[NAMES[name]]
    time, value = (np.array(column) for column in zip(*rows, strict=True))
    return Labelled(time, value, [(_us(a), _us(b)) for a, b in windows])


def onsets(alarms: list[Alarm]) -> int:
    return sum(alarm.phase == "onset" for alarm in alarms)


def test_the_baseline_finds_the_holidays_and_the_storm_in_the_taxi_trips_of_new_york() -> None:
    trips = labelled("nyc_taxi")
    alarms = trips.watched(baseline(floor_sd=750.0, hold_s=3600.0))
    assert trips.found(alarms) >= 4
    assert onsets(alarms) <= 20
    inside = [a for a in alarms if any(x <= a.time_us <= y for x, y in trips.windows)]
    assert len(inside) > len(alarms) / 2


def test_the_baseline_finds_a_failure_in_the_temperature_of_a_machine() -> None:
    machine = labelled("machine_temperature")
    alarms = machine.watched(baseline(floor_sd=4.0, hold_s=3600.0))
    assert machine.found(alarms) >= 1
    assert onsets(alarms) <= 15


def test_a_low_limit_finds_most_failures_in_the_temperature_of_a_machine() -> None:
    machine = labelled("machine_temperature")
    alarms = machine.watched(threshold(below=50.0, clear=60.0, hold_s=1800.0))
    assert machine.found(alarms) >= 3
    assert onsets(alarms) <= 6


@pytest.mark.parametrize("name", NAMES)
def test_every_alarm_of_a_real_series_is_told_once_and_cleared_before_the_next(name: str) -> None:
    alarms = labelled(name).watched(baseline(floor_sd=4.0))
    phases = [alarm.phase for alarm in alarms]
    assert phases == (["onset", "clear"] * len(phases))[: len(phases)]
    assert len({(alarm.id, alarm.phase) for alarm in alarms}) == len(alarms)

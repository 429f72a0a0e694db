"""Real series with labelled windows (Numenta Anomaly Benchmark): found there, calm elsewhere."""

import csv
import json
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pytest

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
        engine = Engine([rule], StreamTable.of([-1, 0], [0, interval]), ["smoke"], utc_offset_s=0)
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

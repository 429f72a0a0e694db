"""The labelled real series of the shared folder, as tests/detection/planted.py gives its own."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from tests.detection.planted import SECOND, Series


def load(folder: Path) -> list[Series]:
    """Every series of the folder that has windows; spans are NAB's windows as rows."""
    labels = json.loads((folder / "windows.json").read_text())
    return [_one(folder, name, windows) for name, windows in sorted(labels.items())]


def _one(folder: Path, name: str, windows: list[list[str]]) -> Series:
    with (folder / name).open() as file:
        rows = [(_us(row["timestamp"]), float(row["value"])) for row in csv.DictReader(file)]
    time, value = (np.array(column) for column in zip(*rows, strict=True))
    edges = [[_us(at) for at in window] for window in windows]
    spans = [
        (int(np.searchsorted(time, a)), int(np.searchsorted(time, b, "right"))) for a, b in edges
    ]
    return Series(name, time, value, spans)


def _us(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * SECOND

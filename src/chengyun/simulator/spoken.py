"""Readings told in a device's own protocol rather than over HTTP."""

from collections.abc import Iterator
from itertools import groupby

import numpy as np

from chengyun.simulator.fleet import Fleet
from chengyun.simulator.lines import Spoken
from chengyun.simulator.readings import Columns


def parted(fleet: Fleet, columns: Columns, protocols: frozenset[str]) -> tuple[Columns, Columns]:
    """The readings that go over HTTP, and those of devices that speak one of `protocols`."""
    own = np.isin(fleet.protocols[columns.stream], list(protocols))
    return _rows(columns, ~own), _rows(columns, own)


def spoken(fleet: Fleet, columns: Columns) -> Iterator[Spoken]:
    """What each device says, one thing and moment at a time."""
    rows = zip(columns.time.tolist(), columns.stream.tolist(), columns.value, strict=True)
    said = sorted((time, fleet.things[stream], stream, float(v)) for time, stream, v in rows)
    for (time, thing), parts in groupby(said, key=lambda row: row[:2]):
        told = list(parts)
        first = told[0][2]
        values = {_name(fleet, stream): value for _, _, stream, value in told}
        yield Spoken(str(fleet.protocols[first]), thing, time, values)


def _name(fleet: Fleet, stream: int) -> str:
    """What the protocol's writer calls it: a factor's code, or a property of a vehicle."""
    if fleet.kinds[stream] == "vehicle":
        return str(fleet.props[stream])
    return fleet.keys[stream].rpartition(".")[2]


def _rows(columns: Columns, own: np.ndarray) -> Columns:
    return Columns(columns.stream[own], columns.time[own], columns.value[own])

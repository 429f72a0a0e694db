"""What comes over the bus as the records that hooks are handed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np

from chengyun.bus.batch import Batch
from chengyun.packs.declare.hooks import AlarmHeard, CaseHeard, Reading, ReadingsHeard
from chengyun.sensing.models import Datastream


def alarms(bodies: Sequence[Mapping[str, Any]], rules: frozenset[str]) -> list[AlarmHeard]:
    """Alarms of these rules, from what detection publishes; streams that are gone are left out."""
    told = [body for body in bodies if body["rule"] in rules]
    rows = Datastream.objects.select_related("thing__area").defer("thing__area__boundary")
    streams = rows.in_bulk({body["stream"] for body in told})
    return [_alarm(body, streams[body["stream"]]) for body in told if body["stream"] in streams]


def _alarm(body: Mapping[str, Any], stream: Datastream) -> AlarmHeard:
    thing = stream.thing
    return AlarmHeard(
        key=str(body["id"]),
        rule=body["rule"],
        case_type=body["case_type"],
        phase=body["phase"],
        severity=body["severity"],
        value=body["value"],
        stream=stream.key,
        thing=thing.key,
        area=thing.area.code if thing.area else "",
        at=_moment(body["time_us"]),
        lon=thing.lon,
        lat=thing.lat,
    )


def cases(bodies: Sequence[Mapping[str, Any]], kinds: frozenset[str]) -> list[CaseHeard]:
    """Steps of cases of these kinds, from what the outbox publishes."""
    return [_case(body) for body in bodies if body["case"]["type"]["key"] in kinds]


def _case(body: Mapping[str, Any]) -> CaseHeard:
    case = body["case"]
    return CaseHeard(
        number=case["number"],
        case_type=case["type"]["key"],
        action=body["action"],
        stage=case["stage"],
        severity=case["severity"],
        area=(case["area"] or {}).get("code", ""),
        at=datetime.fromisoformat(body["at"]),
        lon=case["lon"],
        lat=case["lat"],
    )


class Streams:
    """Which streams are of the properties that hooks listen to; read anew when one is unknown."""

    def __init__(self, properties: frozenset[str]) -> None:
        self.properties = properties
        self.known: dict[int, tuple[str, str, str, str]] = {}
        self.newest = -1

    def learn(self, highest: int) -> None:
        """Read the datastreams if there is one that we have not seen."""
        if highest <= self.newest:
            return
        rows = Datastream.objects.filter(observed_property__code__in=self.properties)
        told = rows.values_list(
            "pk", "key", "thing__key", "observed_property__code", "thing__area__code"
        )
        self.known = {pk: (key, thing, code, area or "") for pk, key, thing, code, area in told}
        self.newest = highest

    def readings(self, batches: Sequence[Batch]) -> Iterator[ReadingsHeard]:
        """The readings of these properties, one record a property."""
        if not batches:
            return
        self.learn(max(int(batch.stream.max(initial=0)) for batch in batches))
        ids = np.array(list(self.known), np.int64)
        found: dict[str, list[Reading]] = {}
        for batch in batches:
            at = np.flatnonzero(np.isin(batch.stream, ids))
            for i in at:
                key, thing, code, area = self.known[int(batch.stream[i])]
                row = Reading(
                    stream=key,
                    thing=thing,
                    area=area,
                    at=_moment(batch.time[i]),
                    value=float(batch.value[i]),
                )
                found.setdefault(code, []).append(row)
        for code, rows in found.items():
            yield ReadingsHeard(property=code, rows=tuple(rows))


def _moment(micros: float) -> datetime:
    return datetime.fromtimestamp(int(micros) / 1e6, UTC)

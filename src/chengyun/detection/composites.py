"""Composites at work: they follow the alarms of their members, not the readings."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

import numpy as np

from .alarms import Alarm, Phase, alarm_id
from .rules import Composite
from .table import NONE, StreamTable
from .vicinity import METRES_A_DEGREE

SHOWN = 12
Since = dict[int, int]
"""Stream → since when, µs."""


class CompositeFollower:
    """Runs a Composite. State: per member the streams in alarm and since when, the onsets of late
    (for a sequence), and the alarms in force by the stream that carries each.
    """

    def __init__(self, rule: Composite) -> None:
        self.rule, self.key = rule, rule.key
        self.within_us = round(rule.within_s * 1_000_000)
        self.on: dict[str, Since] = {member: {} for member in rule.members}
        self.past: dict[str, list[tuple[int, int]]] = {member: [] for member in rule.members}
        self.carried: Since = {}
        self.table = StreamTable.of([], [])
        self.places: dict[str, dict[int, set[int]]] = {}

    def locate(self, table: StreamTable, still: Callable[[str, int], bool]) -> None:
        """Follow the registry; `still` tells whether a member's alarm is in force at a stream."""
        self.table = table
        for member, streams in self.on.items():
            self.on[member] = {s: t for s, t in streams.items() if still(member, s)}
        self.places = {member: defaultdict(set) for member in self.rule.members}
        for member, streams in self.on.items():
            for stream in streams:
                self.places[member][self._place(stream)].add(stream)

    def follow(self, alarms: Iterable[Alarm]) -> list[Alarm]:
        """Take the members' alarms in order of time; returns the composite's."""
        told: list[Alarm] = []
        ours = (a for a in alarms if a.rule in self.on and a.phase in ("onset", "clear"))
        for _, moment in groupby(ours, key=lambda alarm: alarm.time_us):
            at_once = list(moment)
            for alarm in at_once:
                self._note(alarm)
            for alarm in at_once:
                told += self._changes(alarm)
        return told

    def dump(self) -> dict[str, Any]:
        """State as plain data."""
        return {
            "members": self.rule.members,
            "on": [list(streams.items()) for streams in self.on.values()],
            "past": list(self.past.values()),
            "carried": list(self.carried.items()),
        }

    def load(self, state: dict[str, Any] | None) -> None:
        """Take over what `dump` gave, if it was of the same members."""
        if state is None or tuple(state["members"]) != self.rule.members:
            return
        self.on = dict(zip(self.on, (dict(pairs) for pairs in state["on"]), strict=True))
        past = ([(stream, time) for stream, time in pairs] for pairs in state["past"])
        self.past = dict(zip(self.past, past, strict=True))
        self.carried = dict(state["carried"])

    def _note(self, alarm: Alarm) -> None:
        member, stream, time = alarm.rule, alarm.stream, alarm.time_us
        place = self.places[member][self._place(stream)]
        if alarm.phase == "clear":
            self.on[member].pop(stream, None)
            place.discard(stream)
            return
        self.on[member][stream] = time
        place.add(stream)
        if self.rule.how == "sequence":
            oldest = time - self.within_us * len(self.on)
            kept = [(s, t) for s, t in self.past[member] if t >= oldest]
            self.past[member] = [*kept, (stream, time)]

    def _changes(self, alarm: Alarm) -> Iterator[Alarm]:
        here = [stream for stream in self.carried if self._together(stream, alarm.stream)]
        for stream in here:
            if not self._lasts(stream):
                yield self._alarm("clear", stream, self.carried.pop(stream), alarm)
        if alarm.phase == "onset" and not here and self._begins(alarm):
            self.carried[alarm.stream] = alarm.time_us
            yield self._alarm("onset", alarm.stream, alarm.time_us, alarm)

    def _begins(self, alarm: Alarm) -> bool:
        if self.rule.how != "sequence":
            return self._lasts(alarm.stream)
        return alarm.rule == self.rule.members[-1] and self._led_to(alarm.stream, alarm.time_us)

    def _led_to(self, stream: int, time: int) -> bool:
        """Whether the members before the last began one after the other, each in time."""
        for member in reversed(self.rule.members[:-1]):
            onsets = [t for s, t in self.past[member] if t <= time and self._together(s, stream)]
            if not onsets or time - max(onsets) > self.within_us:
                return False
            time = max(onsets)
        return True

    def _lasts(self, stream: int) -> bool:
        """Whether what the rule asks for is so around a stream."""
        members = self.rule.members[-1:] if self.rule.how == "sequence" else self.rule.members
        there = (bool(self._around(member, stream)) for member in members)
        return any(there) if self.rule.how == "or" else all(there)

    def _around(self, member: str, stream: int) -> list[int]:
        """Streams at which a member is in alarm, together with a stream."""
        near = self.places[member].get(self._place(stream), ())
        return sorted(other for other in near if self._together(other, stream))

    def _place(self, stream: int) -> int:
        """A number that streams which belong together share."""
        table, together = self.table, self.rule.together
        if together == "thing" and len(table.thing):
            return int(table.thing[stream])
        if together == "area" and self.rule.level in table.levels:
            return int(table.groups[table.levels.index(self.rule.level), stream])
        return 0 if together == "near" else stream

    def _together(self, one: int, other: int) -> bool:
        if self.rule.together == "near":
            return one == other or self._metres(one, other) <= self.rule.within_m
        return one == other or self._place(one) == self._place(other) != NONE

    def _metres(self, one: int, other: int) -> float:
        lon, lat = self.table.lon, self.table.lat
        if not len(lon):
            return float("inf")
        east = (lon[one] - lon[other]) * np.cos(np.radians(lat[one]))
        return float(np.hypot(east, lat[one] - lat[other])) * METRES_A_DEGREE

    def _alarm(self, phase: Phase, stream: int, onset: int, cause: Alarm) -> Alarm:
        members = [
            {"rule": member, "stream": other, "since_us": self.on[member][other]}
            for member in self.rule.members
            for other in self._around(member, stream)
        ]
        return Alarm(
            id=alarm_id(self.key, stream, onset),
            rule=self.key,
            stream=stream,
            onset_us=onset,
            time_us=cause.time_us,
            value=cause.value,
            severity=self.rule.severity,
            phase=phase,
            detail={
                "rule": self.rule.kind,
                "how": self.rule.how,
                "together": self.rule.together,
                "cause": cause.rule,
                "held_s": (cause.time_us - onset) / 1_000_000,
                "members": members[:SHOWN],
            },
        )

"""The readings that are due: who reports when, and what value."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from chengyun.simulator import chance, rhythm, vehicles
from chengyun.simulator.chance import Floats, Ints
from chengyun.simulator.fleet import Fleet
from chengyun.simulator.incidents import Incident, Schedule
from chengyun.simulator.weather import Weather

SECOND_US = 1_000_000
# A device whose value is out of the ordinary reports more often, like most alarm hardware.
ALERT_EVERY_S = 6.0
ALERT_AFTER_S = 2.0
FAINTER = 0.8  # what a neighbour sees of an incident


@dataclass(frozen=True)
class Clock:
    """Story time runs `speed` times as fast as real time and starts with it."""

    start_us: int
    speed: float

    def story_s(self, real_us: Ints) -> Floats:
        return np.asarray((self.start_us + (real_us - self.start_us) * self.speed) / SECOND_US)

    def story_at(self, real_us: int) -> float:
        return (self.start_us + (real_us - self.start_us) * self.speed) / SECOND_US


@dataclass(frozen=True)
class Columns:
    """stream: int64[n] index into the fleet; time: int64[n] µs (real); value: float64[n]."""

    stream: Ints
    time: Ints
    value: Floats

    def __len__(self) -> int:
        return len(self.stream)


@dataclass(frozen=True)
class Generator:
    """Values of a whole fleet. The same seed, clock and schedule give the same readings."""

    fleet: Fleet
    seed: int
    clock: Clock
    schedule: Schedule

    @cached_property
    def weather(self) -> Weather:
        return Weather(self.seed)

    @cached_property
    def phase_us(self) -> Ints:
        """When in its interval each device reports."""
        zero = np.zeros_like(self.fleet.indices)
        draw = chance.uniform(self.seed, self.fleet.owner, zero, 30)
        return np.asarray(draw * self.fleet.interval_s * SECOND_US, dtype=np.int64)

    @cached_property
    def period_us(self) -> Ints:
        return np.asarray(self.fleet.interval_s * SECOND_US, dtype=np.int64)

    def between(self, from_us: int, to_us: int) -> Columns:
        """All readings due in [from_us, to_us), in order of time."""
        story = self.clock.story_at(to_us)
        self.schedule.until(story)
        active = [i for i in self.schedule.made if i.end_s + 60 > self.clock.story_at(from_us)]
        stream, time = self._due(from_us, to_us)
        alert = self._alerts(active, from_us, to_us)
        stream = np.concatenate([stream, *(s for s, _ in alert)])
        time = np.concatenate([time, *(t for _, t in alert)])
        return self._told(stream, time, active)

    def everyone(self, now_us: int) -> Columns:
        """One reading of every device, as after power returns."""
        time = np.full(len(self.fleet.keys), now_us, dtype=np.int64)
        return Columns(self.fleet.indices, time, self.values(self.fleet.indices, time, []))

    def values(self, stream: Ints, time: Ints, active: list[Incident]) -> Floats:
        """The value of each stream at each (real) time, with the incidents in it."""
        at_s = self.clock.story_s(time)
        value = self._normal(stream, at_s)
        for incident in active:
            self._coloured(value, incident, stream, at_s)
        return self._rounded(stream, value)

    def _due(self, from_us: int, to_us: int) -> tuple[Ints, Ints]:
        first = -((self.phase_us - from_us) // self.period_us)
        last = -((self.phase_us - to_us) // self.period_us)
        count = np.maximum(last - first, 0)
        stream = np.repeat(self.fleet.indices, count)
        turn = np.arange(len(stream)) - np.repeat(np.cumsum(count) - count, count)
        time = self.phase_us[stream] + (first[stream] + turn) * self.period_us[stream]
        return stream, time

    def _alerts(self, active: list[Incident], from_us: int, to_us: int) -> list[tuple[Ints, Ints]]:
        """Extra reports of devices in an incident: almost at once, then every few seconds."""
        step = int(ALERT_EVERY_S * SECOND_US)
        found = []
        for incident in active:
            if incident.fault in ("", "spike"):
                began = self._real_us(incident.start_s + min(incident.rise_s, ALERT_AFTER_S))
                first = max(0, -((began - from_us) // step))
                times = np.arange(began + first * step, to_us, step, dtype=np.int64)
                times = times[times < self._real_us(incident.end_s + 60)]
                found += [(np.full(len(times), s), times) for s in incident.streams]
        return found

    def _real_us(self, story_s: float) -> int:
        start = self.clock.start_us
        return int(start + (story_s * SECOND_US - start) / self.clock.speed)

    def _told(self, stream: Ints, time: Ints, active: list[Incident]) -> Columns:
        heard = ~self._silent(stream, time, active)
        stream, time = stream[heard], time[heard]
        order = np.lexsort((stream, time))
        stream, time = stream[order], time[order]
        return Columns(stream, time, self.values(stream, time, active))

    def _silent(self, stream: Ints, time: Ints, active: list[Incident]) -> np.ndarray:
        at_s, silent = self.clock.story_s(time), np.zeros(len(stream), dtype=bool)
        for incident in active:
            if incident.fault == "silent":
                inside = (at_s >= incident.start_s) & (at_s < incident.end_s)
                silent |= inside & (stream == incident.streams[0])
        return silent

    def _normal(self, stream: Ints, at_s: Floats) -> Floats:
        value = np.zeros(len(stream))
        props = self.fleet.props[stream]
        for prop in np.unique(props):
            mask = props == prop
            value[mask] = self._usual(str(prop), stream[mask], at_s[mask])
        return value

    def _usual(self, prop: str, stream: Ints, at_s: Floats) -> Floats:
        if prop not in vehicles.PROPERTIES:
            return rhythm.NORMAL[prop](self._moment(stream, at_s))
        value = np.zeros(len(stream))
        for own in np.unique(stream):
            here = stream == own
            thing = self.fleet.things[own]
            value[here] = self.fleet.vehicles.value(
                prop, self.seed, thing, stream[here], at_s[here]
            )
        return value

    def _moment(self, stream: Ints, at_s: Floats) -> rhythm.Moment:
        fleet = self.fleet
        return rhythm.Moment(
            self.seed, self.weather, stream, at_s,
            fleet.lon[stream], fleet.lat[stream], fleet.scale[stream],
        )  # fmt: skip

    def _coloured(self, value: Floats, incident: Incident, stream: Ints, at_s: Floats) -> None:
        for place, own in enumerate(incident.streams):
            here = np.flatnonzero(stream == own)
            if len(here):
                value[here] = self._told_value(value[here], incident, place, own, at_s[here])

    def _told_value(
        self, value: Floats, incident: Incident, place: int, own: int, at_s: Floats
    ) -> Floats:
        if incident.fault == "stuck":
            began = self._normal(np.array([own]), np.array([incident.start_s]))
            return np.where((at_s >= incident.start_s) & (at_s < incident.end_s), began, value)
        share = incident.strength(at_s) * (FAINTER if place else 1.0)
        wobble = 1 + 0.01 * chance.bounded(self.seed, np.full(len(at_s), own), at_s.astype(int), 31)
        target = incident.peak * (1.0 if incident.prop == "lift_fault" else wobble)
        return np.asarray(value + np.maximum(target - value, 0) * share)

    def _rounded(self, stream: Ints, value: Floats) -> Floats:
        digits = np.array([rhythm.DIGITS.get(str(p), 2) for p in self.fleet.props[stream]])
        unit = 10.0**digits
        most = np.where(self.fleet.props[stream] == "bin_fill", 100.0, np.inf)
        return np.asarray(np.minimum(np.round(value * unit) / unit, most))

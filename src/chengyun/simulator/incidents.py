"""What goes wrong: a seeded, endless schedule of incidents and faults in story time."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from chengyun.simulator.chance import Floats
from chengyun.simulator.fleet import Fleet

DEMO_PACE_S = 25.0  # story seconds from one incident to the next, on average
FIRST_AFTER_S = 6.0
REACH_M = 150.0


@dataclass(frozen=True)
class Kind:
    """A sort of incident: which devices see it, how high it goes (watch, severe), how fast."""

    case_type: str
    prop: str
    things: tuple[str, ...]
    often: float
    watch: tuple[float, float]
    severe: tuple[float, float]
    rise_s: float
    around_m: float = 0.0


KINDS = (
    Kind("bin_overflow", "bin_fill", ("bin",), 17, (97, 100), (98, 100), 5),
    Kind("manhole", "manhole_tilt", ("manhole",), 12, (20, 38), (40, 75), 1),
    Kind("noise", "noise", ("noise_meter", "air_station"), 12, (78, 83), (87, 94), 6, 80),
    Kind("charger_overheat", "charger_temp", ("charger",), 11, (73, 82), (88, 104), 20),
    Kind("lift_fault", "lift_fault", ("lift",), 11, (1, 1), (1, 1), 0),
    Kind("fire_facility_out", "fire_facility", ("fire_facility",), 4, (1, 1), (2, 2), 2),
    Kind("smoke_alarm", "smoke", ("smoke_detector",), 10, (0.2, 0.35), (0.4, 0.9), 8, 20),
    Kind("gas_leak", "gas", ("gas_detector",), 8, (12, 22), (27, 42), 10),
    Kind("flooding", "water_level", ("underpass_gauge", "road_gauge", "river_gauge"),
         7, (0.19, 0.27), (0.33, 0.55), 20, 120),
    Kind("air_pollution", "pm25", ("construction_site", "air_station"),
         6, (165, 220), (265, 380), 15, 90),
    Kind("crowding", "crowd", ("people_counter",), 5, (4300, 5600), (6200, 8200), 15, 60),
)  # fmt: skip
# Faults of the devices themselves, with how often each comes.
FAULTS = (("silent", 2.0), ("stuck", 1.5), ("spike", 1.0), ("drift", 0.8))
FAULT_RISE_S = {"silent": 0.0, "stuck": 0.0, "spike": 0.0, "drift": 600.0}
FAULT_SHARE = 0.06
SUDDEN_S = 1.0
# Faults befall devices that report every minute or so: others would take hours to show it.
WATCHED_CLOSELY = ("pm25", "noise", "water_level", "crowd", "charger_temp")
SEVERE_SHARE = 0.3
FALL_S = 20.0


@dataclass
class Incident:
    """One thing going wrong at one device (and, fainter, at those beside it).

    Times are story seconds. `fault` is empty for a true incident. `end_s` moves forward when
    somebody sees to it.
    """

    number: int
    case_type: str
    prop: str
    fault: str
    streams: tuple[int, ...]
    lon: float
    lat: float
    start_s: float
    rise_s: float
    end_s: float
    peak: float
    voices: int

    def strength(self, at_s: Floats) -> Floats:
        """How much of the incident is there, 0..1."""
        up = np.clip((at_s - self.start_s) / max(self.rise_s, 0.01), 0, 1)
        down = np.clip(1 - (at_s - self.end_s) / FALL_S, 0, 1)
        return np.asarray(np.where(at_s < self.start_s, 0.0, up * down))

    def active(self, at_s: float) -> bool:
        return self.start_s <= at_s < self.end_s + FALL_S


@dataclass
class Schedule:
    """The incidents of one seed, made as the story goes on."""

    fleet: Fleet
    seed: int
    start_s: float
    pace_s: float = DEMO_PACE_S
    made: list[Incident] = field(default_factory=list)
    _count: int = 0
    _next_s: float = 0.0

    def __post_init__(self) -> None:
        self._next_s = self.start_s + FIRST_AFTER_S

    def until(self, at_s: float) -> list[Incident]:
        """Make all incidents that start up to `at_s`; returns the new ones."""
        fresh = list(self._fresh(at_s))
        self.made += fresh
        return fresh

    def active(self, at_s: float) -> list[Incident]:
        """Incidents that colour readings at this moment."""
        return [i for i in self.made if i.active(at_s)]

    def forget(self, at_s: float) -> None:
        """Let go of incidents that are long over."""
        self.made = [i for i in self.made if i.end_s > at_s - 600]

    def settle(self, case_type: str, lon: float, lat: float, at_s: float) -> bool:
        """Somebody saw to it: the nearest incident of this type ends. False if there is none."""
        near = [
            (self.fleet.distance_m(lon, lat, i.lon, i.lat), i.number, i)
            for i in self.active(at_s)
            if case_type in (i.case_type, "other") and i.end_s > at_s
        ]
        if not near or min(near)[0] > REACH_M:
            return False
        min(near)[2].end_s = at_s
        return True

    def _fresh(self, at_s: float) -> Iterator[Incident]:
        while self._next_s <= at_s:
            rng = np.random.default_rng([self.seed, 50, self._count])
            incident = self._incident(self._count, self._next_s, rng)
            self._count += 1
            self._next_s += self.pace_s * (0.4 + 1.2 * float(rng.random()))
            yield incident

    def _incident(self, number: int, start_s: float, rng: np.random.Generator) -> Incident:
        # The first one must be seen by everyone at once: no fault, nothing faint or slow.
        fault = "" if number == 0 or rng.random() > FAULT_SHARE else _often(FAULTS, rng)
        kinds = [k for k in KINDS if not fault or k.prop in WATCHED_CLOSELY]
        kinds = [k for k in kinds if number or k.rise_s <= SUDDEN_S]
        kind = kinds[_draw(rng, np.array([k.often for k in kinds]))]
        severe = number == 0 or rng.random() < SEVERE_SHARE
        low, high = kind.severe if severe else kind.watch
        return self._placed(kind, fault, number, start_s, float(rng.uniform(low, high)), rng)

    def _placed(
        self,
        kind: Kind,
        fault: str,
        number: int,
        start_s: float,
        peak: float,
        rng: np.random.Generator,
    ) -> Incident:
        stream = int(rng.choice(self.fleet.fit(kind.prop, kind.things)))
        streams = (stream,) if fault else self.fleet.around(stream, kind.around_m)
        lon, lat = self.fleet.at(stream)
        lasts = 5.0 if fault == "spike" else float(rng.uniform(900, 3600))
        case_type = "sensor_fault" if fault else kind.case_type
        voices = 0 if fault else int(rng.choice([0, 0, 0, 1, 1, 2, 3]))
        rise = FAULT_RISE_S.get(fault, kind.rise_s)
        return Incident(
            number, case_type, kind.prop, fault, streams, lon, lat,
            start_s, rise, start_s + rise + lasts, peak, voices,
        )  # fmt: skip


def _often(options: tuple[tuple[str, float], ...], rng: np.random.Generator) -> str:
    return options[_draw(rng, np.array([often for _, often in options]))][0]


def _draw(rng: np.random.Generator, weights: Floats) -> int:
    return int(rng.choice(len(weights), p=weights / weights.sum()))

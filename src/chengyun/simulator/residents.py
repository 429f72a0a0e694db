"""Residents who report: about what sensors also see, and about what only people notice."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from chengyun.simulator import phrases
from chengyun.simulator.atlas.names import SURNAMES
from chengyun.simulator.gazetteer import Gazetteer, Place
from chengyun.simulator.incidents import Incident

# For each incident of the devices, residents bring about this many matters of their own.
MATTERS_PER_INCIDENT = 0.6
NAMED_SHARE = 0.85  # how many choose the kind themselves


@dataclass(frozen=True, order=True)
class Report:
    """One report: `at_s` in story seconds; `case_type` None where the resident left it open."""

    at_s: float
    text: str
    lon: float
    lat: float
    kind: str
    case_type: str | None
    name: str
    phone: str

    def body(self) -> dict[str, object]:
        """The body of POST /api/v1/reports."""
        row: dict[str, object] = {"text": self.text, "lon": self.lon, "lat": self.lat}
        row |= {"name": self.name, "phone": self.phone, "simulated": True}
        return row | ({"case_type": self.case_type} if self.case_type else {})


def told(place: Place, kind: str, rng: np.random.Generator) -> str:
    """One resident's words about a matter at a place."""
    spot = _pick(rng, phrases.SPOTS).format(
        road=place.road, door=place.door, near=place.near, town=place.town, street=place.street
    )
    trouble = _pick(rng, phrases.TROUBLE[kind]).format(p=spot)
    when = phrases.WHEN_NOW if kind in phrases.URGENT else phrases.WHEN
    return _pick(rng, phrases.WHO) + _pick(rng, when) + trouble + _pick(rng, phrases.ASK)


def report(place: Place, kind: str, at_s: float, rng: np.random.Generator) -> Report:
    """A resident's report, a few metres beside the true spot, with a contact nobody owns."""
    lon, lat = place.lon + rng.normal(0, 1.2e-4), place.lat + rng.normal(0, 1.0e-4)
    chosen = kind if rng.random() < NAMED_SHARE else None
    name = _pick(rng, tuple(SURNAMES)) + _pick(rng, phrases.SURNAMES_SHOWN)
    # No mobile number in China begins with 100.
    phone = f"1000000{int(rng.integers(1000, 9999))}"
    text = told(place, kind, rng)
    return Report(at_s, text, round(float(lon), 6), round(float(lat), 6), kind, chosen, name, phone)


def about(incident: Incident, gazetteer: Gazetteer, seed: int) -> list[Report]:
    """What residents say about an incident that the devices see as well."""
    rng = np.random.default_rng([seed, 60, incident.number])
    place = gazetteer.describe(incident.lon, incident.lat)
    times = incident.start_s + np.sort(rng.uniform(15, 240, incident.voices))
    return [report(place, incident.case_type, float(t), rng) for t in times]


@dataclass
class Residents:
    """The endless stream of matters that only people notice, from one seed."""

    gazetteer: Gazetteer
    seed: int
    next_s: float
    pace_s: float
    _count: int = 0
    _waiting: list[Report] = field(default_factory=list)

    def hear(self, incidents: list[Incident]) -> None:
        """Some of the residents notice these new incidents too."""
        for incident in incidents:
            self._waiting += about(incident, self.gazetteer, self.seed)

    def until(self, at_s: float) -> list[Report]:
        """The reports written up to a moment of the story, oldest first."""
        self._waiting += self._fresh(at_s)
        due = sorted(r for r in self._waiting if r.at_s <= at_s)
        self._waiting = [r for r in self._waiting if r.at_s > at_s]
        return due

    def _fresh(self, at_s: float) -> Iterator[Report]:
        while self.next_s <= at_s:
            rng = np.random.default_rng([self.seed, 61, self._count])
            yield from self._matter(self.next_s, rng)
            self._count += 1
            self.next_s += self.pace_s / MATTERS_PER_INCIDENT * float(rng.uniform(0.4, 1.6))

    def _matter(self, at_s: float, rng: np.random.Generator) -> list[Report]:
        often = np.array(list(phrases.HUMAN.values()), dtype=float)
        kind = list(phrases.HUMAN)[int(rng.choice(len(often), p=often / often.sum()))]
        place = self.gazetteer.anywhere(rng)
        voices = 1 if kind == "other" else int(rng.choice([1, 1, 1, 1, 2, 3]))
        times = at_s + np.concatenate([[0.0], rng.uniform(20, 400, voices - 1)])
        return [report(place, kind, float(t), rng) for t in times]


def _pick(rng: np.random.Generator, options: tuple[str, ...]) -> str:
    return options[int(rng.integers(len(options)))]

"""The walk: every door, as every persona, for an object of each side."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.access.asking import Answer, Asker, FormBody
from tests.access.doors import Door, all_doors
from tests.access.personas import PERSONAS, Persona
from tests.access.places import BEARERS, Unknown, filled, sides
from tests.access.world import PARCEL, World

WORDS = re.compile(r"w[b-t]{11}|139\d{8}|[A-Z]{2,4}-?\d[\d-]{5,}")
REFUSED = ("sign-in", "no", "none")
LEARNERS = ("admin", "zhoumin", "partner-key")


@dataclass(frozen=True)
class Leak:
    """Words of a parcel in an answer that its reader may not see."""

    door: str
    persona: str
    parcels: str
    what: str


@dataclass
class Walk:
    """What was found: cells by door and persona, leaks, failures; and what doors ask for."""

    world: World
    cells: dict[tuple[str, str], str] = field(default_factory=dict)
    # The same by side of the object, of doors that have one.
    sided: dict[tuple[Door, str, str], str] = field(default_factory=dict)
    leaks: list[Leak] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    asked: dict[Door, set[str]] = field(default_factory=dict)
    askers: dict[str, Asker] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.askers = {persona.name: Asker(persona, self.world) for persona in PERSONAS}

    def go(self) -> "Walk":
        """Everywhere, as everybody."""
        self.learn()
        for door in self.asked:
            for persona in PERSONAS:
                self.cells[str(door), persona.name] = self._cell(door, persona)
        return self

    def learn(self) -> "Walk":
        """Which doors can be asked, and what each asks for."""
        for door in all_doors():
            try:
                sides(self.world, door)
            except Unknown as unknown:
                self.unknown.append(str(unknown))
                continue
            self.asked[door] = set(door.query) or set(door.body or ())
            self._learn(door)
        return self

    def _learn(self, door: Door) -> None:
        """What a door asks for, as told to those who may do most."""
        if door.body is not None or door.route.startswith("/admin/"):
            return
        for name in LEARNERS:
            for side, values in list(sides(self.world, door).items())[:1]:
                for _round in range(1 if door.reads else 3):
                    known = set(self.asked[door])
                    answer = self.ask(door, name, values, side)
                    self.asked[door] |= answer.asked - {"token", "api_key", "x"}
                    if known == self.asked[door]:
                        break
                if answer.kind not in REFUSED:
                    return

    def ask(self, door: Door, name: str, values: dict[str, object], side: str) -> Answer:
        """One request; of writing, with a form filled in."""
        body = None if door.reads else self._form(door, side)
        return self.askers[name].ask(door.method, door.path(values), (), body)

    def _form(self, door: Door, side: str) -> object:
        given = filled(self.world, self.asked[door], side)
        return FormBody(given) if door.body is None else fitted(given, door.body)

    def _cell(self, door: Door, persona: Persona) -> str:
        cells = []
        for side, values in sides(self.world, door).items():
            answer = self.ask(door, persona.name, values, side)
            cells.append(answer.cell)
            self.sided[door, persona.name, side] = answer.cell
            own = {PARCEL[side]} if side and door.route.startswith(BEARERS) else set()
            self.judge(str(door), persona, answer, values.values(), own)
        return cells[0] if len(set(cells)) == 1 else "/".join(cells)

    def judge(
        self,
        door: str,
        persona: Persona,
        answer: Answer,
        given: Iterable[object] = (),
        own: Iterable[str] = (),
    ) -> None:
        """Note what the answer should not have said."""
        if answer.status >= 500 and answer.kind == "ERROR":
            self.faults.append(f"{door} as {persona.name}: {answer.status} {answer.fault}")
        told = set(map(str, given))
        if " /open311/" in door:
            told |= self.world.numbers
        found = {word for word in WORDS.findall(answer.text) if word not in told}
        if leaked := set(leaks(self.world, persona, found, set(own))):
            known = self.world.contacts | self.world.words
            whose = ",".join(sorted({known[one] for one in leaked}))
            self.leaks.append(Leak(door, persona.name, whose, str(sorted(leaked))))


def fitted(given: dict[str, object], told: Mapping[str, Any]) -> dict[str, object]:
    """As the schema wants it: lists where it says so; what is a choice is left to its default."""
    kept = {name: value for name, value in given.items() if "$ref" not in str(told[name])}
    lists = {name for name in kept if told[name].get("type") == "array"}
    return {name: [value] if name in lists else value for name, value in kept.items()}


def leaks(world: World, persona: Persona, found: set[str], own: set[str]) -> Iterator[str]:
    """Those of the words that the persona may not read."""
    sees = persona.sees | own
    for word in found:
        if (parcel := world.words.get(word)) and parcel not in sees:
            yield word
        of = world.contacts.get(word)
        if of and not (persona.calls and of in sees and of != "a-secret"):
            yield word

"""Whom a message may concern: the officers of the city as one batch of events needs them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from chengyun.cases.models import Case
from chengyun.people.choices import Role
from chengyun.people.models import User
from chengyun.people.policy import Scope, Viewer, scope_for

HANDLER, UNIT, NAMED, CALLED = "handler", "unit", "named", "called"
# The unit that a task was taken from.
FORMER = "former"
PLAYBOOK = "playbook"
DESK, DUTY, GRID, LEADER = "desk", "duty", "grid", "leader"
ROLES: Mapping[str, tuple[str, ...]] = {
    DESK: (Role.DUTY_OFFICER, Role.DISPATCHER),
    DUTY: (Role.DUTY_OFFICER,),
    GRID: (Role.GRID_OFFICER,),
    LEADER: (Role.LEADER,),
}


class Concerning(Protocol):
    """What the choice of people looks at; `events.Happening` has it."""

    @property
    def action(self) -> str: ...
    @property
    def case(self) -> Case: ...
    @property
    def detail(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Person:
    """An officer with what they may see."""

    pk: int
    role: str
    unit_id: int | None
    scope: Scope


class Roster:
    """Every active officer, looked up by id, role and unit; read in one query."""

    def __init__(self) -> None:
        self.people: dict[int, Person] = {}
        self._by_name: dict[str, Person] = {}
        self._by_role: dict[str, list[Person]] = defaultdict(list)
        self._by_unit: dict[int, list[Person]] = defaultdict(list)
        self._codes: dict[int, str] = {}
        rows = User.objects.filter(is_active=True).values_list(
            "username", "pk", "role", "unit_id", "area__path", "unit__code"
        )
        for name, pk, role, unit_id, path, code in rows:
            self._codes[unit_id or 0] = code or ""
            scope = scope_for(Viewer(pk, role, unit_id, path or ""))
            self._add(name, Person(pk, role, unit_id, scope))

    def _add(self, name: str, person: Person) -> None:
        self.people[person.pk] = self._by_name[name] = person
        self._by_role[person.role].append(person)
        if person.unit_id and person.role == Role.HANDLER:
            self._by_unit[person.unit_id].append(person)

    def of(self, audience: str, concerning: Concerning) -> Iterable[Person]:
        """The people of an audience, whether or not they may see the case."""
        if audience in ROLES:
            return [person for role in ROLES[audience] for person in self._by_role[role]]
        return CHOICES[audience](self, concerning)

    def named(self, names: Iterable[Any]) -> list[Person]:
        """Those of these user names, or ids, who are active."""
        found = (self._by_name.get(name) or self.people.get(name) for name in names)
        return [person for person in found if person]

    def unit(self, concerning: Concerning) -> list[Person]:
        return self._by_unit.get(concerning.case.unit_id or 0, [])

    def former(self, concerning: Concerning) -> list[Person]:
        units = [pk for pk in self._by_unit if is_former(concerning, self._codes[pk])]
        return [person for pk in units for person in self._by_unit[pk]]

    def called(self, concerning: Concerning) -> list[Person]:
        units = [pk for pk in self._by_unit if is_called(concerning, pk, self._codes[pk])]
        return [person for pk in units for person in self._by_unit[pk]]


def is_former(concerning: Concerning, code: str) -> bool:
    """Whether this step took something from a unit."""
    return bool(code) and concerning.detail.get("from") == code


def is_called(concerning: Concerning, unit: int, code: str) -> bool:
    """Whether a step of working together concerns this unit, one of several perhaps."""
    if concerning.action == PLAYBOOK:
        return unit in concerning.case.helpers
    return code in (*concerning.detail.get("units", ()), concerning.detail.get("unit"))


def _handler(roster: Roster, concerning: Concerning) -> list[Person]:
    return roster.named([concerning.case.handler_id])


def _named(roster: Roster, concerning: Concerning) -> list[Person]:
    return roster.named(concerning.detail.get("to") or ())


CHOICES: Mapping[str, Callable[[Roster, Concerning], list[Person]]] = {
    HANDLER: _handler,
    UNIT: Roster.unit,
    CALLED: Roster.called,
    FORMER: Roster.former,
    NAMED: _named,
}

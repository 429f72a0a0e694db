"""Which person of a unit should have a case: duty first, then load and way together. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# What an open case weighs by its severity; an ordinary one is the measure.
WEIGHTS = {1: 4.0, 2: 2.0, 3: 1.0, 4: 0.5}
# What it weighs more when its time is short or over.
SOON, SOON_WEIGHT, OVERDUE_WEIGHT = timedelta(hours=2), 0.5, 1.0
# So much way counts as much as one ordinary open case.
METRES = 1_000.0


@dataclass(frozen=True)
class Duty:
    """Whether somebody is on duty, and until when; `on` None is unknown."""

    on: bool | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Load:
    """What somebody has in hand: how many cases, how many of them late, and what they weigh."""

    open: int = 0
    overdue: int = 0
    weight: float = 0.0


@dataclass(frozen=True)
class Candidate:
    """Somebody who could have the case. `key` orders equals; `metres` None: nobody knows."""

    key: str
    load: Load = Load()
    metres: float | None = None
    duty: Duty = Duty()


@dataclass(frozen=True)
class Held:
    """An open case in somebody's hands."""

    severity: int
    due_at: datetime | None = None
    overdue: bool = False


def load_of(cases: Iterable[Held], at: datetime) -> Load:
    """What these cases are together."""
    held = list(cases)
    return Load(len(held), sum(one.overdue for one in held), sum(_weight(one, at) for one in held))


def ranked(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best first: on duty before unknown before off duty, then the least cost.

    The cost of somebody is the weight of what they have in hand and their way in kilometres. Whose
    way is unknown is taken to be as far as the farthest. Equals go by key.
    """
    known = [one.metres for one in candidates if one.metres is not None]
    farthest = max(known, default=0.0)
    return sorted(candidates, key=lambda one: (_late(one.duty), cost(one, farthest), one.key))


def cost(one: Candidate, farthest: float) -> float:
    """What it would mean to give somebody one more case."""
    metres = farthest if one.metres is None else one.metres
    return one.load.weight + metres / METRES


def _late(duty: Duty) -> int:
    return {True: 0, None: 1, False: 2}[duty.on]


def _weight(one: Held, at: datetime) -> float:
    weight = WEIGHTS.get(one.severity, 1.0)
    if one.overdue:
        return weight + OVERDUE_WEIGHT
    soon = one.due_at is not None and one.due_at - at <= SOON
    return weight + SOON_WEIGHT if soon else weight

"""Two lists beside each other on past cases: who would have got what, and who was right. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from chengyun.cases.dispatching.columns import Decided, decide_many
from chengyun.cases.dispatching.offices import Offices
from chengyun.cases.dispatching.rules import Facts, Rule
from chengyun.people.models import Unit


@dataclass(frozen=True)
class Past:
    """A case that was dispatched. Units are codes.

    `facts` are those of its first dispatch, `first` is the unit that got it then, `settled` the
    unit that handled it in the end ("" while nobody has).
    """

    number: str
    title: str
    at: datetime
    facts: Facts
    first: str
    settled: str
    returns: int = 0
    transfers: int = 0
    reworks: int = 0

    @property
    def moved(self) -> bool:
        """It did not stay where it first went."""
        return bool(self.returns or self.transfers)


@dataclass(frozen=True)
class Share:
    """So many of so many; `percent` is None of none."""

    n: int
    of: int

    @property
    def percent(self) -> float | None:
        return 100 * self.n / self.of if self.of else None


@dataclass(frozen=True)
class Rates:
    """准确派遣率: sent at first to the unit that handled it in the end, of all that were handled.

    `real` is what was done, `old` the list in force, `new` the list on trial.
    """

    real: Share
    old: Share
    new: Share


@dataclass(frozen=True)
class Flow:
    """How many cases one unit got, and would get. `unit` "" is nobody."""

    unit: str
    real: int
    old: int
    new: int


@dataclass(frozen=True)
class Difference:
    """A case that the two lists send to different units."""

    past: Past
    old: str
    new: str

    @property
    def better(self) -> bool | None:
        """True if only the new list is right, False if only the old one, None if neither."""
        if self.past.settled not in (self.old, self.new) or not self.past.settled:
            return None
        return self.past.settled == self.new


@dataclass(frozen=True)
class Trial:
    """What the list on trial would have done. `reached` counts the cases that each rule decided,
    by place in the list; `moved` are the rates of those that were returned or transferred."""

    cases: int
    rates: Rates
    moved: Rates
    flows: tuple[Flow, ...]
    reached: tuple[int, ...]
    differences: tuple[Difference, ...]


def try_list(
    past: Sequence[Past], old: Sequence[Rule], new: Sequence[Rule], offices: Offices
) -> Trial:
    """Both lists on the same cases."""
    facts = [one.facts for one in past]
    before, after = (decide_many(rules, facts, offices) for rules in (old, new))
    went = list(zip(past, _codes(before.units), _codes(after.units), strict=True))
    return Trial(
        cases=len(past),
        rates=_rates(went),
        moved=_rates([one for one in went if one[0].moved]),
        flows=tuple(_flows(went)),
        reached=_reached(after, len(new)),
        differences=tuple(Difference(*one) for one in went if one[1] != one[2]),
    )


def with_draft(rules: Sequence[Rule], draft: Rule, place: int) -> list[Rule]:
    """The list with a draft at its place, counted from 1, instead of the line it changes."""
    others = [rule for rule in rules if rule.key != draft.key]
    others.insert(min(max(place, 1), len(others) + 1) - 1, draft)
    return others


Went = tuple[Past, str, str]


def _codes(units: Sequence[Unit | None]) -> list[str]:
    return [unit.code if unit else "" for unit in units]


def _rates(went: Sequence[Went]) -> Rates:
    done = [one for one in went if one[0].settled]
    real = sum(past.first == past.settled for past, _, _ in done)
    old = sum(code == past.settled for past, code, _ in done)
    new = sum(code == past.settled for past, _, code in done)
    return Rates(*(Share(n, len(done)) for n in (real, old, new)))


def _flows(went: Sequence[Went]) -> Iterator[Flow]:
    """The units whose share would change most first."""
    real, old, new = (
        Counter(codes)
        for codes in ((w[0].first for w in went), (w[1] for w in went), (w[2] for w in went))
    )
    codes = sorted(real | old | new, key=lambda code: (-abs(new[code] - old[code]), code))
    return (Flow(code, real[code], old[code], new[code]) for code in codes)


def _reached(decided: Decided, rules: int) -> tuple[int, ...]:
    counts = Counter(decided.rule.tolist())
    return tuple(counts[n] for n in range(rules))

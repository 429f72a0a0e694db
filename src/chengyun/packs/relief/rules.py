"""Benefit rules: the conditions of each benefit, and who is entitled to what. No database.

Thresholds are the district's own: settings. That all conditions are met says that it may be
granted; whether it is, is decided in the application.
"""

from dataclasses import dataclass

from chengyun.packs.relief.conditions import (
    LAW_43,
    LAW_57,
    LAW_649,
    Test,
    cash,
    dibao_member,
    event,
    grave,
    homes,
    income,
    jobless,
    medical,
    outlay,
    resident,
    standing,
    support,
    unable,
)
from chengyun.packs.relief.facts import Facts, Found
from chengyun.packs.relief.words import BENEFITS as TITLES
from chengyun.packs.relief.words import word


@dataclass(frozen=True)
class Benefit:
    """A benefit and its conditions; `covers` are lesser ones that nobody has beside it."""

    key: str
    tests: tuple[Test, ...]
    covers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """A benefit held against a household."""

    benefit: Benefit
    found: tuple[Found, ...]

    @property
    def says(self) -> str:
        """yes: all conditions are met; no: one is not; perhaps: one is not known."""
        met = {one.met for one in self.found}
        return "no" if False in met else "perhaps" if None in met else "yes"

    @property
    def unknown(self) -> tuple[Found, ...]:
        return tuple(one for one in self.found if one.met is None)


NINE = f"{LAW_649}第九条"
BENEFITS = (
    Benefit("tekun",
            (unable, income(f"{LAW_649}第十四条；{LAW_43}", 0, "standard"), support),
            covers=("dibao", "single", "edge")),
    Benefit("dibao",
            (resident(NINE), income(NINE, 0, "standard"), cash(NINE), homes(NINE)),
            covers=("single", "edge")),
    Benefit("single",
            (resident(LAW_57), income(LAW_57, 1, "edge"), grave, cash(LAW_57)),
            covers=("edge",)),
    Benefit("edge",
            (resident(LAW_57), income(LAW_57, 1, "edge"), cash(LAW_57), homes(LAW_57))),
    Benefit("medical",
            (standing, medical)),
    Benefit("temporary",
            (event, outlay)),
    Benefit("job",
            (dibao_member, jobless)),
)  # fmt: skip
BY_KEY = {one.key: one for one in BENEFITS}


def title_of(key: str) -> str:
    """The title of a benefit in the reader's language."""
    return word(TITLES, key)


def verdicts(facts: Facts) -> tuple[Verdict, ...]:
    """Every benefit held against the household, condition by condition."""
    return tuple(Verdict(one, tuple(test(facts) for test in one.tests)) for one in BENEFITS)


def due(facts: Facts, most_unknown: int) -> list[Verdict]:
    """What the household does not receive and is entitled to, or may be: one condition at least
    is met, none is not, and at most so many are not known. What is covered by a greater benefit
    is left out."""
    told = verdicts(facts)
    held = facts.receives | {one.benefit.key for one in told if one.says == "yes"}
    covered = {lesser for key in held for lesser in BY_KEY[key].covers}
    return [
        one
        for one in told
        if one.says != "no"
        and one.benefit.key not in facts.receives | covered
        and len(one.unknown) <= min(most_unknown, len(one.found) - 1)
    ]

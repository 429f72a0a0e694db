"""10,000 past cases by a list of 200 rules: as columns, beside one by one in the same run.

The cases lie in 400 grids of 13 sub-districts, of 60 kinds, at every minute of the day; the rules
ask what such a list asks. What is decided one by one comes out the same, or the run ends.
"""

import os
import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from tests.perf.report import Row, row

CASES, RULES, SEED = 10_000, 200, 4
# So many of them one by one: all would take minutes on a slow machine.
ALONE = 1_000
KINDS = [f"kind.{n}" for n in range(60)]
# As many as the national table has: 153 components and 250 matters.
CATEGORIES = [f"{10_101 + n * 49}" for n in range(403)]
STREETS = [f"3101040{n:02d}" for n in range(1, 14)]


def run() -> list[Row]:
    """The rows of the table; takes some seconds."""

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengyun.runtime.settings")
    import django

    django.setup()
    from chengyun.cases.dispatching import Offices, decide, decide_many

    chance = random.Random(SEED)
    units, cases, rules = _units(), _cases(chance), _rules(chance)
    together, quick = _timed(lambda: decide_many(rules, cases, Offices(units)).units)
    offices = Offices(units)
    alone, slow = _timed(lambda: [decide(rules, case, offices).unit for case in cases[:ALONE]])
    if together[:ALONE] != alone:
        raise RuntimeError("columns and one by one differ")
    name = f"{CASES:,} cases by {RULES} rules"
    return [row(name, CASES / quick, "cases/s", "one by one", ALONE / slow)]


def _timed(work: Callable[[], Sequence[Any]]) -> tuple[Sequence[Any], float]:
    """What came of it, and the seconds of the best of three."""
    best = float("inf")
    for _ in range(3):
        begun = time.perf_counter()
        done = work()
        best = min(best, time.perf_counter() - begun)
    return done, best


def _units() -> list[Any]:
    from chengyun.people.models import Unit
    from chengyun.places.models import Area

    streets = [
        Unit(code=f"s{code}", kind="street", area=Area(code=code, path=f"310104/{code}/"))
        for code in STREETS
    ]
    return streets + [Unit(code=f"u{n}", kind=f"office{n % 9}") for n in range(40)]


def _cases(chance: random.Random) -> list[Any]:
    from chengyun.cases.dispatching import Facts

    grids = [f"310104/{street}/{n}/" for street in STREETS for n in range(31)]
    return [
        Facts(
            chance.choice(grids), chance.choice(KINDS), chance.choice(CATEGORIES),
            chance.randint(1, 4), chance.choice(("alarm", "report", "patrol")),
            chance.randrange(1_440), chance.random() < 0.7, "street",
        )
        for _ in range(CASES)
    ]  # fmt: skip


def _rules(chance: random.Random) -> list[Any]:
    from chengyun.cases.dispatching import Rule

    def some(share: float, value: Any, other: Any) -> Any:
        return value if chance.random() < share else other

    return [
        Rule(
            n + 1,
            f"规则{n}",
            areas=some(0.7, tuple(chance.sample(STREETS, 2)), ()),
            types=tuple(chance.sample(KINDS, 2)),
            categories=some(0.3, (f"{chance.randrange(100, 300)}",), ()),
            hours=some(0.3, (chance.randrange(1_440), chance.randrange(1_440)), None),
            days=some(0.2, chance.choice(("workday", "restday")), ""),
            severity=some(0.4, chance.randint(1, 3), None),
            origin=some(0.2, "report", ""),
            unit=some(0.6, f"u{n % 40}", ""),
            unit_kind="street",
        )
        for n in range(RULES)
    ]

"""A city with as many cases as asked for, made quickly: for benchmarks of lists and figures.

The cases are plausible in their words and in the mix of their stages, times and outcomes. They are
written by `bulk_create`, past the one write path, so they have no ledger; the benchmarks that need
its rows say so. What is made depends on the numbers given only.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.perf import words

BATCH = 10_000
DISTRICT = "310104"
# Days from opening until closing of most cases.
QUICK, SLOW = 3, 20


@dataclass(frozen=True)
class City:
    """What was made: codes of the sub-districts, units and user names of handlers."""

    streets: tuple[str, ...]
    units: tuple[str, ...]
    handlers: tuple[str, ...]
    cases: int


def fill(
    n: int,
    *,
    streets: int = 13,
    units: int = 40,
    handlers: int = 200,
    kinds: int = 60,
    begin: datetime,
    days: int = 365,
    seed: int = 1,
) -> City:
    """Put `n` cases, opened evenly over `days` from `begin` (aware), into an empty database.

    One district, `streets` sub-districts with five committees of four grids each. Uses the database
    of the process; takes about 40 s for a million.
    """
    from django.db import transaction

    from chengyun.cases.models import Case

    chance = random.Random(seed)
    grids = _areas(streets)
    bodies = _units(units)
    people = _people(handlers, bodies)
    types = _kinds(kinds)
    made = _cases(chance, n, grids, people, types, begin, timedelta(days=days))
    with transaction.atomic():
        while batch := [case for case, _ in zip(made, range(BATCH), strict=False)]:
            Case.objects.bulk_create(batch)
    codes = tuple(dict.fromkeys(grid.path.split("/")[1] for grid in grids))
    names = tuple(person.username for person in people)
    return City(codes, tuple(unit.code for unit in bodies), names, n)


def _areas(streets: int) -> list[Any]:
    """The grids; what lies above them is made too."""
    root = _area(DISTRICT, "district", None)
    above = [_area(f"{DISTRICT}{i:03d}", "street", root) for i in range(1, streets + 1)]
    committees = [_area(f"{a.code}{i:03d}", "committee", a) for a in above for i in range(1, 6)]
    return [_area(f"{c.code}{i:03d}", "grid", c) for c in committees for i in range(1, 5)]


def _area(code: str, level: str, parent: Any) -> Any:
    from chengyun.places.models import Area

    path = f"{parent.path if parent else ''}{code}/"
    return Area.objects.create(
        code=code, name=f"区域 {code}", level=level, parent=parent, path=path, lon=121.43, lat=31.18
    )


def _units(count: int) -> list[Any]:
    from chengyun.people.models import Unit

    return Unit.objects.bulk_create(
        Unit(code=f"u{i:03d}", name_zh=f"单位 {i}", name_en=f"Unit {i}", kind="street")
        for i in range(count)
    )


def _people(count: int, units: list[Any]) -> list[Any]:
    from chengyun.people.models import User
    from chengyun.places.models import Area

    root = Area.objects.get(code=DISTRICT)
    return User.objects.bulk_create(
        User(
            username=f"handler-{i:04d}", name=f"处置员 {i}", role="handler", area=root,
            unit=units[i % len(units)],
        )
        for i in range(count)
    )  # fmt: skip


def _kinds(count: int) -> list[Any]:
    from chengyun.cases.models import CaseType

    return CaseType.objects.bulk_create(
        CaseType(
            key=f"kind-{i:03d}", pack="x", title_zh=f"类别 {i}", severity=1 + i % 4,
            limit="3wd", unit_kind="street",
        )
        for i in range(count)
    )  # fmt: skip


def _cases(
    chance: random.Random, n: int, grids: list[Any], people: list[Any], types: list[Any],
    begin: datetime, span: timedelta,
) -> Iterator[Any]:  # fmt: skip
    streets = {grid.pk: grid.parent.parent_id for grid in grids}
    for i in range(n):
        opened = begin + span * (i / n)
        grid, person = chance.choice(grids), chance.choice(people)
        yield _case(chance, i, opened, begin + span, grid, streets[grid.pk], person, types)


def _case(
    chance: random.Random, i: int, opened: datetime, end: datetime, grid: Any, street: int,
    person: Any, types: list[Any],
) -> Any:  # fmt: skip
    from chengyun.cases.models import Case

    kind = types[min(int(chance.expovariate(0.08)), len(types) - 1)]
    times = _times(chance, opened, end)
    due = opened + timedelta(days=QUICK)
    done = times.get("handled_at")
    origin = chance.choice(("report", "patrol", "alarm"))
    return Case(
        number=f"CY{opened:%Y%m%d}-{i:07d}",
        type_id=kind.pk,
        title=words.title(chance),
        description=words.remark(chance),
        address=f"第 {i % 900} 号",
        severity=kind.severity,
        origin=origin,
        area_id=grid.pk,
        street_id=street,
        area_path=grid.path,
        unit_id=person.unit_id,
        handler_id=person.pk,
        lon=121.40 + (i % 997) / 12_000,
        lat=31.15 + (i % 991) / 12_000,
        opened_at=opened,
        seen_at=opened,
        due_at=due,
        overdue=(done or end) > due,
        excluded=chance.random() < 0.01,
        reworks=int(chance.random() < 0.05),
        returns=int(chance.random() < 0.04),
        dispatches=1 + int(chance.random() < 0.06),
        rating=chance.choice((None, None, 3, 4, 5)) if "closed_at" in times else None,
        report_count=(1 + int(chance.random() < 0.08)) if origin == "report" else 0,
        simulated=True,
        **times,
    )


STEPS = ("filed_at", "dispatched_at", "accepted_at", "handled_at", "closed_at")
STAGES = ("reported", "filed", "dispatched", "handling", "check", "closed")


def _times(chance: random.Random, opened: datetime, end: datetime) -> dict[str, Any]:
    """The steps that had happened by `end`, and the stage that this makes."""
    length = timedelta(days=(QUICK if chance.random() < 0.9 else SLOW) * chance.random())
    shares = (0.01, 0.03, 0.1, 0.9, 0.98)
    reached = [
        (name, opened + length * share)
        for name, share in zip(STEPS, shares, strict=True)
        if opened + length * share < end
    ]
    return dict(reached) | {"stage": STAGES[len(reached)]}

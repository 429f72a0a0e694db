"""Cases with every history that can be, odd ones among them, for the tests of the evaluation."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 90
STAGES = ("reported", "filed", "dispatched", "handling", "check", "closed", "cancelled")
STEPS = ("verified_at", "filed_at", "dispatched_at", "accepted_at", "handled_at", "closed_at")
# So many of the steps a case in that stage may have behind it.
REACHED = {"reported": 0, "filed": 2, "dispatched": 3, "handling": 4, "check": 5, "closed": 6}


def make(district: Any, kinds: list[Any], people: list[Any], seed: int, n: int = 120) -> list[Any]:
    """Random cases with the ledger rows of their steps; the same seed makes the same."""
    from chengyun.cases.models import Case, LedgerEntry

    chance = random.Random(seed)
    areas = [district.grid, district.xujiahui, district.tianlin, district.root, None]
    units = [district.water, district.fire, None]
    cases = Case.objects.bulk_create(
        _case(chance, f"E{seed}-{i}", chance.choice(kinds), chance.choice(areas),
              chance.choice(units), chance.choice([*people, None]))
        for i in range(n)
    )  # fmt: skip
    old = chance.sample(cases, n // 12)
    for case in old:
        case.merged_into = chance.choice(cases)
    Case.objects.bulk_update(old, ["merged_into"])
    rows = [row for case in cases for row in _ledger(chance, case, people)]
    LedgerEntry.objects.bulk_create(
        LedgerEntry(seq=seq, digest=f"{seed}-{seq}", **row) for seq, row in enumerate(rows, 1)
    )
    return list(Case.objects.order_by("pk"))


def _case(chance: random.Random, number: str, kind: Any, area: Any, unit: Any, who: Any) -> Any:
    from chengyun.cases.models import Case

    stage = chance.choice(STAGES)
    opened = BEGIN + timedelta(minutes=chance.randrange(DAYS * 1440))
    at, times = opened, dict[str, Any]()
    for n, step in enumerate(STEPS, 1):
        at += timedelta(minutes=chance.choice([0, 5, 60, 90, 600, 2880, 14400]))
        reached = n <= REACHED.get(stage, chance.randrange(7))
        times[step] = at if reached and chance.random() < 0.85 else None
    if stage in ("closed", "cancelled"):
        times["closed_at"] = at
    elif stage != "closed":
        times["closed_at"] = None
    due = opened + timedelta(minutes=chance.choice([60, 1440, 4320, 7200]))
    return Case(
        number=number,
        type=kind,
        title=number,
        stage=stage,
        severity=3,
        origin=chance.choice(["report", "patrol", "alarm", "import"]),
        area=area,
        area_path=area.path if area else "",
        unit=unit,
        handler=who,
        opened_at=opened,
        seen_at=opened,
        due_at=due if chance.random() < 0.9 else None,
        step_due_at=due if chance.random() < 0.2 else None,
        suspended_at=opened if chance.random() < 0.08 and not times["closed_at"] else None,
        excluded=chance.random() < 0.07,
        rating=chance.choice([None, None, 1, 2, 3, 4, 5]),
        report_count=chance.choice([0, 1, 1, 2, 7]),
        reworks=chance.choice([0, 0, 0, 1, 3]),
        dispatches=chance.choice([0, 1, 1, 2]),
        returns=chance.choice([0, 0, 0, 1]),
        transfers=chance.choice([0, 0, 0, 1]),
        **times,
    )


def _ledger(chance: random.Random, case: Any, people: list[Any]) -> list[dict[str, Any]]:
    actions = ("open", "file", "dispatch", "dispatch", "check_fail", "close", "comment")
    kept = [action for action in actions if chance.random() < 0.7]
    return [
        {
            "case": case,
            "at": case.opened_at,
            "actor": chance.choice([*people, None]),
            "action": action,
            "stage_after": case.stage,
            "previous": "",
        }
        for action in kept
    ]

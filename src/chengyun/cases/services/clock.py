"""The clock of all open cases: who is warned, who is late, who is called, whose suspension is over.

The times of the cases that something may have happened to are read as columns and decided in one
pass. Batches are then decided again on fresh rows behind the lock of all writers, so that two
processes, or the same one twice, mark a case once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db.models import F, Q

from chengyun.calendar.instants import MICRO
from chengyun.cases import escalating, rules
from chengyun.cases.choices import Action, Severity
from chengyun.cases.escalating import Ladder
from chengyun.cases.models import OPEN, Case, EscalationStep, Storm
from chengyun.cases.present import iso, named
from chengyun.cases.services.calling import Roster
from chengyun.cases.services.given import Given
from chengyun.cases.services.joining import Desk
from chengyun.cases.services.journal import Journal, Step, writing
from chengyun.cases.services.steps import carry_out
from chengyun.cases.services.storm_cases import end_storms
from chengyun.cases.services.storming import limits
from chengyun.cases.timing import FIELDS, Brought, Columns, brought, columns
from chengyun.people.offices import offices

BATCH = 500
LONGEST = timedelta(days=rules.SUSPENSION_DAYS)
RUNNING = Q(suspended_at__isnull=True, handled_at__isnull=True)
MARKED = ("warned", "overdue", "escalation", "step_told_at", "version")
# `warn_at` is when so many per cent have run: no later step can be due before it.
WARNED_AT = 75


def run_clock(now: datetime) -> int:
    """Mark what the time has brought; returns how many marks were made. Safe to run anywhere."""
    steps = ladders()
    cases = _read(_waiting(now, steps))
    found = cases.pk[_decide(cases, steps, now).anything]
    batches = np.split(found, range(BATCH, len(found), BATCH))
    return sum(_mark(batch.tolist(), steps, now) for batch in batches) + _calm_all(now)


def ladders() -> list[Ladder]:
    """The escalation ladder of every severity, the gravest first."""
    own = list(EscalationStep.objects.values_list("severity", "kind", "percent"))
    return [
        escalating.ladder({kind: percent for s, kind, percent in own if s == severity})
        for severity in Severity
    ]


def _waiting(now: datetime, steps: Sequence[Ladder]) -> Q:
    """The open cases that something may have happened to, as the database can find them."""
    flags = Q(warn_at__lte=now, warned=False) | Q(due_at__lt=now, overdue=False)
    climbing = flags & Q(overdue=False)
    for severity, rungs in zip(Severity, steps, strict=True):
        climbing |= Q(severity=severity) & _climbing(now, rungs)
    not_told = Q(step_told_at=None) | ~Q(step_told_at=F("step_due_at"))
    told = Q(step_due_at__lt=now, suspended_at__isnull=True) & not_told
    return OPEN & (RUNNING & climbing | told | Q(suspended_at__lte=now - LONGEST))


def _climbing(now: datetime, rungs: Ladder) -> Q:
    """Cases that may have reached the next step of this ladder."""
    early = sum(rung.percent < WARNED_AT for rung in rungs)
    before_due = sum(rung.percent < escalating.DUE for rung in rungs)
    return (
        Q(due_at__lte=now, escalation__lt=len(rungs))
        | Q(warn_at__lte=now, escalation__lt=before_due)
        | Q(due_at__isnull=False, escalation__lt=early)
    )


def _read(which: Q) -> Columns:
    return columns(Case.objects.filter(which).order_by("pk").values_list(*FIELDS), offices().of)


def _decide(cases: Columns, steps: Sequence[Ladder], now: datetime) -> Brought:
    return brought(cases, steps, now, LONGEST // MICRO)


@dataclass(frozen=True)
class _Pass:
    """What the marks of one batch share."""

    journal: Journal
    roster: Roster
    steps: Sequence[Ladder]
    now: datetime

    def add(self, case: Case, action: Action, **detail: object) -> None:
        self.journal.add(Step(case, action, self.now, case.stage, detail=detail))


def _mark(pks: list[int], steps: Sequence[Ladder], now: datetime) -> int:
    if not pks:
        return 0
    with writing() as journal:
        fresh = _read(OPEN & Q(pk__in=pks))
        told = _decide(fresh, steps, now)
        cases = named(Case.objects.all()).in_bulk(fresh.pk.tolist())
        here = _Pass(journal, Roster(now), steps, now)
        rows = np.flatnonzero(told.anything)
        done = sum(_mark_one(here, cases[int(fresh.pk[row])], told, int(row)) for row in rows)
        Case.objects.bulk_update(
            [cases[int(fresh.pk[row])] for row in rows], MARKED, batch_size=BATCH
        )
    return done


def _mark_one(here: _Pass, case: Case, told: Brought, row: int) -> int:
    """Write what has happened to one case; how many marks that is."""
    if told.resumed[row]:
        carry_out(here.journal, case, Action.RESUME, Given(here.now))
        case.save()
        return 1
    if told.warned[row]:
        case.warned = True
        here.add(case, Action.WARN, due_at=iso(case.due_at))
    if told.overdue[row]:
        case.overdue = True
        here.add(case, Action.OVERDUE, due_at=iso(case.due_at))
    if told.step_overdue[row]:
        case.step_told_at = case.step_due_at
        here.add(case, Action.STEP_OVERDUE, due_at=iso(case.step_due_at))
    _climb(here, case, int(told.steps[row]))
    return (
        int(told.warned[row])
        + int(told.overdue[row])
        + int(told.step_overdue[row])
        + int(told.steps[row])
    )


def _climb(here: _Pass, case: Case, steps: int) -> None:
    rungs = here.steps[case.severity - 1]
    for rung in rungs[case.escalation : case.escalation + steps]:
        case.escalation += 1
        here.add(
            case,
            Action.ESCALATE_STEP,
            step=case.escalation,
            percent=rung.percent,
            post=rung.kind,
            to=[user.username for user in here.roster.called(case, rung.kind)],
            due_at=iso(case.due_at),
        )


def _calm_all(now: datetime) -> int:
    done = total = _calm(now)
    while done == BATCH:
        done = _calm(now)
        total += done
    return total


def _calm(now: datetime) -> int:
    """Storms that are over."""
    if not Storm.objects.filter(ended_at=None).exists():
        return 0
    with writing() as journal:
        return end_storms(Desk(journal, []), now, limits(), BATCH)

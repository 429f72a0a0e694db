"""The clock of all open cases: who is warned, who is late, whose suspension is over."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Q

from chengyun.cases import rules
from chengyun.cases.choices import Action
from chengyun.cases.models import OPEN, Case, Storm
from chengyun.cases.present import iso, named
from chengyun.cases.services.act import Given, carry_out
from chengyun.cases.services.joining import Desk
from chengyun.cases.services.journal import Journal, Step, writing
from chengyun.cases.services.storming import end_storms

BATCH = 500
RUNNING = OPEN & Q(suspended_at__isnull=True, handled_at__isnull=True)


def run_clock(now: datetime) -> int:
    """Mark what the time has brought; returns how many marks were made. Safe to run anywhere."""
    return sum(_all_of(step, now) for step in (_resume, _overdue, _warn, _calm))


def _all_of(step: Callable[[datetime], int], now: datetime) -> int:
    done = total = step(now)
    while done == BATCH:
        done = step(now)
        total += done
    return total


def _warn(now: datetime) -> int:
    due = RUNNING & Q(warn_at__lte=now, warned=False, overdue=False)
    return _mark(due, now, Action.WARN, "warned")


def _overdue(now: datetime) -> int:
    return _mark(RUNNING & Q(due_at__lt=now, overdue=False), now, Action.OVERDUE, "overdue")


def _mark(which: Q, now: datetime, action: Action, flag: str) -> int:
    if not Case.objects.filter(which).exists():
        return 0
    with writing() as journal:
        cases = list(named(Case.objects.filter(which))[:BATCH])
        for case in cases:
            setattr(case, flag, True)
            detail = {"due_at": iso(case.due_at)}
            journal.add(Step(case, action, now, case.stage, detail=detail))
        _save(cases, flag)
    return len(cases)


def _resume(now: datetime) -> int:
    """A suspension lasts a year at most."""
    which = OPEN & Q(suspended_at__lte=now - timedelta(days=rules.SUSPENSION_DAYS))
    if not Case.objects.filter(which).exists():
        return 0
    with writing() as journal:
        cases = list(named(Case.objects.filter(which))[:BATCH])
        _resume_all(journal, cases, now)
    return len(cases)


def _resume_all(journal: Journal, cases: list[Case], now: datetime) -> None:
    for case in cases:
        carry_out(journal, case, Action.RESUME, Given(now))
        case.save()


def _calm(now: datetime) -> int:
    """Storms that are over."""
    if not Storm.objects.filter(ended_at=None).exists():
        return 0
    with writing() as journal:
        return end_storms(Desk(journal, []), now, BATCH)


def _save(cases: list[Case], flag: str) -> None:
    for case in cases:
        case.save(update_fields=[flag, "version"])

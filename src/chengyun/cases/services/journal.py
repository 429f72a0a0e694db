"""One transaction of changes: state, ledger rows and outbox rows are written together or not.

Writers stand in line at the head of the ledger: that is what makes the chain a chain, the case
numbers gapless and the merging of alarms free of races, with one lock and so without deadlocks.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation

from chengyun.calendar.instants import micros
from chengyun.cases import chain, searching
from chengyun.cases.choices import Action
from chengyun.cases.known import held
from chengyun.cases.models import Case, Counter, LedgerEntry, OutboxEvent
from chengyun.cases.present import as_dict
from chengyun.cases.services.appending import Row, append
from chengyun.cases.services.reporters import reporters_of
from chengyun.people.privacy import masked_text

HEAD = "ledger"
NUMBER = "CY{day}-{n:06d}"
RECEIPT = "SB{day}-{n:06d}"
LOOK = "SELECT value, text FROM cases_counter WHERE name = %s"
KEEP = """INSERT INTO cases_counter (name, value, text) VALUES (%s, %s, %s)
ON CONFLICT (name) DO UPDATE SET value = excluded.value, text = excluded.text"""


@dataclass(frozen=True)
class Step:
    """One ledger row to be, and what the outbox says of it: the case as it stood at the step."""

    case: Case
    action: str
    at: datetime
    before: str
    actor_id: int | None = None
    note: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    key: str | None = None


class Journal:
    """The steps of a transaction, in order; `flush` writes them behind the head of the chain."""

    def __init__(self, head: Counter) -> None:
        self._head = head
        self._counters: dict[str, Counter] = {}
        self._steps: list[tuple[Step, str, dict[str, Any] | None]] = []
        self._rows: list[Row] = []
        self._reworded: dict[int, Case] = {}

    def add(self, step: Step, tell: bool = True) -> None:
        """Note a change that has just been made to `step.case`; `tell` the bus of it or not.

        The ledger is never edited, so names and numbers of those who reported never enter it.
        """
        step = replace(step, note=_impersonal(step)) if step.note else step
        step.case.version += 1
        if step.action == Action.OPEN:
            self.reworded(step.case)
        self._steps.append((step, step.case.stage, payload(step) if tell else None))

    def reworded(self, case: Case) -> None:
        """The title, address or description of a case is new: it is to be found by it."""
        self._reworded[id(case)] = case

    def number(self, template: str, at: datetime) -> str:
        """The next number of that kind and local day: "CY20261121-000123"."""
        day = f"{timezone.localtime(at):%Y%m%d}"
        name = template.format(day=day, n=0)
        counter = self._counters.get(name) or _locked(name)
        self._counters[name] = counter
        counter.value += 1
        return template.format(day=day, n=counter.value)

    def numbers(self, template: str, moments: Sequence[datetime]) -> list[str]:
        """Numbers for many moments; their days' counters are read together."""
        names = {template.format(day=f"{timezone.localtime(at):%Y%m%d}", n=0) for at in moments}
        missing = names - self._counters.keys()
        found = Counter.objects.in_bulk(list(missing))
        self._counters |= {name: found.get(name) or Counter(name=name) for name in missing}
        return [self.number(template, at) for at in moments]

    def flush(self) -> None:
        """Write the rows. The cases must have been saved: their ids are part of the facts."""
        told = [step for step, _, body in self._steps if body is not None]
        for follow in FOLLOWS:
            follow(self, told)
        seqs = [self._append(step, after) for step, after, _ in self._steps]
        searching.index(self._reworded.values())
        append(LedgerEntry, self._rows)
        append(
            OutboxEvent,
            [
                _event(seq, step, body)
                for seq, (step, _, body) in zip(seqs, self._steps, strict=True)
                if body is not None
            ],
        )
        self._save_counters()
        self._steps.clear()
        self._rows.clear()
        self._reworded.clear()

    def _append(self, step: Step, after: str) -> int:
        """Put a step behind the head of the chain; its number."""
        head = self._head
        facts = _facts(step, after, head.value + 1)
        previous = head.text or chain.BEGINNING
        head.value, head.text = facts.seq, chain.digest(facts, previous)
        self._rows.append(_row(step, facts, previous, head.text))
        return facts.seq

    def _save_counters(self) -> None:
        rows = [(one.name, one.value, one.text) for one in (self._head, *self._counters.values())]
        with connection.cursor() as cursor:
            cursor.executemany(KEEP, rows)


Follow = Callable[[Journal, Sequence[Step]], None]
# What steps bring about once their cases are saved, in the same transaction. `following` fills it.
FOLLOWS: list[Follow] = []


@contextmanager
def writing() -> Iterator[Journal]:
    """A transaction that writes cases. What is added to the journal is flushed at its end.

    What is stored and what goes to the bus is in the language of the house, whoever the actor is.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE), held():
        journal = Journal(_locked(HEAD))
        yield journal
        journal.flush()


def facts_of(row: LedgerEntry) -> chain.Facts:
    """What a stored row says."""
    return chain.Facts(
        seq=row.seq,
        case=row.case_id,
        at=micros(row.at),
        actor=row.actor_id,
        action=row.action,
        stage_before=row.stage_before,
        stage_after=row.stage_after,
        note=row.note,
        detail=row.detail,
        key=row.key,
    )


def _facts(step: Step, after: str, seq: int) -> chain.Facts:
    """What a row will say."""
    return chain.Facts(
        seq=seq,
        case=step.case.pk,
        at=micros(step.at),
        actor=step.actor_id,
        # Plain text, not a member of an enumeration: it goes to the driver as it is.
        action=str(step.action),
        stage_before=str(step.before),
        stage_after=str(after),
        note=step.note,
        detail=step.detail,
        key=step.key,
    )


def _row(step: Step, facts: chain.Facts, previous: str, digest: str) -> Row:
    told = vars(facts) | {"at": step.at, "previous": previous, "digest": digest}
    told["case_id"], told["actor_id"] = told.pop("case"), told.pop("actor")
    return told


def payload(step: Step) -> dict[str, Any]:
    """What the bus is told; `scope` is what `people.policy` decides by."""
    case = step.case
    return {
        "action": step.action,
        "case": as_dict(case),
        "scope": _scope(case),
        "at": step.at.isoformat(),
    }


def _scope(case: Case) -> dict[str, Any]:
    place = {"area_path": case.area_path, "unit_id": case.unit_id}
    return place | {"units": case.helpers} if case.helpers else place


def _impersonal(step: Step) -> str:
    return masked_text(step.note, reporters_of(step.case) if step.case.report_count else ())


def _locked(name: str) -> Counter:
    """A counter, held against all other writers until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"{LOOK} {'FOR UPDATE' * connection.features.has_select_for_update}", [name])
        row = cursor.fetchone()
    if row is None:
        return Counter.objects.select_for_update().get_or_create(name=name)[0]
    return Counter(name, *row)


def _event(seq: int, step: Step, body: dict[str, Any]) -> Row:
    subject = f"event.case.{step.action}"
    return {"id": seq, "subject": subject, "payload": body, "created_at": step.at}

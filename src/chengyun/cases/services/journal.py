"""One transaction of changes: state, ledger rows and outbox rows are written together or not.

Writers stand in line at the head of the ledger: that is what makes the chain a chain, the case
numbers gapless and the merging of alarms free of races, with one lock and so without deadlocks.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from chengyun.cases import chain
from chengyun.cases.models import Case, Counter, LedgerEntry, OutboxEvent
from chengyun.cases.present import as_dict

HEAD = "ledger"
NUMBER = "CY{day}-{n:06d}"
RECEIPT = "SB{day}-{n:06d}"


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

    def add(self, step: Step, tell: bool = True) -> None:
        """Note a change that has just been made to `step.case`; `tell` the bus of it or not."""
        step.case.version += 1
        self._steps.append((step, step.case.stage, payload(step) if tell else None))

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
        Counter.objects.bulk_create(
            self._counters.values(),
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["value"],
        )
        if not self._steps:
            return
        rows = [self._entry(step, after) for step, after, _ in self._steps]
        LedgerEntry.objects.bulk_create(rows)
        OutboxEvent.objects.bulk_create(
            _event(row, body)
            for row, (_, _, body) in zip(rows, self._steps, strict=True)
            if body is not None
        )
        self._head.save(update_fields=["value", "text"])
        self._steps.clear()

    def _entry(self, step: Step, after: str) -> LedgerEntry:
        head = self._head
        row = LedgerEntry(
            seq=head.value + 1,
            case_id=step.case.pk,
            at=step.at,
            actor_id=step.actor_id,
            action=step.action,
            stage_before=step.before,
            stage_after=after,
            note=step.note,
            detail=step.detail,
            previous=head.text or chain.BEGINNING,
            key=step.key,
        )
        row.digest = chain.digest(facts_of(row), row.previous)
        head.value, head.text = row.seq, row.digest
        return row


@contextmanager
def writing() -> Iterator[Journal]:
    """A transaction that writes cases. What is added to the journal is flushed at its end.

    What is stored and what goes to the bus is in the language of the house, whoever the actor is.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        journal = Journal(_locked(HEAD))
        yield journal
        journal.flush()


def facts_of(row: LedgerEntry) -> chain.Facts:
    """What a stored row says."""
    return chain.Facts(
        seq=row.seq,
        case=row.case_id,
        at=chain.micros(row.at),
        actor=row.actor_id,
        action=row.action,
        stage_before=row.stage_before,
        stage_after=row.stage_after,
        note=row.note,
        detail=row.detail,
        key=row.key,
    )


def payload(step: Step) -> dict[str, Any]:
    """What the bus is told; `scope` is what `people.policy` decides by."""
    case = step.case
    return {
        "action": step.action,
        "case": as_dict(case),
        "scope": {"area_path": case.area_path, "unit_id": case.unit_id},
        "at": step.at.isoformat(),
    }


def _locked(name: str) -> Counter:
    return Counter.objects.select_for_update().get_or_create(name=name)[0]


def _event(row: LedgerEntry, body: dict[str, Any]) -> OutboxEvent:
    return OutboxEvent(
        id=row.seq, subject=f"event.case.{row.action}", payload=body, created_at=row.at
    )

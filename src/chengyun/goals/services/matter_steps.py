"""The only writer of the history of matters: one hash chain over all of them, as cases have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from chengyun.calendar.instants import micros
from chengyun.cases import chain
from chengyun.cases.models import Counter
from chengyun.goals.models import Matter, MatterStep
from chengyun.people.models import User

# The head of the chain: how many rows there are, and the digest of the last.
HEAD = "matters"


@dataclass(frozen=True)
class Facts:
    """Everything a row says, as it enters the digest; `at` in µs since the epoch, UTC."""

    link: int
    matter: int
    seq: int
    at: int
    actor: int | None
    action: str
    stage_before: str
    stage_after: str
    note: str
    detail: dict[str, Any]


def facts_of(row: MatterStep) -> Facts:
    """What a row says."""
    return Facts(
        link=row.link, matter=row.matter_id, seq=row.seq, at=micros(row.at), actor=row.actor_id,
        action=str(row.action), stage_before=str(row.stage_before),
        stage_after=str(row.stage_after), note=row.note, detail=row.detail,
    )  # fmt: skip


@transaction.atomic
def append(rows: Iterable[MatterStep]) -> None:
    """Put rows behind the head of the chain, in this order."""
    head, _new = Counter.objects.select_for_update().get_or_create(name=HEAD)
    made = list(rows)
    for row in made:
        row.link, row.previous = head.value + 1, head.text or chain.BEGINNING
        row.digest = chain.digest(facts_of(row), row.previous)
        head.value, head.text = row.link, row.digest
    MatterStep.objects.bulk_create(made)
    head.save()


def write_step(
    matter: Matter, actor: User | None, action: str, before: str, note: str = "",
    detail: Mapping[str, Any] | None = None,
) -> MatterStep:  # fmt: skip
    """Add a row to the history of a matter; the caller holds the matter."""
    last = MatterStep.objects.filter(matter=matter).aggregate(last=Max("seq"))["last"] or 0
    step = MatterStep(
        matter=matter, seq=last + 1, at=_now(), actor=actor, action=action,
        stage_before=before, stage_after=matter.stage, note=note, detail=dict(detail or {}),
    )  # fmt: skip
    append([step])
    return step


def _now() -> datetime:
    return timezone.now()

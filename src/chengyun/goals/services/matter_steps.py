"""The only writer of the history of a matter."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from django.utils import timezone

from chengyun.goals.models import Matter, MatterStep
from chengyun.people.models import User


def write_step(
    matter: Matter, actor: User | None, action: str, before: str, note: str = "",
    detail: Mapping[str, Any] | None = None,
) -> MatterStep:  # fmt: skip
    """Add a row to the history of a matter; the caller holds the matter."""
    last = MatterStep.objects.filter(matter=matter).aggregate(last=Max("seq"))["last"] or 0
    step = MatterStep(
        matter=matter, seq=last + 1, at=timezone.now(), actor=actor, action=action,
        stage_before=before, stage_after=matter.stage, note=note, detail=dict(detail or {}),
    )  # fmt: skip
    step.save()
    return step

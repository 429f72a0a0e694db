"""Proof files of matters: kept with the act they are given with, erased with a reason."""

import secrets
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.cases.files import store
from chengyun.cases.files.intake import Stored
from chengyun.cases.services import attachments
from chengyun.goals.models import Matter, MatterProof
from chengyun.goals.refused import NotYours, Refused
from chengyun.goals.services.matter_steps import write_step
from chengyun.people import audit
from chengyun.people.choices import Role
from chengyun.people.models import User

MOST = 100
MOST_AT_ONCE = 20
MAY_ERASE = (Role.DUTY_OFFICER,)


def live() -> QuerySet[Any]:
    """What the store has to keep."""
    return MatterProof.objects.filter(erased_at=None)


def keep(
    matter: Matter, actor: User, action: str, files: Sequence[Stored], item: int | None = None
) -> list[dict[str, Any]]:
    """Put stored files (`cases.files.intake.take`) on a matter; what its history says of them.

    Raises Refused where there are too many, or where one has gone from the store.
    """
    if live().filter(matter=matter).count() + len(files) > MOST:
        raise Refused(_("A matter has 100 files at most."))
    return [_facts(_one(matter, actor, action, file, item)) for file in files]


def _one(
    matter: Matter, actor: User, action: str, file: Stored, item: int | None
) -> MatterProof:  # fmt: skip
    if not store.current().has(store.original(file.sha256)):
        raise Refused(_("The file could not be stored; send it again."))
    return MatterProof.objects.create(
        key=secrets.token_urlsafe(16), matter=matter, step=action, medium=file.medium,
        item=matter.items.filter(pk=item).first() if item else None,
        media_type=file.media_type, bytes=file.bytes, sha256=file.sha256, name=file.name,
        width=file.width, height=file.height, uploaded_by=actor, uploaded_at=timezone.now(),
    )  # fmt: skip


def _facts(made: MatterProof) -> dict[str, Any]:
    """Enough to prove the file; its name stays out: it may name a person."""
    return {"file": made.key, "sha256": made.sha256, "bytes": made.bytes, "type": made.media_type}


@transaction.atomic
def erase(actor: User, found: MatterProof, reason: str) -> None:
    """Take the bytes and the name away; the digest and this step stay. Raises Refused."""
    if actor.role not in MAY_ERASE:
        raise NotYours(_("This is for others to do."))
    if not reason.strip():
        raise Refused(_("Say why."))
    found.name, found.erased_at = "", timezone.now()
    found.save(update_fields=["name", "erased_at"])
    matter = Matter.objects.select_for_update().get(pk=found.matter_id)
    detail = {"erased": found.key}
    write_step(matter, actor, "erase_proof", matter.stage, reason.strip()[:200], detail)
    audit.note(actor, "matter", matter.number, act="erase_proof")
    attachments.release(found.sha256)

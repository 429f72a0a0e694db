"""Taking in what a phone sends, once, however often it comes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chengyun.people.models import Received, User
from chengyun.people.refused import Refused

KEPT = timedelta(days=180)
NOT_YOURS = _("This was sent by someone else.")
Answer = dict[str, Any]


def once(
    user: User, key: UUID, kind: str, work: Callable[[], Answer], done_at: datetime, at: datetime
) -> tuple[Answer, bool]:
    """Do `work` and keep its answer, in one transaction; a second time the kept answer alone.

    Returns the answer and whether it had been taken in before. What `work` raises undoes all, so
    that a refused item may come again. Raises Refused if the key is another officer's.
    """
    with transaction.atomic():
        row = _known(user, key)
        if row is not None:
            return row.answer, True
        try:
            with transaction.atomic():
                row = Received.objects.create(
                    key=key, user=user, kind=kind, done_at=done_at, taken_at=at
                )
        except IntegrityError:  # sent twice at once: the other was quicker
            row = _known(user, key)
            return (row.answer if row else {}), True
        row.answer = work()
        row.save(update_fields=["answer"])
        return row.answer, False


def forget(now: datetime) -> int:
    """Delete the keys of long ago; how many."""
    return Received.objects.filter(taken_at__lt=now - KEPT).delete()[0]


def _known(user: User, key: UUID) -> Received | None:
    row = Received.objects.filter(key=key).first()
    if row is not None and row.user_id != user.pk:
        raise Refused("key_used", NOT_YOURS, 409)
    return row

"""The rota as rows of a table: a shift each, with the post that it is at."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chengyun.people import rota
from chengyun.people.models import Post, Shift, Unit, User


@dataclass(frozen=True)
class ShiftRow:
    """A shift as a table has it; `unit` is a code, "" a post of the whole house."""

    unit: str
    kind: str
    post: str
    officer: str
    start: datetime
    end: datetime
    every_days: int = 0


@transaction.atomic
def bring_in(author: User, row: ShiftRow) -> bool:
    """Put a shift on the rota, with its post where that is new; False if it was there. Raises
    Refused.
    """
    post, user = _post(author, row), User.objects.get(username=row.officer)
    same = Shift.objects.filter(post=post, user=user, start=row.start, end=row.end, until=None)
    if same.filter(every_days=row.every_days).exists():
        return False
    rota.assign(author, post, user, row.start, row.end, row.every_days)
    return True


def _post(author: User, row: ShiftRow) -> Post:
    unit = Unit.objects.get(code=row.unit) if row.unit else None
    found = Post.objects.filter(unit=unit, kind=row.kind, title_zh=row.post[:40]).first()
    return found or rota.add_post(author, unit, row.kind, row.post)

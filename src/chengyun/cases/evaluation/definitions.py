"""Definitions that every count of punctuality shares (GB/T 30428.4 terms), as queries."""

from datetime import datetime

from django.db.models import F, Q

from chengyun.cases.choices import Stage

# 按期结案: closed no later than its deadline.
IN_TIME = Q(stage=Stage.CLOSED, closed_at__lte=F("due_at"))


def due_within(start: datetime, end: datetime) -> Q:
    """应结案: the deadline fell in the period. Suspended, cancelled and merged cases are left out,
    and those whose appeal was granted."""
    stands = Q(suspended_at=None, merged_into=None, excluded=False) & ~Q(stage=Stage.CANCELLED)
    return Q(due_at__gte=start, due_at__lt=end) & stands

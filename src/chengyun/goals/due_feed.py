"""What of plans, projects and matters stands in a person's calendar feed."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from chengyun.goals.queries.due import Kind, Span, due
from chengyun.notices.calendar_feed import DayDue
from chengyun.people.models import User
from chengyun.people.policy import viewer_of

BACK, AHEAD = timedelta(days=31), timedelta(days=366)
MOST = 500
# Of everybody's things a leader's calendar would be full: only what is of weight.
WEIGHTY = (Kind.MILESTONE, Kind.MATTER)


def dues(user: User) -> Iterator[DayDue]:
    """Of the own unit everything that is not done; of officers without a unit milestones and
    matters of what they may see."""
    today = timezone.localdate()
    unit = user.unit.code if user.unit else ""
    found = due(viewer_of(user), Span(today - BACK, today + AHEAD, unit), today)
    open_ones = (one for one in found if not one.done and (unit or one.kind in WEIGHTY))
    for _, one in zip(range(MOST), open_ones, strict=False):
        yield DayDue(one.key, one.day, one.title, f"{one.kind.label} · {one.whole}", one.path)

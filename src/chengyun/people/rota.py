"""The duty rota 值班表: who is at which post when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chengyun.people.choices import PostKind, Role
from chengyun.people.models import Post, Shift, Unit, User
from chengyun.people.policy import Viewer, scope_for, viewer_of
from chengyun.people.refused import refuse_unless

PLANNERS = (Role.DUTY_OFFICER, Role.ADMINISTRATOR)
LONGEST = timedelta(days=31)
DAY = timedelta(days=1)

NOT_YOURS = _("Your role may not change the rota; ask the duty officer.")
BACKWARDS = _("A shift must end after it begins.")
TOO_LONG = _("A shift is at most 31 days long.")
UNKNOWN_KIND = _("There is no such kind of post.")
NO_TITLE = _("Give the post a title.")
TOO_OFTEN = _("A shift cannot begin again before it is over.")


@dataclass(frozen=True)
class Turn:
    """One time at a post: a shift, or one of its repetitions."""

    shift: Shift
    start: datetime
    end: datetime


def visible(viewer: Viewer) -> QuerySet[Post]:
    """The posts a viewer may see: those of all, and of units within their scope."""
    scope = scope_for(viewer)
    if scope.area_path is None:
        return Post.objects.none()
    rule = Q(unit=None)
    if scope.unit_id:
        return Post.objects.filter(rule | Q(unit=scope.unit_id)).select_related("unit")
    inside = Q(unit__area__path__startswith=scope.area_path) | Q(unit__area=None)
    return Post.objects.filter(rule | inside if scope.area_path else Q()).select_related("unit")


def may_plan(user: User) -> bool:
    """True for those who keep the rota."""
    return user.role in PLANNERS and scope_for(viewer_of(user)).area_path is not None


def on_duty(unit: Unit | None, kind: str, at: datetime) -> list[User]:
    """Who is at the unit's posts of this kind at an instant; None is the posts of all."""
    shifts = Shift.objects.filter(post__unit=unit, post__kind=kind, start__lte=at)
    current = shifts.filter(Q(until=None) | Q(until__gt=at)).select_related("user__area")
    found = {s.user_id: s.user for s in current.order_by("pk") if _covers(s, at)}
    return [user for user in found.values() if user.is_active]


def turns(posts: Sequence[Post], start: datetime, end: datetime) -> list[Turn]:
    """Every turn at these posts that touches a span of time, in order."""
    shifts = Shift.objects.filter(post__in=posts, start__lt=end).select_related("user", "post")
    found = [turn for shift in shifts for turn in _turns(shift, start, end)]
    return sorted(found, key=lambda turn: (turn.start, turn.shift.pk))


@transaction.atomic
def assign(
    author: User, post: Post, user: User, start: datetime, end: datetime, every_days: int = 0
) -> Shift:
    """Put an officer on the rota. Raises Refused."""
    _allow(author, post)
    code, message = fault(start, end, every_days)
    refuse_unless(not code, code, message)
    return Shift.objects.create(post=post, user=user, start=start, end=end, every_days=every_days)


@transaction.atomic
def add_post(author: User, unit: Unit | None, kind: str, title: str) -> Post:
    """A new post, of a unit or of the whole house. Raises Refused."""
    post = Post(unit=unit, kind=kind, title_zh=title[:40])
    refuse_unless(may_plan(author) and _inside(author, unit), "not_yours", NOT_YOURS)
    refuse_unless(kind in PostKind.values, "unknown_kind", UNKNOWN_KIND)
    refuse_unless(bool(title), "no_title", NO_TITLE)
    post.save()
    return post


@transaction.atomic
def take_off(author: User, shift: Shift, at: datetime) -> None:
    """End a shift at an instant: turns before it stay in the rota, none begins after it."""
    _allow(author, shift.post)
    if shift.start >= at:
        shift.delete()
        return
    if shift.every_days:
        shift.until = at
    shift.end = min(shift.end, at) if not shift.every_days else shift.end
    shift.save()


def fault(start: datetime, end: datetime, every_days: int) -> tuple[str, str]:
    """What is wrong with a shift, as code and sentence; both "" if nothing is."""
    if end <= start:
        return "backwards", str(BACKWARDS)
    if end - start > LONGEST:
        return "too_long", str(TOO_LONG)
    often = every_days and every_days * DAY < end - start
    return ("too_often", str(TOO_OFTEN)) if often else ("", "")


def _inside(author: User, unit: Unit | None) -> bool:
    path = scope_for(viewer_of(author)).area_path or ""
    return unit is None or unit.area is None or unit.area.path.startswith(path)


def _allow(author: User, post: Post) -> None:
    seen = may_plan(author) and visible(viewer_of(author)).filter(pk=post.pk).exists()
    refuse_unless(seen, "not_yours", NOT_YOURS)


def _covers(shift: Shift, at: datetime) -> bool:
    return any(turn.start <= at < turn.end for turn in _turns(shift, at, at + DAY))


def _turns(shift: Shift, start: datetime, end: datetime) -> Iterator[Turn]:
    """The turns of a shift in a span. Repeats keep the local hour of the day."""
    first, length = timezone.localtime(shift.start), shift.end - shift.start
    step = shift.every_days * DAY
    skipped = max((start - length - shift.start) // step, 0) if step else 0
    begin = first + skipped * step  # wall time: the same hour on either side of a clock change
    while begin < end and (shift.until is None or begin < shift.until):
        stop = min(begin + length, shift.until or begin + length)
        if stop > start:
            yield Turn(shift, begin, stop)
        if not step:
            return
        begin += step

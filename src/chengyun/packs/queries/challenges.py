"""The challenge board, and how packs are used: opened how often, cases found, hours spared."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Avg, Count, Max, QuerySet, Sum

from chengyun.cases.models import Case
from chengyun.packs.models import Challenge, Rating, Usage
from chengyun.people.policy import Viewer, is_whole, scope_for

# A pack that nobody has opened for so long is shown as such.
UNUSED_DAYS = 30


@dataclass(frozen=True)
class Use:
    """How a pack is used since a day. hours is openings × minutes declared ÷ 60."""

    opened: int
    last: date | None
    cases: int
    minutes: int
    stars: float | None
    raters: int
    unused: bool

    @property
    def hours(self) -> float:
        return round(self.opened * self.minutes / 60, 1)


def visible(viewer: Viewer) -> QuerySet[Challenge]:
    """The problems of the viewer's own part of the district, and those of the whole of it."""
    path = scope_for(viewer).area_path
    if path is None:
        return Challenge.objects.none()
    rows = Challenge.objects.select_related("area", "author")
    rows = rows.defer("area__boundary", "author__password")
    if is_whole(path):
        return rows
    return rows.filter(area__path__under=path) | rows.filter(area__parent=None)


def use_of(viewer: Viewer, pack: str, since: datetime | None, minutes: int, today: date) -> Use:
    """The use of a pack; cases are those of its kinds that the viewer may see."""
    days = Usage.objects.filter(pack=pack)
    told = (days.filter(day__gte=since.date()) if since else days).aggregate(n=Sum("opened"))
    last = days.aggregate(last=Max("day"))["last"]
    cases = Case.objects.filter(scope_for(viewer).q(), type__pack=pack)
    rated = Rating.objects.filter(pack=pack).aggregate(mean=Avg("stars"), n=Count("pk"))
    return Use(
        opened=told["n"] or 0,
        last=last,
        cases=(cases.filter(opened_at__gte=since) if since else cases).order_by().count(),
        minutes=minutes,
        stars=round(rated["mean"], 1) if rated["mean"] else None,
        raters=rated["n"],
        unused=last is None or last < today - timedelta(days=UNUSED_DAYS),
    )


def stars_of(user_id: int) -> dict[str, int]:
    """What an officer has said of packs."""
    return dict(Rating.objects.filter(user_id=user_id).values_list("pack", "stars"))

"""What a list of cases may be narrowed to, as queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from chengyun.cases import rules
from chengyun.cases.choices import Stage
from chengyun.cases.evaluation.records import Asked, behind
from chengyun.cases.models import ASKED, OPEN, Case, CaseType
from chengyun.cases.wall.figures import midnight_of
from chengyun.people.choices import Role
from chengyun.people.models import Unit
from chengyun.people.policy import Viewer
from chengyun.places.models import Area

# With more cases in an area than this it is quicker to walk all in the order of the list than to
# sort those of the area.
WIDE = 20_000


# Said so that when they were closed narrows them, and not that they are.
CLOSED = Q(stage__beside=[Stage.CLOSED.value])


@dataclass(frozen=True)
class CaseFilter:
    """What a list asks for; `area` and `unit` are codes, None and "" mean any."""

    stage: str = ""
    area: str = ""
    unit: str = ""
    severity: int | None = None
    q: str = ""
    mine: bool = False
    overdue: bool = False
    open: bool = False
    opened_today: bool = False
    closed_today: bool = False
    # A number of the evaluation, as `evaluation.records.Asked` reads it.
    evaluation: str = ""
    since: str = ""
    until: str = ""
    of: str = ""
    # The user name of whom it was given to.
    handler: str = ""
    outcome: str = ""
    review: bool = False
    # The last 24 hours; what is due before tonight's midnight and not handled.
    opened_day: bool = False
    closed_day: bool = False
    due_today: bool = False
    # Keys of kinds of case, with commas between them.
    kinds: str = ""
    # Another order than that of the list: `listing.ORDERS`.
    sort: str = ""

    @property
    def is_queue(self) -> bool:
        """Open cases are few beside all there were: walking their own index is quicker than what
        a database chooses that cannot know.
        """
        return self.open or self.mine

    @property
    def is_walked(self) -> bool:
        """The order of the list has an index of its own, which holds few cases."""
        return self.is_queue or self.overdue


def narrowed(viewer: Viewer, wanted: CaseFilter) -> Q:
    """The rule of a filter, apart from the words searched for and the viewer's scope."""
    rule = Q()
    for part in _parts(viewer, wanted):
        rule &= part
    return rule


def _parts(viewer: Viewer, wanted: CaseFilter) -> Iterator[Q]:
    if wanted.stage:
        yield Q(stage__beside=[wanted.stage]) if wanted.is_walked else Q(stage=wanted.stage)
    if wanted.area:
        yield _in_area(wanted)
    if wanted.unit:
        yield _of_unit(wanted)
    if wanted.handler:
        yield Q(handler__username=wanted.handler)
    if wanted.severity:
        yield Q(severity=wanted.severity)
    if wanted.overdue:
        yield Q(overdue=True)
    if wanted.open:
        yield OPEN
    if wanted.opened_today:
        yield Q(opened_at__gte=midnight_of(timezone.now()))
    if wanted.closed_today:
        yield CLOSED & Q(closed_at__gte=midnight_of(timezone.now()))
    if wanted.kinds:
        yield Q(type_id__in=_kinds(wanted.kinds))
    if wanted.outcome:
        yield Q(outcome=wanted.outcome)
    if wanted.review:
        yield ASKED
    if wanted.mine:
        yield waiting_for(viewer)
    yield from _of_the_morning(wanted)
    if wanted.evaluation:
        asked = Asked(wanted.evaluation, wanted.since, wanted.until, wanted.of, wanted.area)
        yield behind(viewer, asked, timezone.now())


def _of_unit(wanted: CaseFilter) -> Q:
    ids = list(Unit.objects.filter(code=wanted.unit).values_list("pk", flat=True))
    return Q(unit_id__beside=ids) if wanted.is_walked else Q(unit_id__in=ids)


def _of_the_morning(wanted: CaseFilter) -> Iterator[Q]:
    now = timezone.now()
    if wanted.opened_day:
        yield Q(opened_at__gt=now - timedelta(days=1))
    if wanted.closed_day:
        yield CLOSED & Q(closed_at__gt=now - timedelta(days=1))
    if wanted.due_today:
        tonight = midnight_of(now) + timedelta(days=1)
        yield OPEN & Q(due_at__gt=now, due_at__lte=tonight, handled_at=None)


def _kinds(keys: str) -> list[int]:
    return list(CaseType.objects.filter(key__in=keys.split(",")).values_list("pk", flat=True))


def _in_area(wanted: CaseFilter) -> Q:
    """Cases in an area, by its code; an unknown code matches nothing."""
    path = Area.objects.filter(code=wanted.area).values_list("path", flat=True).first()
    if not path:
        return Q(pk__in=[])
    walked = wanted.is_walked or is_wide(path)
    return Q(area_path__under=path) if walked else Q(area_path__within=path)


def is_wide(path: str) -> bool:
    """SQLite cannot know how many cases an area holds; other databases need not be told."""
    if connection.vendor != "sqlite":
        return False
    inside = Case.objects.filter(area_path__within=path)
    return inside.order_by().values("pk")[: WIDE + 1].count() > WIDE


def waiting_for(viewer: Viewer) -> Q:
    """The cases that wait for someone like the viewer to act; a handler's own, or nobody's yet."""
    stages = rules.WAITS_FOR.get(viewer.role, ())
    rule = Q(stage__beside=[*stages], suspended_at__isnull=True)
    if viewer.role in rules.DECIDES:
        rule |= ASKED
    if viewer.role == Role.HANDLER:
        rule &= Q(handler=None) | Q(handler=viewer.user_id)
    # Said once for all of it: so the index of open cases serves.
    return OPEN & rule

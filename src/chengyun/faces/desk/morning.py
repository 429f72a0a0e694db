"""早报: what a leader reads over breakfast, gathered. A number and the list that it opens are asked
with the same filter, so they cannot differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengyun.cases import in_hand, queries
from chengyun.cases.choices import Severity
from chengyun.cases.evaluation.grouping import By
from chengyun.cases.evaluation.periods import Period
from chengyun.cases.evaluation.tables import Question, Row, evaluate
from chengyun.cases.in_hand import Load
from chengyun.cases.models import Case
from chengyun.cases.queries.filtering import CLOSED
from chengyun.faces.desk import evaluation_words, filters
from chengyun.insight import queries as insight
from chengyun.people.policy import Viewer
from chengyun.places import queries as places
from chengyun.vitals import queries as vitals
from chengyun.vitals.queries import Leaving

DAY = timedelta(days=1)
GRAVE, GRAVEST = 5, (Severity.CRITICAL, Severity.URGENT)
UNITS, TOPICS, MOVERS = 6, 3, 5
RANKED_DAYS = 30
RANKED_BY = "inTimeArchiveRate"


@dataclass(frozen=True)
class Number:
    """A count with the list it opens; `before` is the same of the day before, where it is known."""

    label: str | Promise
    value: int
    query: str
    before: int | None = None

    @property
    def change(self) -> int | None:
        return None if self.before is None else self.value - self.before


@dataclass(frozen=True)
class Late:
    """A unit with its overdue cases, and since when the oldest of them is."""

    unit: str
    count: int
    since: datetime | None
    query: str


@dataclass(frozen=True)
class Topic:
    """What came up unusually often: how often, and how often else."""

    words: str
    count: int
    usual: float
    query: str


@dataclass(frozen=True)
class Mover:
    """A sub-district that rose or fell: its rank, by how many places, its figure."""

    name: str
    rank: int
    change: int
    figure: str

    @property
    def fall(self) -> int:
        return -self.change


@dataclass(frozen=True)
class Outlook:
    """A vital sign that will leave its band, in words."""

    sign: str
    words: str


@dataclass(frozen=True)
class Morning:
    """The page. All of it is within what the viewer may see."""

    at: datetime
    area: str
    happened: list[Number]
    grave: list[Case]
    topics: list[Topic]
    late: list[Late]
    late_total: Number
    movers: list[Mover]
    ranked: str
    ranking_query: str
    due: list[Number]
    outlook: list[Outlook]
    simulated: bool


def gather(viewer: Viewer, now: datetime) -> Morning:
    """Everything, in some twenty queries and one evaluation."""
    area = places.shown_area("", viewer.area_path)
    today = timezone.localdate(now)
    return Morning(
        at=now,
        area=area.title if area else "",
        happened=_happened(viewer, now),
        grave=_grave(viewer),
        topics=_topics(viewer, now),
        late=_late(viewer),
        late_total=_number(viewer, gettext_lazy("Overdue now"), {"open": "1", "overdue": "1"}),
        movers=_movers(viewer, today, now),
        ranked=evaluation_words.title(RANKED_BY),
        ranking_query=urlencode(_ranking(today)),
        due=_due(viewer),
        outlook=[_said(one, now) for one in vitals.leaving(viewer, area, now)] if area else [],
        simulated=queries.visible(viewer).filter(simulated=True).exists(),
    )


def _number(
    viewer: Viewer, label: str | Promise, query: Mapping[str, str], before: int | None = None
) -> Number:
    count = queries.count(viewer, filters.case_filter(query))
    return Number(label, count, urlencode(query), before)


def _happened(viewer: Viewer, now: datetime) -> list[Number]:
    seen = queries.visible(viewer).order_by()
    before = Q(opened_at__gt=now - 2 * DAY, opened_at__lte=now - DAY)
    closed = CLOSED & Q(closed_at__gt=now - 2 * DAY, closed_at__lte=now - DAY)
    return [
        _number(viewer, gettext_lazy("New"), {"opened_day": "1"}, seen.filter(before).count()),
        _number(viewer, gettext_lazy("Closed"), {"closed_day": "1"}, seen.filter(closed).count()),
        _number(viewer, gettext_lazy("New critical"), {"opened_day": "1", "severity": "1"}),
        _number(viewer, gettext_lazy("To be decided"), {"review": "1"}),
    ]


def _grave(viewer: Viewer) -> list[Case]:
    """The gravest of the last day that are still open."""
    wanted = filters.case_filter({"opened_day": "1", "open": "1"})
    found = queries.matching(viewer, wanted).filter(severity__in=GRAVEST)
    return list(found[:GRAVE])


def _topics(viewer: Viewer, now: datetime) -> list[Topic]:
    return [
        Topic(
            _("%(kind)s in %(street)s") % {"kind": one.type.title, "street": one.street.title},
            one.count,
            one.usual,
            urlencode({"opened_day": "1", "kind": one.type.key, "area": one.street.code}),
        )
        for one in insight.hot_topics(viewer, now, limit=TOPICS)
    ]


def _late(viewer: Viewer) -> list[Late]:
    """The units with the most overdue cases."""
    late = in_hand.by_unit(queries.still_open(viewer).filter(overdue=True))
    return [_late_of(load) for load in late[:UNITS]]


def _late_of(load: Load) -> Late:
    told = {"open": "1", "overdue": "1", "unit": load.unit.code}
    return Late(load.unit.title, load.open, load.since, urlencode(told))


def _ranking(today: date) -> dict[str, str]:
    first = today - (RANKED_DAYS - 1) * DAY
    days = {"from": first.isoformat(), "to": today.isoformat()}
    return days | {"by": By.STREET.value, "rank": RANKED_BY}


def _movers(viewer: Viewer, today: date, now: datetime) -> list[Mover]:
    """Who rose or fell most in the last thirty days beside the thirty before."""
    period = Period(today - (RANKED_DAYS - 1) * DAY, today)
    table = evaluate(viewer, Question(period, By.STREET, RANKED_BY), now)
    moved = [row for row in table.rows if row.standing and row.standing.change]
    moved.sort(key=lambda row: -abs(_change(row)))
    return sorted((_mover(row) for row in moved[:MOVERS]), key=lambda one: -one.change)


def _change(row: Row) -> int:
    return (row.standing.change if row.standing else 0) or 0


def _mover(row: Row) -> Mover:
    cell, rank = row.cells[RANKED_BY], row.standing.rank if row.standing else 0
    figure = evaluation_words.figure(RANKED_BY, cell.value)
    unit = evaluation_words.unit(RANKED_BY)
    return Mover(row.peer.title, rank or 0, _change(row), f"{figure} {unit}".strip())


def _due(viewer: Viewer) -> list[Number]:
    """Deadlines of today: all of them, and of the units that have the most."""
    told = {"due_today": "1"}
    loads = in_hand.by_unit(queries.matching(viewer, filters.case_filter(told)))
    units = [load.unit for load in loads[:UNITS]]
    return [
        _number(viewer, gettext_lazy("Due by midnight"), told),
        *(_number(viewer, unit.title, told | {"unit": unit.code}) for unit in units),
    ]


def _said(leaving: Leaving, now: datetime) -> Outlook:
    sign, minutes = leaving.sign, round((leaving.at - now).total_seconds() / 60)
    told = {
        "limit": f"{leaving.limit:.{sign.digits}f} {sign.unit}".strip(),
        "h": minutes // 60,
        "m": minutes % 60,
    }
    form = _("crosses %(limit)s in about %(h)d h %(m)d min, if it goes on like this")
    return Outlook(sign.title, form % told)

"""The projects of which an officer writes weekly reports, and which wait for that of this week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from chengyun.goals.models import Project, ProjectReport
from chengyun.goals.queries.projects import Line, filled, visible
from chengyun.goals.queries.whole import whole
from chengyun.people.choices import Role
from chengyun.people.policy import Viewer

MOST = 100


def monday(day: date) -> date:
    """The day by which the week of a day is called."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class Site:
    """A project that is on, and its last report."""

    line: Line
    last: ProjectReport | None
    week: date

    @property
    def told(self) -> bool:
        """True once this week's report is there."""
        return self.last is not None and self.last.week >= self.week

    @property
    def version(self) -> str:
        """Changes whenever the page of the project on the phone does."""
        return f"{self.week}-{self.last.pk if self.last else 0}"


def mine(viewer: Viewer, today: date) -> list[Site]:
    """Those that the viewer answers for: as their officer, as the unit that leads them, or as the
    grid officer in whose area they lie. What waits for a report first."""
    rule = Q(owner_id=viewer.user_id)
    if viewer.role == Role.HANDLER and viewer.unit_id:
        rule |= Q(unit_id=viewer.unit_id)
    everything = viewer.role == Role.GRID_OFFICER
    rows = visible(viewer) if everything else visible(viewer).filter(rule)
    return _sites(rows, today)


def every(viewer: Viewer, today: date) -> list[Site]:
    """All that are on in the viewer's sight, at most a hundred."""
    return _sites(visible(viewer), today)


def site(project: Project, today: date) -> Site:
    """One project as it stands."""
    return _told([project], today)[0]


def _sites(rows: QuerySet[Project], today: date) -> list[Site]:
    network = whole(today).network
    begun = rows.filter(start__lte=today).defer("shape").order_by("deadline", "key")
    found = [one for one in begun if (now := network.standing(one.pk)) and not now.finished]
    return sorted(_told(found[:MOST], today), key=lambda one: one.told)


def _told(projects: Sequence[Project], today: date) -> list[Site]:
    network = whole(today).network
    lines = filled([Line(one, network.standing(one.pk)) for one in projects])
    reports = ProjectReport.objects.filter(project__in=[one.pk for one in projects])
    last = {one.project_id: one for one in reports.order_by("week", "pk").only("project", "week")}
    week = monday(today)
    return [Site(line, last.get(line.project.pk), week) for line in lines]

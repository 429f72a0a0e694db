"""The list of projects, and all of them on one wall map 挂图作战."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import kept, pages
from chengyun.faces.export import writers
from chengyun.faces.goals import gantt
from chengyun.faces.goals.import_goals import WRITERS
from chengyun.goals.models.projects import Kind
from chengyun.goals.networks import Standing
from chengyun.goals.queries import projects as queries
from chengyun.goals.queries.money import Money
from chengyun.goals.queries.projects import Line
from chengyun.goals.rights import may_project
from chengyun.people import audit
from chengyun.people.policy import is_whole
from chengyun.places.choices import Level
from chengyun.places.models import Area

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FAR = date.max
# Words of the lamps, in the order in which the worst come first.
LAMPS: Mapping[str, str | Promise] = {
    "red": gettext_lazy("Deadline missed"),
    "yellow": gettext_lazy("Tight"),
    "green": gettext_lazy("In time"),
    "done": gettext_lazy("Finished"),
    "none": gettext_lazy("No nodes yet"),
}
ORDER = list(LAMPS)
RISKS = ("high", "middle", "low")
Key = Callable[[Line], Any]


def _open_first(line: Line, by: Callable[[Standing], int]) -> tuple[bool, int]:
    """What is finished, and what has no nodes, stands behind all that is still in work."""
    standing = line.standing
    return (standing.finished, by(standing)) if standing else (True, 10**6)


SORTS: Mapping[str, tuple[str | Promise, Key]] = {
    "slack": (gettext_lazy("Slack"), lambda x: _open_first(x, lambda one: one.slack_days)),
    "behind": (gettext_lazy("Behind the plan"), lambda x: -x.behind),
    "deadline": (gettext_lazy("Deadline"), lambda x: x.project.deadline),
    "next": (
        gettext_lazy("Next node"),
        lambda x: x.next_dates.latest_finish if x.next_dates else FAR,
    ),
    "money": (gettext_lazy("Money planned"), lambda x: -x.money.planned),
    "risk": (gettext_lazy("Risk"), lambda x: (x.lamp == "done", RISKS.index(x.project.risk))),
    "title": (gettext_lazy("Title"), lambda x: x.project.title),
}
# Projects on one page of the list, and of the Gantt.
SHOWN = 100
SIEVE = ("q", "lamp", "kind", "unit", "street")


@dataclass(frozen=True)
class Asked:
    """What the reader wants to see of the list."""

    q: str = ""
    lamp: str = ""
    kind: str = ""
    unit: str = ""
    street: str = ""
    sort: str = "slack"

    @property
    def query(self) -> str:
        return urlencode({name: value for name, value in asdict(self).items() if value})

    def fits(self, line: Line) -> bool:
        project = line.project
        words = f"{project.key} {project.title_zh} {project.title_en}".lower()
        return (
            self.q.lower() in words
            and self.lamp in ("", line.lamp)
            and self.kind in ("", project.kind)
            and self.unit in ("", project.unit.code if project.unit else "-")
            and (not self.street or f"/{self.street}/" in f"/{project.area_path}")
        )


def asked(request: OfficerRequest) -> Asked:
    """The query of the page, what is unknown left out."""
    given = {name: request.GET.get(name, "").strip()[:60] for name in SIEVE}
    sort = request.GET.get("sort", "")
    return Asked(**given, sort=sort if sort in SORTS else "slack")


@never_cache
@require_GET
@officers_only
@kept.across_pages("area", "unit", called={"area": "street"})
def table(request: OfficerRequest) -> HttpResponse:
    """Every project in sight: lamp, done beside due, slack, next node, money, risk."""
    wanted, today = asked(request), timezone.localdate()
    every = queries.portfolio(request.viewer, today)
    lines = sorted(filter(wanted.fits, every), key=SORTS[wanted.sort][1])
    shown = Paginator(lines, SHOWN).get_page(request.GET.get("page"))
    page = {
        "here": "projects",
        "page": shown,
        "count": len(lines),
        "lines": queries.filled(list(shown)),
        "today": today,
        "asked": wanted,
        "sorts": [(key, label) for key, (label, _key) in SORTS.items()],
        "kinds": Kind.choices,
        "units": sorted({one.project.unit for one in every if one.project.unit}, key=str),
        "streets": Area.objects.filter(level=Level.STREET).defer("boundary").order_by("code"),
        "tally": _tally(every),
        "money": sum((one.money for one in lines), Money()),
        "may_plan": may_project(request.user, "plan"),
        "may_import": request.user.role in WRITERS and is_whole(request.viewer.area_path),
    }
    return render(request, "goals/projects.html", page | pages.shell())


def _tally(lines: Sequence[Line]) -> list[tuple[str, str | Promise, int]]:
    return [(lamp, LAMPS[lamp], n) for lamp in ORDER if (n := sum(x.lamp == lamp for x in lines))]


@never_cache
@require_GET
@officers_only
def file(request: OfficerRequest) -> HttpResponse:
    """The list as it is on the page, for Excel."""
    wanted = asked(request)
    every = queries.portfolio(request.viewer, timezone.localdate())
    lines = queries.filled(sorted(filter(wanted.fits, every), key=SORTS[wanted.sort][1]))
    kept = {name: value for name, value in asdict(wanted).items() if value and name != "q"}
    audit.note(request.user, "export", "projects", form="xlsx", rows=len(lines), filters=kept)
    body = b"".join(writers.xlsx_pieces(_("Projects"), _heading(), map(_cells, lines)))
    name = f"projects-{timezone.localdate():%Y%m%d}.xlsx"
    return attached(body, name)


def attached(body: bytes, name: str) -> HttpResponse:
    """A file of Excel to be saved."""
    answer = HttpResponse(body, content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _heading() -> list[str]:
    return [
        _("Key"), _("Project"), _("Kind of project"), _("Lead unit"), _("Lamp"),
        _("Share done"), _("Should be done"), _("Slack"), _("Expected end"), _("Deadline"),
        _("Next node"), _("At the latest"), _("Planned sum"), _("Released"), _("Spent"), _("Risk"),
        _("What may go wrong"),
    ]  # fmt: skip


def _cells(line: Line) -> list[Any]:
    project, standing, dates = line.project, line.standing, line.next_dates
    return [
        project.key, project.title, project.get_kind_display(), str(project.unit or ""),
        str(LAMPS[line.lamp]), round(standing.share, 4) if standing else None,
        round(standing.due_share, 4) if standing else None,
        standing.slack_days if standing else None, standing.finish if standing else None,
        project.deadline, str(line.next_node or ""), dates.latest_finish if dates else None,
        float(line.money.planned), float(line.money.released), float(line.money.spent),
        project.get_risk_display(), project.risk_text,
    ]  # fmt: skip


@never_cache
@require_GET
@officers_only
@kept.across_pages("area", "unit", called={"area": "street"})
def wall(request: OfficerRequest) -> HttpResponse:
    """挂图作战: the Gantt of all projects beside the map, one selection, playable over time."""
    wanted, today = asked(request), timezone.localdate()
    every = queries.portfolio(request.viewer, today)
    lines = sorted(filter(wanted.fits, every), key=SORTS[wanted.sort][1])
    shown = Paginator([line for line in lines if line.standing], SHOWN).get_page(
        request.GET.get("page")
    )
    drawn = queries.filled(list(shown), nodes=True)
    axis, rows = gantt.rows_of(drawn, today)
    page = {
        "here": "projects-map",
        "rows": rows,
        "page": shown,
        "axis": axis,
        "ticks": gantt.ticks(axis) if axis else [],
        "today": today,
        "today_x": axis.x(today) if axis else "",
        "asked": wanted,
        "sorts": [(key, label) for key, (label, _key) in SORTS.items()],
        "tally": _tally(every),
        "facts": _facts(lines, drawn, axis, today),
    }
    return render(request, "goals/projects_map.html", page | pages.shell())


def _facts(
    lines: Sequence[Line], drawn: Sequence[Line], axis: gantt.Axis | None, today: date
) -> dict[str, Any]:
    """What the island needs to draw all projects on the map, and to play those of the page."""
    keys = {line.project.pk for line in drawn}
    records, shapes = queries.recorded(keys), queries.shapes(keys)
    beyond = [line for line in lines if line.standing and line.project.pk not in keys]
    return {
        "today": today.isoformat(),
        "first": axis.first.isoformat() if axis else "",
        "last": axis.last.isoformat() if axis else "",
        "projects": [
            *map(_mark, beyond),
            *(
                _fact(line, records[line.project.pk], shapes.get(line.project.pk, ""))
                for line in drawn
            ),
        ],
        "words": {
            "lamps": {lamp: str(label) for lamp, label in LAMPS.items()},
            "record": _("as recorded on {day}"),
            "forecast": _("forecast"),
            "today": _("today"),
            "none": _("no record yet"),
            "slack": _("{n} workdays of slack"),
            "late": _("{n} workdays late"),
            "done": _("done {share}"),
        },
    }


def _mark(line: Line) -> dict[str, Any]:
    """A project as it is on the map today."""
    project, standing = line.project, line.standing
    assert standing
    return {
        "key": project.key,
        "title": project.title,
        "lon": project.lon,
        "lat": project.lat,
        "lamp": line.lamp,
        "slack": standing.slack_days,
        "share": round(standing.share, 5),
    }


def _fact(line: Line, records: Sequence[Mapping[str, Any]], shape: str) -> dict[str, Any]:
    project, standing = line.project, line.standing
    assert standing
    return _mark(line) | {
        "shape": json.loads(shape) if shape else None,
        "start": project.start.isoformat(),
        "finish": standing.finish.isoformat(),
        "records": records,
        "nodes": [
            [dates.start.isoformat(), dates.finish.isoformat(), node.days, node.share]
            for node in line.nodes
            for dates in (standing.nodes[node.pk],)
        ],
    }

"""The nodes of a project to and from Excel: every bad row is shown, all rows are taken or none."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import held_files, import_page, import_rows, pages
from chengyun.faces.desk.import_rows import BadRow, Checked, Codes, Done, Kind, Problem
from chengyun.faces.export import writers
from chengyun.faces.goals.project_page import need, project_of, sheet_of
from chengyun.faces.goals.projects_page import attached
from chengyun.goals import project_rows
from chengyun.goals.models import Project, ProjectNode
from chengyun.goals.project_rows import COLUMNS, BadCell, Known, NodeRow
from chengyun.goals.queries import projects as queries
from chengyun.goals.queries.sheet import Row
from chengyun.goals.refused import Refused
from chengyun.goals.services import nodes as verbs
from chengyun.people import audit
from chengyun.people.models import Unit
from chengyun.sensing.sheets import BadFile, open_sheet

# Columns of an export that an import does not read: what the schedule says.
SCHEDULED = ("计划开始", "计划完成", "最迟完成", "总时差")


@never_cache
@require_GET
@officers_only
def file(request: OfficerRequest, key: str) -> HttpResponse:
    """The nodes in the columns in which they are brought in, and their dates behind."""
    sheet = sheet_of(request, key)
    audit.note(request.user, "export", f"project {key}", form="xlsx", rows=len(sheet.rows))
    with translation.override("zh-hans"):
        heading = [names[0] for names in COLUMNS.values()] + list(SCHEDULED)
        body = b"".join(writers.xlsx_pieces(key, heading, map(_cells, sheet.rows)))
    return attached(body, f"{key}-{timezone.localdate():%Y%m%d}.xlsx")


def _cells(row: Row) -> list[Any]:
    node, dates = row.node, row.dates
    return [
        node.key, node.title_zh, node.title_en, node.stage, node.stage_en, node.days, row.after,
        node.unit.code if node.unit else "", node.begun_on, node.done_on, round(100 * node.share),
        _("yes") if node.milestone else "", dates.start, dates.finish, dates.latest_finish,
        None if node.done_on else dates.float_days,
    ]  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def choose(request: OfficerRequest, key: str) -> HttpResponse:
    """The form; a file that can be read leads to its preview."""
    project = project_of(request, key)
    need(request, "plan")
    if request.method == "GET":
        return _page(request, project)
    content, name, status = held_files.chosen(request)
    if not content:
        return _page(request, project, problem=name, status=status)
    try:
        _check(request, project, content)
    except BadFile as bad:
        return _page(request, project, problem=str(bad), status=422)
    digest = held_files.keep(request, content, name)
    return redirect("project-import-preview", key=key, digest=digest)


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def preview(request: OfficerRequest, key: str, digest: str) -> HttpResponse:
    """What is in the file and every bad row. POST takes it, if there is none."""
    project = project_of(request, key)
    need(request, "plan")
    path = held_files.path_of(request, digest)
    if not path.is_file():
        raise Http404
    try:
        kind, found = _check(request, project, path.read_bytes())
    except BadFile as bad:
        return _page(request, project, problem=str(bad), status=422)
    if "bad" in request.GET:
        return import_page.bad_rows(found)
    more = _beside(project, found)
    if request.method == "GET" or found.problems:
        status = 422 if request.method == "POST" else 200
        return import_page.shown(request, kind, found, digest, more, status)
    try:
        taken = verbs.take_nodes(request.user, project, found.good)
    except Refused as no:
        more |= {"problem": str(no)}
        return import_page.shown(request, kind, found, digest, more, 422)
    path.unlink(missing_ok=True)
    messages.success(request, _("%(n)d nodes taken in.") % {"n": taken})
    return redirect("project", key=key)


def _beside(project: Project, found: Checked) -> dict[str, Any]:
    """What the preview of a project has beside that of other tables."""
    return {
        "here": "projects",
        "whose": project,
        "back": reverse("project", args=[project.key]),
        "again": reverse("project-import", args=[project.key]),
        "gone": sorted(_gone(project, found)),
    }


def _page(
    request: OfficerRequest, project: Project, problem: str = "", status: int = 200
) -> HttpResponse:
    page: dict[str, Any] = {"here": "projects", "project": project, "problem": problem}
    page |= {"columns": [(key, names[0]) for key, names in COLUMNS.items()]}
    return render(request, "goals/project_import.html", page | pages.shell(), status=status)


def _gone(project: Project, found: Checked) -> set[str]:
    return set(project.nodes.values_list("key", flat=True)) - {row.key for row in found.good}


def _check(request: OfficerRequest, project: Project, content: bytes) -> tuple[Kind, Checked]:
    """Every row judged, with what only the whole table shows. Raises BadFile."""
    known = known_of(request, project, frozenset(_keys(content)))
    kind = Kind(
        "nodes", _("Nodes"), dict(COLUMNS), project_rows.NEEDED, (), partial(_row, known),
        lambda rows, _author: Done(len(rows)), "key", whole=True,
    )  # fmt: skip
    found = import_rows.check(kind, content)
    if not found.good and not found.problems:
        raise BadFile(_("There is no row in the file."))
    if not found.problems and (chain := project_rows.loop(found.good)):
        told = _("The nodes wait for each other: %(why)s") % {"why": chain}
        found.problems.append(Problem(0, found.told.get("after", "after"), "", told))
    return kind, found


def known_of(request: OfficerRequest, project: Project, keys: frozenset[str]) -> Known:
    """What the rows of a project may refer to, beside the nodes of these keys."""
    return Known(keys, _units(), _elsewhere(request, project), timezone.localdate())


def _row(known: Known, row: import_rows.Row, _codes: Codes) -> NodeRow:
    try:
        return project_rows.parse(row, known)
    except BadCell as bad:
        raise BadRow(bad.column, str(row.get(bad.column, "")), str(bad)) from None


def _keys(content: bytes) -> Iterator[str]:
    """The keys of the file, read once before, so that rows may follow later ones."""
    rows = open_sheet(content).rows
    names = {name.lower() for name in ("key", *COLUMNS["key"])}
    heading = [str(cell or "").strip().lower() for cell in next(rows, (0, []))[1]]
    at = next((n for n, cell in enumerate(heading) if cell in names), None)
    for _line, cells in rows:
        if at is not None and at < len(cells) and cells[at] is not None:
            yield str(import_rows.plain(cells[at]))


def _units() -> dict[str, Unit]:
    units = list(Unit.objects.all())
    named = {unit.name_zh: unit for unit in units} | {unit.name_en: unit for unit in units}
    return named | {unit.code: unit for unit in units}


def _elsewhere(request: OfficerRequest, project: Project) -> frozenset[str]:
    nodes = ProjectNode.objects.filter(project__in=queries.visible(request.viewer))
    pairs = nodes.exclude(project=project).values_list("project__key", "key")
    return frozenset(f"{one}/{node}" for one, node in pairs)

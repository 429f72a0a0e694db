"""The board, the matrix and the indicators as Excel, as the page shows them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.export import writers
from chengyun.faces.goals import (
    board_page,
    budget_page,
    draft_rows,
    due_page,
    goal_rows,
    import_projects,
    ranking_page,
)
from chengyun.faces.templatetags.goals_ui import lamp_word
from chengyun.goals.queries import half_year_board
from chengyun.goals.queries.due import Due, due
from chengyun.goals.queries.ranking import ranking
from chengyun.people import audit

Cells = list[Any]


@dataclass(frozen=True)
class File:
    """One file: its title, heading and rows for a request."""

    title: str | Promise
    rows: Callable[[OfficerRequest], tuple[Cells, Iterable[Cells]]]


def _board(request: OfficerRequest) -> tuple[Cells, Iterable[Cells]]:
    told = half_year_board(request.viewer, timezone.localdate())
    want = {name: request.GET.get(name, "").strip() for name in board_page.FIELDS}
    want["sort"] = want["sort"] if want["sort"] in board_page.SORTS else "behind"
    head = [
        _("Plan"), _("Unit"), _("Indicator"), _("Unit of measure"), _("Baseline"), _("Figure told"),
        _("Period"), _("Target"), _("Done, %"), _("Expected, %"), _("Gap, points"), _("Lamp"),
        _("Computed lamp"), _("Outlook"), _("Outlook from"), _("Outlook to"),
        _("Needed a month"), _("Achieved a month"),
    ]  # fmt: skip
    return head, [
        _board_row(plan, one)
        for plan in board_page.arranged(told, want)
        for one in plan["indicators"]
    ]


def _board_row(plan: dict[str, Any], one: dict[str, Any]) -> Cells:
    outlook, needed = one["outlook"] or {}, one["needed"] or {}
    return [
        plan["title"], plan["unit"]["name"] if plan["unit"] else "", one["title"], one["unit"],
        one["baseline"], one["value"], one["period"], one["target"], _hundred(one["share_done"]),
        _hundred(one["expected"]), _hundred(one["gap"]), lamp_word(one["lamp"]),
        lamp_word(one["computed"]), outlook.get("value"), outlook.get("low"),
        outlook.get("high"), needed.get("each"), needed.get("achieved"),
    ]  # fmt: skip


def _hundred(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


def _ranking(request: OfficerRequest) -> tuple[Cells, Iterable[Cells]]:
    want = ranking_page.asked(request)
    found = ranking(request.viewer, timezone.localdate(), **want)
    head = [_("Month"), _("Place"), _("Change of place"), _("Unit"), _("Score"),
            _("Lacks of the next place")]  # fmt: skip
    if found is None:
        return head, []
    month = found.month
    return [*head, *(one.title for one in found.indicators)], [
        [
            month,
            line.place,
            line.change,
            line.unit.title,
            line.score,
            line.climb.points if line.climb else None,
        ]
        + [None if cell.excluded or cell.thin else cell.score for cell in line.cells]
        for line in found.lines
    ]


def _due(request: OfficerRequest) -> tuple[Cells, Iterable[Cells]]:
    head = [_("Due"), pgettext("due", "What"), _("Title"), _("Part of"), _("Unit"), _("State")]
    found = due(request.viewer, due_page.asked(request)[1], timezone.localdate())
    return head, [
        [one.day, one.kind.label, one.title, one.whole, one.unit.title if one.unit else "",
         _state(one)]
        for one in found
    ]  # fmt: skip


def _state(one: Due) -> str:
    if one.done:
        return pgettext("due", "done")
    return _("late") if one.late else pgettext("due", "open")


FILES: Mapping[str, File] = {
    "board": File(gettext_lazy("Half-year board"), _board),
    "ranking": File(gettext_lazy("Rankings"), _ranking),
    "due": File(gettext_lazy("Due dates"), _due),
    "goals": File(gettext_lazy("Plans and indicators"), goal_rows.goals),
    "goal_targets": File(gettext_lazy("Targets of units"), goal_rows.targets),
    "goal_figures": File(gettext_lazy("Figures of indicators"), goal_rows.figures),
    "goal_tasks": File(gettext_lazy("Tasks of plans"), goal_rows.tasks),
    "goal_milestones": File(gettext_lazy("Milestones of plans"), goal_rows.milestones),
    "projects": File(gettext_lazy("Projects"), import_projects.rows),
    "drafts": File(gettext_lazy("Plan-making"), draft_rows.drafts),
    "draft_opinions": File(gettext_lazy("Opinions and what became of them"), draft_rows.opinions),
    "budget_lines": File(gettext_lazy("Budget lines"), budget_page.lines),
    "project_funds": File(gettext_lazy("Funds of nodes"), budget_page.funds),
}


@never_cache
@require_GET
@officers_only
def file(request: OfficerRequest, name: str) -> HttpResponse:
    """One of FILES; that it was taken out is recorded."""
    found = FILES.get(name)
    if found is None:
        raise Http404
    header, rows = found.rows(request)
    rows = list(rows)
    audit.note(request.user, "export", f"goals.{name}", form="xlsx", rows=len(rows))
    pieces = writers.xlsx_pieces(str(found.title), header, rows)
    answer = StreamingHttpResponse(list(pieces), content_type=writers.FORMS["xlsx"][0])
    day = f"{timezone.localdate():%Y%m%d}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{day}.xlsx"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer  # type: ignore[return-value]

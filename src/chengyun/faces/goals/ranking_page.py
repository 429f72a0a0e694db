"""Rankings 比学赶超: units beside their peers, indicator by indicator, month by month."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import kept, pages
from chengyun.faces.templatetags.goals_ui import LAMPS, amount
from chengyun.goals.choices import Decision
from chengyun.goals.models import Appeal, Help, Practice
from chengyun.goals.queries import visible, visible_indicators
from chengyun.goals.queries.ranking import TIERS, Cell, Line, Ranking
from chengyun.goals.queries.ranking import ranking as ranked
from chengyun.people.policy import Viewer

LABELS = {"streets": _("Sub-districts"), "departments": _("Departments")}
SPARK = (72, 22)
# Those this far down a list of peers are behind.
BEHIND = 3
# Appeals that wait, and decided ones, on the page.
SHOWN, DECIDED = 20, 5


def asked(request: OfficerRequest) -> dict[str, Any]:
    """Tier, month and plan as the query has them."""
    tier = request.GET.get("tier", "")
    return {
        "tier": tier if tier in TIERS else "streets",
        "month": _day(request.GET.get("month", "")),
        "plan": request.GET.get("plan", "").strip(),
    }


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@never_cache
@require_GET
@officers_only
@kept.across_pages("unit")
def ranking(request: OfficerRequest) -> HttpResponse:
    """The matrix of a tier in a month; the unit that was chosen stands out among its peers."""
    today, want = timezone.localdate(), asked(request)
    found = ranked(request.viewer, today, **want)
    page: dict[str, Any] = {
        "here": "goals-ranking",
        "asked": want,
        "tiers": LABELS.items(),
        "plans": visible(request.viewer).filter(year=today.year),
        "found": found,
        "narrowed": bool(want["plan"]),
        "chosen": request.GET.get("unit", ""),
        "appeals": _appeals(request.viewer),
    }
    if found:
        words = _words()
        page |= {
            "heads": found.indicators,
            "lines": [_line(one, words) for one in found.lines],
            "months": found.months[::-1],
            "learning": _learning(found, today),
            "columns": len(found.indicators),
        }
    return render(request, "goals/ranking.html", page | pages.shell())


def _appeals(viewer: Viewer) -> list[Appeal]:
    """Those that wait for a decision, and the last that were decided."""
    rows = Appeal.objects.filter(value__indicator__in=visible_indicators(viewer))
    rows = rows.select_related("value__indicator", "value__unit", "by", "decided_by")
    waiting = rows.filter(decision=Decision.OPEN).order_by("at")
    decided = rows.exclude(decision=Decision.OPEN).order_by("-decided_at")
    return [*waiting[:SHOWN], *decided[:DECIDED]]


def _line(line: Line, words: Mapping[str, str]) -> dict[str, Any]:
    """A row of the matrix. Its cells come as one piece: a template takes too long for thousands."""
    return {
        "unit": line.unit,
        "place": line.place,
        "tied": line.tied,
        "change": line.change,
        "score": "—" if line.score is None else f"{line.score:.1f}",
        "course": _course(line.course),
        "climb": line.climb,
        # Only numbers and the words of this house, which are escaped.
        "cells": mark_safe("".join(_cell(cell, words) for cell in line.cells)),  # noqa: S308
    }


def _words() -> dict[str, str]:
    """The words of the cells, once a page."""
    told = {lamp: str(word) for lamp, (_tone, word) in LAMPS.items()}
    told["out"], told["thin"] = gettext("appeal upheld"), gettext("too few to compare")
    return {name: escape(word) for name, word in told.items()}


def _cell(cell: Cell, words: Mapping[str, str]) -> str:
    """A score with its lamp; figure, lamp and place for the pointer."""
    if cell.excluded:
        return f'<td class="cell out">{words["out"]}</td>'
    if cell.thin:
        return f'<td class="cell out">{words["thin"]}</td>'
    if cell.score is None or cell.lamp is None:
        return '<td class="cell none">·</td>'
    tone = LAMPS[cell.lamp][0]
    first = " first" if cell.place == 1 else ""
    told = f"{amount(cell.value)} · {words[cell.lamp]} · {cell.place}"
    return f'<td class="cell {tone}{first}" title="{told}">{cell.score:.0f}</td>'


def _course(course: tuple[float | None, ...]) -> str:
    """A year of scores as the points of a small line."""
    known = [score for score in course if score is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    (width, height), reach = SPARK, (high - low) or 1.0
    return " ".join(
        f"{i * width / (len(course) - 1):.1f},{height - 3 - (height - 6) * (s - low) / reach:.1f}"
        for i, s in enumerate(course)
        if s is not None
    )


def _learning(found: Ranking, today: date) -> list[dict[str, Any]]:
    """By indicator: who is in front and what they tell, who is behind, who helps whom."""
    practices: dict[int, Practice] = {}
    keys = [one.pk for one in found.indicators]
    for one in Practice.objects.filter(indicator__in=keys).select_related("unit").order_by("at"):
        practices[one.indicator_id] = one
    helps: dict[int, list[Help]] = {}
    rows = Help.objects.filter(indicator__in=keys, until__gte=today, since__lte=today)
    for help_ in rows.select_related("helper", "helped"):
        helps.setdefault(help_.indicator_id, []).append(help_)
    told = [_lesson(found, i, practices, helps) for i in range(len(found.indicators))]
    return [one for one in told if one["behind"] or one["practice"] or one["helps"]]


def _lesson(
    found: Ranking, i: int, practices: dict[int, Practice], helps: dict[int, list[Help]]
) -> dict[str, Any]:
    key = found.indicators[i].pk
    address = reverse("goal-indicator", args=[found.indicators[i].key])
    placed = [(line.cells[i].place, line) for line in found.lines if line.cells[i].place]
    placed.sort(key=lambda pair: (pair[0] or 0, pair[1].unit.code))
    behind = [line for _, line in placed[-BEHIND:] if line.cells[i].lamp in ("yellow", "red")]
    return {
        "indicator": found.indicators[i],
        "address": address,
        "leaders": _linked(address, [(line, "") for n, line in placed if n == 1][:BEHIND]),
        "behind": _linked(address, [(line, amount(line.cells[i].score)) for line in behind]),
        "practice": practices.get(key),
        "helps": helps.get(key, []),
    }


def _linked(address: str, lines: Sequence[tuple[Line, str]]) -> SafeString:
    """Units with links to their own figures, one a line; in one piece, as cells are."""
    return format_html_join(
        mark_safe("<br>"),
        '<a class="text" href="{}?unit={}">{}</a> <span class="figure faint">{}</span>',
        [(address, line.unit.code, line.unit.title, told) for line, told in lines],
    )

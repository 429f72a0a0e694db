"""The daily brief for everyone: what happened in the district, day by day."""

from datetime import date
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.insight import publications
from chengyun.insight.models import Publication
from chengyun.places.models import in_language

ARCHIVE = 90


@never_cache
@require_GET
def latest(request: HttpRequest) -> HttpResponse:
    """The newest brief."""
    return _page(request, publications.newest_brief())


@never_cache
@require_GET
def of_day(request: HttpRequest, day: str) -> HttpResponse:
    """The brief of one day (`2026-11-20`)."""
    try:
        found = publications.brief(date.fromisoformat(day))
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return _page(request, found)


def _page(request: HttpRequest, found: Publication | None) -> HttpResponse:
    days = publications.brief_days()[:ARCHIVE]
    months = [(month, list(some)) for month, some in groupby(days, lambda d: d.replace(day=1))]
    page: dict[str, Any] = {"here": "brief", "brief": found, "months": months}
    if found:
        page |= _told(found) | {
            "before": next((d for d in days if d < found.day), None),
            "after": next((d for d in reversed(days) if d > found.day), None),
        }
    return render(request, "public/brief.html", page)


def _told(found: Publication) -> dict[str, Any]:
    body = found.body
    return {
        "figures": body["figures"],
        "said": [in_language(one["zh"], one["en"]) for one in body["paragraphs"]],
        "streets": [(in_language(s["zh"], s["en"]), s["n"]) for s in body["streets"]],
        "withheld": any(s["n"] is None for s in body["streets"]),
        "kinds": [(in_language(k["zh"], k["en"]), k["n"]) for k in body["kinds"]],
    }

"""The open figures: a page that explains every number, and the same as CSV and JSON."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET

from chengyun.faces.public import bars, open_data
from chengyun.insight import publications
from chengyun.insight.disclosure import LEAST
from chengyun.places.models import in_language

HOUR_S = 3600
TABLES = ("months", "streets", "kinds")
HEAD = ("table", "key", "zh", "en", "reported", "closed", "due", "on_time", "rated", "satisfied",
        "median_hours")  # fmt: skip


@dataclass(frozen=True)
class Meaning:
    """A figure: what it is called, what it counts, its unit."""

    key: str
    label: str | Promise
    words: str | Promise
    unit: str | Promise = ""


MEANINGS = (
    Meaning(
        "reported",
        _("Reported"),
        _("Cases opened in the period, from residents, patrols and sensors; those that were the "
          "same matter count once."),
    ),
    Meaning("closed", _("Closed"), _("Cases handled, checked and closed in the period.")),
    Meaning(
        "on_time",
        _("On time"),
        _("Of the cases whose time limit ended in the period or was already over, the share that "
          "was closed within the limit. Cases that are still open count as late."),
        "%",
    ),
    Meaning(
        "median_hours",
        _("Median time to close"),
        _("From opening to closing: half of the cases closed in the period took less."),
        _("hours"),
    ),
    Meaning(
        "satisfied",
        _("Satisfied"),
        _("Of the closed cases that residents rated, the share with three of five or better."),
        "%",
    ),
)  # fmt: skip


@never_cache
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of twelve months, in tables with a chart."""
    made = publications.figures()
    page: dict[str, Any] = {
        "here": "figures",
        "meanings": MEANINGS,
        "least": LEAST,
        "licence": settings.CONFIG.open_licence,
        "simulated": open_data.figures().simulated,
    }
    if made is not None:
        page |= _shown(made.body) | {"made": made}
    return render(request, "public/figures.html", page)


def _shown(body: Mapping[str, Any]) -> dict[str, Any]:
    body = {**body, "months": _begun(body["months"])}
    tables = [(name, label, [_line(row) for row in body[name]]) for name, label in LABELS]
    return {"body": body, "total": _line(body["total"]), "tables": tables,
            "chart": bars.months(body["months"]), "kinds": bars.longest(body["kinds"])}  # fmt: skip


def _begun(months: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """From the first month in which there was anything."""
    first = next((at for at, row in enumerate(months) if row["reported"] != 0), 0)
    return months[first:]


LABELS = (
    ("months", _("By month")),
    ("streets", _("By sub-district")),
    ("kinds", _("By kind")),
)


def _line(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "name": in_language(row.get("zh", ""), row.get("en", ""))}


@require_GET
@cache_control(public=True, max_age=HOUR_S)
def download(request: HttpRequest, form: str) -> HttpResponse:
    """All of it for other programs: `json`, or `csv` as one long table."""
    made = publications.figures()
    if made is None or form not in FORMS:
        raise Http404
    response = FORMS[form](made.body)
    name = f"chengyun-figures-{made.day.isoformat()}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _json(body: Mapping[str, Any]) -> HttpResponse:
    told = {"licence": settings.CONFIG.open_licence, "definitions": _definitions(), **body}
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


def _definitions() -> dict[str, str]:
    return {meaning.key: str(meaning.words) for meaning in MEANINGS}


def _csv(body: Mapping[str, Any]) -> HttpResponse:
    text = StringIO()
    csv.writer(text).writerows(_rows(body))
    # The mark lets spreadsheets read the Chinese names.
    return HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")


def _rows(body: Mapping[str, Any]) -> Iterator[list[Any]]:
    """A count that is not told is `withheld`, what does not exist is empty."""
    yield list(HEAD)
    yield ["total", "", "", "", *_values(body["total"])]
    for table in TABLES:
        for row in body[table]:
            yield [table[:-1], row["key"], row["zh"], row["en"], *_values(row)]
    names = {row["key"]: row for name in ("streets", "kinds") for row in body[name]}
    for street, kind, reported in body["cells"]:
        both = [f"{names[street][name]} / {names[kind][name]}" for name in ("key", "zh", "en")]
        yield ["cell", *both, WITHHELD if reported is None else reported, *[""] * 6]


WITHHELD = "withheld"


def _values(row: Mapping[str, Any]) -> list[Any]:
    counts = ("reported", "closed", "due", "rated")
    return [
        (WITHHELD if name in counts else "") if row[name] is None else row[name]
        for name in HEAD[4:]
    ]


FORMS = {"json": _json, "csv": _csv}

"""The lists that can be taken out. A new one is a `Table` here: rows for a viewer and columns."""

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from chengyun.cases import queries
from chengyun.cases.models import Alarm, Case, LedgerEntry, Report
from chengyun.cases.queries import alarms as alarm_queries
from chengyun.cases.queries import reporting as report_queries
from chengyun.faces.desk import filters
from chengyun.faces.export import duty_lists, goals_lists, keeping_lists
from chengyun.faces.export.tables import Column, Table, plain, shown
from chengyun.people.choices import Role
from chengyun.people.models import Unit
from chengyun.people.policy import Viewer, is_whole, scope_for
from chengyun.places.models import Area, Facility
from chengyun.places.queries import NOWHERE
from chengyun.sensing.models import Datastream, Source

Given = Mapping[str, str]
RUNNING = (Role.DUTY_OFFICER, Role.ADMINISTRATOR)


def _cases(viewer: Viewer, given: Given) -> QuerySet[Case]:
    """The queue as it is on the screen, with the same filters, and all its pages."""
    query = QueryDict(mutable=True)
    query.update(given)
    wanted = filters.case_filter(filters.values(query))
    return queries.matching(viewer, wanted).select_related("condition")


def _alarms(viewer: Viewer, given: Given) -> QuerySet[Alarm]:
    stream = Datastream.objects.filter(pk=OuterRef("datastream_id"))
    rows = alarm_queries.visible(viewer).select_related("case").order_by("-onset_at", "-pk")
    if given.get("case"):
        rows = rows.filter(case__number=given["case"])
    return rows.annotate(
        stream_key=Subquery(stream.values("key")[:1]),
        device=Subquery(stream.values("thing__name")[:1]),
    )


def _reports(viewer: Viewer, given: Given) -> QuerySet[Report]:
    seen = scope_for(viewer).q("case__")
    told = Report.objects.filter(report_queries.readable(viewer), seen)
    return told.select_related("case", "came_with").order_by("-reported_at")


def _ledger(viewer: Viewer, given: Given) -> QuerySet[LedgerEntry]:
    cases = queries.visible(viewer).filter(number=given["case"]).order_by().values("pk")
    return (
        LedgerEntry.objects.filter(case__in=cases).select_related("actor", "case").order_by("seq")
    )


def _sources(viewer: Viewer, given: Given) -> QuerySet[Source]:
    return Source.objects.order_by("name")


def _path(viewer: Viewer) -> str:
    path = scope_for(viewer).area_path
    return NOWHERE if path is None else path


def _units(viewer: Viewer, given: Given) -> QuerySet[Unit]:
    """Units are no secret: who may dispatch must know them all."""
    return Unit.objects.select_related("area").defer("area__boundary").order_by("code")


def _areas(viewer: Viewer, given: Given) -> QuerySet[Area]:
    rows = Area.objects.select_related("parent").defer("boundary", "parent__boundary")
    path = _path(viewer)
    return (rows if is_whole(path) else rows.filter(path__within=path)).order_by("path")


def _facilities(viewer: Viewer, given: Given) -> QuerySet[Facility]:
    rows = Facility.objects.select_related("area").defer("area__boundary").order_by("key")
    path = _path(viewer)
    return rows if is_whole(path) else rows.filter(area__path__within=path)


def _contact(name: str) -> Any:
    """Name or telephone of a reporter, masked as on the page of the case."""
    return lambda row, viewer: report_queries.told_by(viewer, row)[name]


def _note(row: LedgerEntry, viewer: Viewer) -> str:
    receipt = row.detail.get("receipt")
    sealed = receipt and receipt in report_queries.sealed_receipts(viewer, row.case)
    return "" if sealed else row.note


def _actor(row: LedgerEntry, _viewer: Viewer) -> str:
    return str(row.actor) if row.actor else ""


CASES = Table(
    "cases",
    _("Cases"),
    _cases,
    (
        plain("number", _("Number")),
        plain("headline", _("Headline")),
        plain("type.title", _("Kind")),
        plain("type.category", _("Category")),
        shown("stage", _("Stage")),
        shown("severity", _("Severity")),
        shown("origin", _("Source")),
        plain("street.title", _("Sub-district")),
        plain("area.title", _("Area")),
        plain("address", _("Address")),
        plain("lon", _("Longitude")),
        plain("lat", _("Latitude")),
        plain("unit.title", _("Unit")),
        plain("handler", _("Handler")),
        plain("opened_at", _("Opened at")),
        plain("filed_at", _("Filed at")),
        plain("dispatched_at", _("Dispatched at")),
        plain("handled_at", _("Handled at")),
        plain("due_at", _("To be handled by")),
        plain("closed_at", _("Closed at")),
        plain("overdue", _("Overdue")),
        plain("suspended_at", _("Suspended at")),
        plain("extensions", _("Extensions")),
        plain("returns", _("Returns")),
        plain("reworks", _("Reworks")),
        plain("alarm_count", _("Alarms")),
        plain("report_count", _("Reports")),
        plain("rating", _("Resident's rating")),
        plain("description", _("Description")),
        plain("simulated", _("simulated")),
    ),
)
ALARMS = Table(
    "alarms",
    _("Alarms"),
    _alarms,
    (
        plain("key", _("Key")),
        plain("rule", _("Rule")),
        shown("severity", _("Severity")),
        plain("value", _("Value")),
        plain("onset_at", _("Onset")),
        plain("cleared_at", _("Cleared at")),
        plain("stream_key", _("Datastream")),
        plain("device", _("Device")),
        plain("case.number", _("Case")),
    ),
)
REPORTS = Table(
    "reports",
    _("Reports"),
    _reports,
    (
        plain("receipt", _("Receipt")),
        plain("reported_at", _("Reported at")),
        plain("case.number", _("Case")),
        plain("channel", _("Channel")),
        plain("text", _("Text")),
        Column("name", _("Name of the person"), _contact("name")),
        Column("phone", _("Telephone"), _contact("phone")),
        plain("lon", _("Longitude")),
        plain("lat", _("Latitude")),
        plain("rating", _("Resident's rating")),
        plain("rating_text", _("Words of the rating")),
        plain("simulated", _("simulated")),
    ),
)
LEDGER = Table(
    "ledger",
    _("Ledger of a case"),
    _ledger,
    (
        plain("seq", _("Row")),
        plain("at", _("Time")),
        Column("actor", _("By"), _actor),
        plain("action", _("Action")),
        plain("stage_before", _("Stage before")),
        plain("stage_after", _("Stage after")),
        Column("note", _("Note"), _note),
        plain("previous", _("Digest of the row before")),
        plain("digest", _("Digest")),
    ),
    needs=("case",),
)
SOURCES = Table(
    "sources",
    _("Sources"),
    _sources,
    (
        plain("name", _("Source")),
        plain("adapter", _("Adapter")),
        Column("prefixes", _("Prefixes"), lambda row, _viewer: " ".join(row.prefixes)),
        plain("manages", _("Manages devices")),
        plain("created_at", _("Made at")),
        plain("revoked_at", _("Revoked at")),
    ),
    roles=RUNNING,
)
UNITS = Table(
    "units",
    _("Units"),
    _units,
    (
        plain("code", _("Code")),
        plain("name_zh", _("Chinese name")),
        plain("name_en", _("English name")),
        plain("kind", _("Kind")),
        plain("area.code", _("Area")),
    ),
)
AREAS = Table(
    "areas",
    _("Areas"),
    _areas,
    (
        plain("code", _("Code")),
        plain("name", _("Chinese name")),
        plain("name_en", _("English name")),
        plain("level", _("Level")),
        plain("parent.code", _("Part of")),
        plain("lon", _("Longitude")),
        plain("lat", _("Latitude")),
        plain("population", _("Population")),
    ),
)
FACILITIES = Table(
    "facilities",
    _("Facilities"),
    _facilities,
    (
        plain("key", _("Key")),
        plain("kind", _("Kind")),
        plain("name", _("Name")),
        plain("area.code", _("Area")),
        plain("lon", _("Longitude")),
        plain("lat", _("Latitude")),
    ),
)
TABLES: Mapping[str, Table] = {
    table.key: table
    for table in (
        CASES, ALARMS, REPORTS, LEDGER, SOURCES, UNITS, AREAS, FACILITIES,
        duty_lists.ROTA, duty_lists.DISPATCH, goals_lists.MATTERS,
        keeping_lists.COMPONENTS, keeping_lists.OFFICERS, keeping_lists.AUDIT,
    )
}  # fmt: skip

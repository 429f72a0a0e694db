"""Matters under supervision as a table, in the columns in which they are brought in, and more."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chengyun.faces.export.tables import Column, Table, plain, shown
from chengyun.goals.models import Matter
from chengyun.goals.queries import matters as queries
from chengyun.people.policy import Viewer


def _matters(viewer: Viewer, given: Mapping[str, str]) -> QuerySet[Matter]:
    """The list of the page with its filters; that of the lamp is counted, not stored."""
    wanted = queries.wanted_of(given)
    rows = queries.loaded(queries.matching(viewer, wanted)).order_by("due", "number")
    if not wanted.lamp:
        return rows
    found = queries.lines(rows, timezone.localdate())
    return rows.filter(pk__in=[x.matter.pk for x in found if x.state.computed == wanted.lamp])


def _lamp(row: Matter, _viewer: Viewer) -> str:
    return str(queries.state_of(row, timezone.localdate()).computed.label)


def _supporting(row: Matter, _viewer: Viewer) -> str:
    return " ".join(p.unit.code for p in row.parties.all() if not p.leads)


MATTERS = Table(
    "matters",
    _("Matters under supervision"),
    _matters,
    (
        plain("number", _("Number")),
        plain("title_zh", _("Title")),
        shown("source", _("Comes from")),
        plain("source_ref", _("Whose, when, its number")),
        plain("text", _("What is to be done")),
        plain("due", _("Due")),
        plain("lead.code", _("Leading unit")),
        Column("supporting", _("Supporting units"), _supporting),
        shown("stage", _("Stage")),
        plain("progress", _("Done, per cent")),
        Column("lamp", _("Lamp"), _lamp),
        shown("lamp_set", _("Lamp set by hand")),
        plain("lamp_reason", _("Why by hand")),
        plain("registered_on", _("Registered on")),
        plain("assigned_on", _("Assigned on")),
        plain("reported_on", _("Reported on")),
        plain("closed_on", _("Ended on")),
        plain("first_due", _("First date")),
        plain("extensions", _("Extensions")),
        plain("returns", _("Returns")),
        plain("simulated", _("simulated")),
    ),
)

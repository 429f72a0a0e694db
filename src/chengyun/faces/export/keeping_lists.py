"""Components, officers and the audit as tables, with the filters of their pages."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from msgspec import json

from chengyun.faces.export.tables import Column, Table, plain, shown
from chengyun.people import staff
from chengyun.people.choices import Role
from chengyun.people.models import AuditEntry, User
from chengyun.people.policy import Viewer, is_whole, scope_for
from chengyun.places import components
from chengyun.places.models import Component
from chengyun.places.queries import NOWHERE

Given = Mapping[str, str]
LEADING = (Role.DUTY_OFFICER, Role.DISPATCHER, Role.LEADER, Role.ADMINISTRATOR)


def _components(viewer: Viewer, given: Given) -> QuerySet[Component]:
    told = (given.get(name, "") for name in ("q", "category", "state"))
    return components.search(scope_for(viewer).area_path, *told).order_by("code")


def _officers(viewer: Viewer, given: Given) -> QuerySet[User]:
    path = scope_for(viewer).area_path
    rows = User.objects.select_related("unit", "area").defer("area__boundary").order_by("username")
    path = NOWHERE if path is None else path
    within = rows if is_whole(path) else rows.filter(area__path__within=path)
    return staff.narrowed(within, given)


def _audit(viewer: Viewer, given: Given) -> QuerySet[AuditEntry]:
    """Of the whole house, and so for administrators of the whole alone."""
    rows = AuditEntry.objects.select_related("actor").order_by("-at", "-pk")
    path = scope_for(viewer).area_path
    whole = path is not None and is_whole(path)
    told = {"action": given.get("action", ""), "actor__username": given.get("actor", "")}
    kept = {name: value for name, value in told.items() if value}
    return rows.filter(**kept) if whole else rows.none()


def _detail(row: AuditEntry, _viewer: Viewer) -> str:
    return json.encode(row.detail).decode() if row.detail else ""


def _who(row: AuditEntry, _viewer: Viewer) -> Any:
    return row.actor.username if row.actor else ""


COMPONENTS = Table(
    "components",
    _("Components"),
    _components,
    (
        plain("code", _("Component code")),
        plain("category", _("Category")),
        plain("name", _("Name")),
        shown("state", _("State")),
        plain("authority_name", _("Authority")),
        plain("owner_name", _("Owner")),
        plain("maintainer_name", _("Maintained by")),
        plain("grid", _("Grid code")),
        plain("street_name", _("Sub-district")),
        plain("community_name", _("Committee")),
        plain("lon", _("Longitude")),
        plain("lat", _("Latitude")),
        plain("begun_on", _("On record since")),
        plain("remark", _("Remark")),
    ),
)
OFFICERS = Table(
    "officers",
    _("Officers"),
    _officers,
    (
        plain("username", _("User name")),
        plain("name", _("Name of the person")),
        plain("role", _("Role")),
        plain("unit.code", _("Unit")),
        plain("area.code", _("Area")),
        plain("is_active", _("Active")),
    ),
    roles=LEADING,
)
AUDIT = Table(
    "audit",
    _("Audit"),
    _audit,
    (
        plain("at", _("When")),
        Column("actor", _("Who"), _who),
        plain("action", _("Act")),
        plain("target", _("Of")),
        Column("detail", _("Detail"), _detail),
    ),
    roles=(Role.ADMINISTRATOR,),
)

"""The settings in force, in words, and whether somebody set them; who did what with data."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import ordering, pages
from chengyun.faces.desk.keeping import require_keeper_of_all
from chengyun.faces.desk.settings_words import GROUPS
from chengyun.people.models import AuditEntry

SECRET = frozenset({"secret_key", "secret_keys_old", "s3_key", "s3_secret"})
PAGE_ROWS = 100
SIEVE = ("action", "actor")
AUDIT_COLUMNS = {
    "at": ("at", "pk"),
    "who": ("actor__username", "pk"),
    "act": ("action", "pk"),
    "of": ("target", "pk"),
}


@dataclass(frozen=True)
class Line:
    """A setting. `own`: somebody set it; else it is as it comes."""

    variable: str
    meaning: str | Promise
    value: str
    own: bool


@never_cache
@require_GET
@officers_only
def table(request: OfficerRequest) -> HttpResponse:
    """Every setting of this process; secrets are never shown."""
    require_keeper_of_all(request)
    groups = [(g.title, [_line(name, told) for name, told in g.settings]) for g in GROUPS]
    page = {"here": "settings", "groups": groups}
    return render(request, "desk/settings.html", page | pages.shell())


@never_cache
@require_GET
@officers_only
def audit(request: OfficerRequest) -> HttpResponse:
    """Who took data out or brought it in, and who changed officers, units and packs."""
    require_keeper_of_all(request)
    asked = {name: request.GET.get(name, "").strip() for name in SIEVE}
    rules = {"action": asked["action"], "actor__username": asked["actor"]}
    kept = {name: value for name, value in rules.items() if value}
    rows = AuditEntry.objects.filter(**kept).select_related("actor")
    order = ordering.asked(request.GET, AUDIT_COLUMNS, "-at")
    actions = AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct()
    page = {
        "here": "audit",
        "order": order,
        "asked": asked,
        "narrowed": any(asked.values()),
        "page": Paginator(order.sorted(rows), PAGE_ROWS).get_page(request.GET.get("page")),
        "actions": [(name, action_title(name)) for name in actions],
    }
    return render(request, "desk/audit.html", page | pages.shell())


def action_title(name: str) -> str:
    """An audited act in words; its name where there are none."""
    words = {
        "export": _("Took data out"),
        "import": _("Brought data in"),
        "case_file": _("Printed a case file"),
        "officer": _("Officer"),
        "unit": _("Unit"),
        "pack": _("Pack"),
        "pack_setting": _("Setting of a pack"),
        "challenge": _("Challenge board"),
        "password": _("Password"),
        "source": _("Key of a source"),
        "wall_link": _("Link for a wall"),
        "project": _("Project"),
        "figure": _("Figure of an indicator"),
        "lamp": _("Lamp of an indicator"),
        "appeal": _("Appeal against a figure"),
        "practice": _("Practice"),
        "help": _("Pairing of units"),
        "milestone": _("Milestone"),
        "goal_task": _("Task of a plan"),
        "matter": _("Matter under supervision"),
        "draft_plan": _("Plan text"),
    }
    return words.get(name, name)


def _line(name: str, meaning: str | Promise) -> Line:
    value = _shown(name, getattr(settings.CONFIG, name))
    return Line(f"CHENGYUN_{name.upper()}", meaning, value, name in settings.SET_HERE)


def _shown(name: str, value: Any) -> str:
    if name in SECRET:
        return _("set") if value else ""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ", ".join(_part(part) for part in value)
    return _without_password(str(value))


def _part(value: object) -> str:
    return ":".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _without_password(text: str) -> str:
    """An address without what signs in to it."""
    parts = urlsplit(text) if "://" in text else None
    if parts is None or "@" not in parts.netloc:
        return text
    return parts._replace(netloc=f"***@{parts.netloc.rpartition('@')[2]}").geturl()

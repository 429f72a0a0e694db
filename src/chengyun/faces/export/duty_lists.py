"""The duty rota and the dispatch list as tables, in the columns in which they are brought in."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from chengyun.cases.models import DispatchRule
from chengyun.faces.export.tables import Column, Table, Text, plain
from chengyun.people import rota
from chengyun.people.models import Shift
from chengyun.people.policy import Viewer


def _shifts(viewer: Viewer, given: Mapping[str, str]) -> QuerySet[Shift]:
    """The shifts that nobody has ended, at the posts that the viewer may see."""
    rows = Shift.objects.filter(post__in=rota.visible(viewer), until=None)
    return rows.select_related("post__unit", "user").order_by("post__unit__code", "post", "start")


def _rules(viewer: Viewer, given: Mapping[str, str]) -> QuerySet[DispatchRule]:
    return DispatchRule.objects.filter(withdrawn=False).select_related("unit")


def _many(key: str, title: Text) -> Column:
    return Column(key, title, lambda row, _viewer: " ".join(getattr(row, key)))


def _hour(key: str, title: Text) -> Column:
    def value(row: Any, _viewer: Viewer) -> str:
        at = getattr(row, key)
        return f"{at:%H:%M}" if at else ""

    return Column(key, title, value)


ROTA = Table(
    "rota",
    _("Rota"),
    _shifts,
    (
        plain("post.unit.code", _("Unit")),
        plain("post.kind", _("Kind")),
        plain("post.title_zh", _("Post")),
        plain("user.username", _("User name")),
        plain("user.name", _("Name of the person")),
        plain("start", _("From")),
        plain("end", _("Until")),
        plain("every_days", _("Again every … days")),
    ),
)
DISPATCH = Table(
    "dispatch",
    _("Dispatch list"),
    _rules,
    (
        plain("pk", _("Number of the rule")),
        plain("place", _("Place")),
        plain("on", _("On")),
        plain("name_zh", _("Name")),
        plain("name_en", _("Name in English")),
        _many("areas", _("Areas")),
        _many("types", _("Kinds of case")),
        _many("categories", _("Categories")),
        _hour("hour_from", _("Hours from")),
        _hour("hour_until", _("Hours until")),
        plain("days", _("Days")),
        plain("severity", _("Severity")),
        plain("origin", _("Comes from")),
        plain("unit.code", _("Unit")),
        plain("unit_kind", _("Kind of unit")),
    ),
)

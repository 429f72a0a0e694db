"""The queue's filters, read from the address so that a link is a view."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengyun.cases.choices import Outcome, Severity, Stage
from chengyun.cases.queries import CaseFilter
from chengyun.people.models import Unit
from chengyun.people.policy import Viewer, scope_for
from chengyun.places.choices import Level
from chengyun.places.models import Area

FLAGS = (
    "mine", "overdue", "open", "opened_today", "closed_today", "review",
    "opened_day", "closed_day", "due_today",
)  # fmt: skip
# A number of the evaluation: what is counted, from and to which day, and of whom.
COUNTED = ("evaluation", "from", "to", "of")
FINE = ("area", "unit", "handler", "severity", "outcome", "kinds", "q", "sort")
NAMES = ("stage", *FINE, *FLAGS, *COUNTED)
ORDERS = {
    "": _("Gravest first"),
    "due": _("Due first"),
    "new": _("Newest first"),
    "old": _("Oldest first"),
}


@dataclass(frozen=True)
class Tab:
    """A view that is one key away. `counted`: its number is shown."""

    key: str
    label: str | Promise
    query: Mapping[str, str]
    counted: bool = True


TABS = (
    Tab("mine", _("For me"), {"mine": "1"}),
    Tab("open", _("All open"), {"open": "1"}),
    Tab("overdue", _("Overdue"), {"open": "1", "overdue": "1"}),
    Tab("closed", _("Closed"), {"stage": Stage.CLOSED.value}, counted=False),
)
DEFAULT = {"open": "1"}


def values(query: QueryDict) -> dict[str, str]:
    """The filters given in an address; with none at all, the open cases."""
    given = {name: query.get(name, "").strip() for name in NAMES}
    kept = {name: value for name, value in given.items() if value}
    return kept or dict(DEFAULT)


def case_filter(chosen: Mapping[str, str]) -> CaseFilter:
    """The values as the search takes them; what is not a severity is left out."""
    asked: dict[str, Any] = {name: chosen[name] for name in chosen if name not in FLAGS}
    asked |= {name: True for name in FLAGS if chosen.get(name) == "1"}
    asked["since"], asked["until"] = asked.pop("from", ""), asked.pop("to", "")
    severity = asked.pop("severity", "")
    if severity in {str(s.value) for s in Severity}:
        asked["severity"] = int(severity)
    return CaseFilter(**asked)


def tab_of(chosen: Mapping[str, str]) -> str:
    """The tab whose filters these are, apart from the finer ones."""
    coarse = {name: chosen[name] for name in ("stage", *FLAGS) if name in chosen}
    return next((tab.key for tab in TABS if dict(tab.query) == coarse), "")


def fine(chosen: Mapping[str, str]) -> dict[str, str]:
    """The filters that stay when another tab is chosen."""
    return {name: chosen[name] for name in FINE if name in chosen}


def fine_count(chosen: Mapping[str, str]) -> int:
    """How many of the finer filters are on, apart from the words searched for and the order."""
    return len(fine(chosen).keys() - {"q", "sort"})


def options(viewer: Viewer) -> dict[str, Any]:
    """What the filters offer this viewer: their part of the district, the units, the stages."""
    path = scope_for(viewer).area_path or "-"
    streets = Area.objects.filter(level=Level.STREET)
    inside = streets.filter(path__startswith=path) if viewer.area_path else streets
    own = Q(pk=viewer.unit_id) if scope_for(viewer).unit_id else Q()
    return {
        "streets": inside.only("code", "name", "name_en"),
        "units": Unit.objects.filter(own),
        "severities": Severity.choices,
        "stages": Stage.choices,
        "outcomes": Outcome.choices,
        "orders": ORDERS.items(),
    }


def is_own(chosen: Mapping[str, str]) -> bool:
    """It is more than a tab, and so worth a name."""
    return not tab_of(chosen) or bool(fine(chosen))

"""The half-year board 双过半: how much of the year is gone, how much of each task is done."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import kept, pages
from chengyun.faces.templatetags.goals_ui import LAMPS
from chengyun.goals.queries import half_year_board
from chengyun.goals.rights import KEEPERS

Told = dict[str, Any]
FIELDS = ("unit", "lamp", "plan", "sort")
NO_FIGURE = 9.0
MOST_BEHIND = 5
# So near to the middle two words would stand on each other.
NEAR = 0.06


def _behind(one: Told) -> float:
    return NO_FIGURE if one["gap"] is None else float(one["gap"])


def _short(one: Told) -> float:
    """How far the outlook stays short of the target, as a share of the way; the worst first."""
    if one["outlook"] is None:
        return NO_FIGURE
    way = one["target"] - one["baseline"]
    return float((one["outlook"]["value"] - one["baseline"]) / way) if way else NO_FIGURE


SORTS: Mapping[str, tuple[str | Promise, Callable[[Told], float] | None]] = {
    "behind": (_("Furthest behind first"), _behind),
    "outlook": (_("Worst outlook first"), _short),
    "plan": (_("As in the plans"), None),
}


@never_cache
@require_GET
@officers_only
@kept.across_pages("unit")
def board(request: OfficerRequest) -> HttpResponse:
    """This year's plans beside the calendar."""
    told = half_year_board(request.viewer, timezone.localdate())
    asked = {name: request.GET.get(name, "").strip() for name in FIELDS}
    asked["sort"] = asked["sort"] if asked["sort"] in SORTS else "behind"
    page = {
        "here": "goals",
        "board": told,
        "today": date.fromisoformat(told["day"]),
        "asked": asked,
        "narrowed": any(asked[name] for name in ("unit", "lamp", "plan")),
        "plans": arranged(told, asked),
        "lamps": [(lamp, *words, told["lamps"].get(lamp, 0)) for lamp, words in LAMPS.items()],
        "units": _units(told),
        "behind": _most_behind(told),
        "sorts": [(name, label) for name, (label, _key) in SORTS.items()],
        "near_half": abs(told["share_of_time"] - 0.5) < NEAR,
        "months": [f"{(n + 0.5) / 12:.2%}"[:-1] for n in range(12)],
        "keeps": request.viewer.role in KEEPERS,
        "simulated": any(plan["simulated"] for plan in told["plans"]),
    }
    return render(request, "goals/board.html", page | pages.shell())


def arranged(told: Told, asked: Mapping[str, str]) -> list[Told]:
    """The plans that were asked for, with the indicators that were, in the order asked for."""
    key = SORTS[asked["sort"]][1]
    plans = [_narrowed(plan, asked) for plan in told["plans"] if _wanted(plan, asked)]
    plans = [plan for plan in plans if plan["indicators"]]
    if key is None:
        return plans
    for plan in plans:
        plan["indicators"].sort(key=key)
    return sorted(plans, key=lambda plan: _worst(plan, key))


def _worst(plan: Told, key: Callable[[Told], float]) -> float:
    return float(_behind(plan) if key is _behind else min(map(key, plan["indicators"])))


def _wanted(plan: Told, asked: Mapping[str, str]) -> bool:
    units = [plan["unit"], *plan["supporting"]]
    of_unit = not asked["unit"] or asked["unit"] in [unit["code"] for unit in units if unit]
    return of_unit and asked["plan"] in ("", plan["key"])


def _narrowed(plan: Told, asked: Mapping[str, str]) -> Told:
    lamp = asked["lamp"]
    kept = [one for one in plan["indicators"] if not lamp or (one["lamp"] or "none") == lamp]
    return plan | {"indicators": kept}


def _units(told: Told) -> list[tuple[str, str]]:
    """Every unit that leads or supports a plan, for the filter."""
    units = [unit for plan in told["plans"] for unit in (plan["unit"], *plan["supporting"])]
    return sorted({(unit["code"], unit["name"]) for unit in units if unit})


def _most_behind(told: Told) -> list[Told]:
    """The units that lead what is behind: how many of their indicators, and by how much."""
    lines: dict[tuple[str, str], list[float]] = defaultdict(list)
    for plan in told["plans"]:
        for one in plan["indicators"]:
            if plan["unit"] and one["lamp"] in ("red", "yellow"):
                lines[plan["unit"]["code"], plan["unit"]["name"]].append(one["gap"])
    found: list[Told] = [
        {"code": code, "name": name, "many": len(gaps), "gap": min(gaps)}
        for (code, name), gaps in lines.items()
    ]
    return sorted(found, key=lambda line: line["gap"])[:MOST_BEHIND]

"""One indicator: its series against its curve, figures with revisions, peers, what may be done."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.faces.desk.typed import Form
from chengyun.faces.goals.plot import Drawn, draw
from chengyun.goals import rights
from chengyun.goals.choices import Decision
from chengyun.goals.curves import curve_of
from chengyun.goals.formulas import formula_of
from chengyun.goals.models import Appeal, Indicator, IndicatorValue
from chengyun.goals.queries import peers, visible_indicators
from chengyun.goals.queries.cube import DEPARTMENT, STREET, tier_of
from chengyun.goals.standing import stand
from chengyun.people.models import AuditEntry, Unit
from chengyun.planning import Lamp

AUDITED = ("figure", "lamp", "appeal", "practice", "help", "target")
SHOWN_AUDIT = 20


@never_cache
@require_GET
@officers_only
def indicator(request: OfficerRequest, key: str) -> HttpResponse:
    """The page; `?unit=CODE` of one unit, else of the whole."""
    return show(request, of_key(request, key))


def of_key(request: OfficerRequest, key: str) -> Indicator:
    """The indicator of a key that the viewer may see. Raises Http404."""
    seen = visible_indicators(request.viewer).select_related("plan__unit", "plan__owner", "owner")
    found = seen.filter(key=key).first()
    if found is None:
        raise Http404
    return found


def show(
    request: OfficerRequest, found: Indicator, form: Form | None = None, status: int = 200
) -> HttpResponse:
    """The page, with what was typed where it was refused."""
    today = timezone.localdate()
    values = peers.values_of(found)
    asked = request.GET.get("unit", "") or (form.typed.get("unit", "") if form else "")
    unit = values[asked][0].unit if asked in values else None
    page = {
        "here": "goals",
        "one": found,
        "unit": unit,
        "today": today,
        "form": form or Form({}),
        "formula": formula_of(found.formula),
        **_standing(found, unit, values, today),
        **_peers(found, unit, values, today),
        **_acts(request, found, unit, today),
        **_history(found),
    }
    return render(request, "goals/indicator.html", page | pages.shell(), status=status)


def _standing(
    found: Indicator, unit: Unit | None, values: dict[str, list[IndicatorValue]], today: date
) -> dict[str, Any]:
    """The series of the whole or of one unit, and where it stands."""
    year = found.plan.year
    rows = values.get(unit.code if unit else peers.WHOLE, [])
    points = peers.counted(rows, year, today)
    before = peers.counted(rows, year - 1, today)
    goal = peers.goal_of(found, unit, year)
    told: dict[str, Any] = {
        "goal": goal,
        "compared": peers.compared(found, [*before, *points]),
        "figures": _figures(rows),
        "last_year": peers.goal_of(found, unit, year - 1),
    }
    if goal is None:
        return told
    override = found.overrides.filter(lifted_at=None).select_related("by").first()
    told["standing"] = stand(found, goal, points, today, None if unit else override)
    told["plot"] = draw(
        Drawn(
            goal, curve_of(found, year), points, before, peers.marks_of(found, unit, year),
            told["standing"].outlook, today,
        )
    )  # fmt: skip
    return told | {"override": None if unit else override, **_rolled(found, values, points, unit)}


def _rolled(
    found: Indicator, values: dict[str, list[IndicatorValue]], points: Sequence[Any], unit: Any
) -> dict[str, Any]:
    """Whether the units' figures add up to the whole's, where they should."""
    if unit or not points or len(values) < 2:
        return {}
    rolled = peers.added_up(found, values, points[-1].period)
    if rolled is None:
        return {}
    wrong = [one for one in rolled.mismatches if one.key == peers.ROOT]
    return {"adds_up": not wrong, "mismatch": wrong[0] if wrong else None}


def _figures(rows: Sequence[IndicatorValue]) -> list[dict[str, Any]]:
    """By period, the newest first: the figure in force and those before it."""
    periods: dict[date, list[IndicatorValue]] = {}
    for one in rows:
        periods.setdefault(one.period, []).append(one)
    return [
        {"period": period, "now": kept[-1], "old": kept[-2::-1]}
        for period, kept in sorted(periods.items(), reverse=True)
    ]


def _peers(
    found: Indicator, unit: Unit | None, values: dict[str, list[IndicatorValue]], today: date
) -> dict[str, Any]:
    tier = tier_of(unit) if unit else STREET
    lines = peers.peers(found, values, tier, today) or peers.peers(found, values, DEPARTMENT, today)
    practices = list(found.practices.select_related("unit", "by"))
    helps = found.helps.filter(until__gte=today).select_related("helper", "helped", "by")
    return {"peers": lines, "practices": practices, "helps": list(helps)}


def _acts(
    request: OfficerRequest, found: Indicator, unit: Unit | None, today: date
) -> dict[str, Any]:
    """What this officer may do here."""
    may = {act: rights.may(request.user, act) for act in ("lamp", "help", "decision")}
    mine = _units(request, found)
    return {
        "may": may,
        "may_keep": rights.may(request.user, "target"),
        "may_tell": bool(mine) or rights.may(request.user, "figure", found.plan.unit_id),
        "may_whole": rights.may(request.user, "figure", found.plan.unit_id),
        "own_units": mine,
        "periods": peers.open_periods(found, today),
        "lamps": list(Lamp),
        "year_end": date(found.plan.year, 12, 31),
        "appealable": _appealable(request, found, unit),
    }


def _units(request: OfficerRequest, found: Indicator) -> list[Unit]:
    """The units that have a target here and whose figures this officer may tell."""
    rule = Q(pk__in=found.targets.exclude(unit=None).values("unit"))
    units = Unit.objects.filter(rule).order_by("code")
    return [unit for unit in units if rights.may(request.user, "figure", unit.pk)]


def _appealable(request: OfficerRequest, found: Indicator, unit: Unit | None) -> bool:
    return rights.may(request.user, "appeal", rights.keeper(found, unit))


def _history(found: Indicator) -> dict[str, Any]:
    """Lamps set before, appeals and who did what."""
    appeals = Appeal.objects.filter(value__indicator=found)
    audit = AuditEntry.objects.filter(action__in=AUDITED, target=found.key)
    return {
        "appeals": appeals.select_related("value__unit", "by", "decided_by"),
        "open": Decision.OPEN,
        "overrides": found.overrides.select_related("by", "lifted_by"),
        "audit": audit.select_related("actor")[:SHOWN_AUDIT],
    }

"""Readers of plans: the half-year board 双过半."""

from collections import Counter
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from chengyun.goals import rules
from chengyun.goals.models import Indicator, IndicatorValue, Milestone, Plan
from chengyun.people.policy import Viewer, scope_for


def visible(viewer: Viewer) -> QuerySet[Plan]:
    """The plans that a viewer may see: of their area and, for a handler, of their unit."""
    return Plan.objects.filter(scope_for(viewer).q())


def half_year_board(viewer: Viewer, today: date) -> dict[str, Any]:
    """This year's plans beside the calendar: when half the time is gone, half should be done.

    {"day", "year", "share_of_time", "lamps": {lamp: indicators}, "plans": [{"key", "title",
    "unit", "share_done", "pace", "lamp", "simulated", "indicators": [...], "milestones": [...]}]}.
    Shares are 0 to 1 and above; what has no figure yet has share_done, pace and lamp None.
    """
    gone = rules.share_of_year(today, today.year)
    plans = [_plan(plan, gone, today) for plan in _loaded(viewer, today)]
    lamps = Counter(one["lamp"] for plan in plans for one in plan["indicators"])
    return {
        "day": today.isoformat(),
        "year": today.year,
        "share_of_time": round(gone, 4),
        "lamps": {lamp or "none": n for lamp, n in lamps.items()},
        "plans": plans,
    }


def _loaded(viewer: Viewer, today: date) -> QuerySet[Plan]:
    """Plans with their indicators, milestones and figures, in four queries."""
    values = IndicatorValue.objects.filter(period__lte=today).order_by("period", "revision")
    indicators = Indicator.objects.prefetch_related(Prefetch("values", values, to_attr="figures"))
    return (
        visible(viewer)
        .filter(year=today.year)
        .select_related("unit")
        .prefetch_related(Prefetch("indicators", indicators), "milestones")
    )


def _plan(plan: Plan, gone: float, today: date) -> dict[str, Any]:
    indicators = list(plan.indicators.all())
    shown = [_indicator(one, gone) for one in indicators]
    share = _weighted(indicators, shown)
    return {
        "key": plan.key,
        "title": plan.title,
        "unit": {"code": plan.unit.code, "name": plan.unit.title} if plan.unit else None,
        "simulated": plan.simulated,
        **_standing(gone, share),
        "indicators": shown,
        "milestones": [_milestone(one, today) for one in plan.milestones.all()],
    }


def _indicator(indicator: Indicator, gone: float) -> dict[str, Any]:
    figures: list[IndicatorValue] = indicator.figures  # type: ignore[attr-defined]
    last = figures[-1] if figures else None
    start, goal = indicator.baseline, indicator.target_year
    return {
        "key": indicator.key,
        "title": indicator.title,
        "unit": indicator.unit,
        "direction": indicator.direction,
        "baseline": start,
        "target": goal,
        "value": last.value if last else None,
        "period": last.period.isoformat() if last else None,
        "counted": bool(indicator.formula),
        **_standing(gone, rules.share_done(last.value, start, goal) if last else None),
    }


def _standing(gone: float, done: float | None) -> dict[str, Any]:
    if done is None:
        return {"share_done": None, "pace": None, "lamp": None}
    return {
        "share_done": round(done, 4),
        "pace": round(rules.pace(gone, done), 4),
        "lamp": rules.lamp(gone, done),
    }


def _weighted(indicators: list[Indicator], shown: list[dict[str, Any]]) -> float | None:
    """The plan's share done by weight; what goes beyond its target makes up for nothing else."""
    parts = [
        (indicator.weight, min(1.0, one["share_done"]))
        for indicator, one in zip(indicators, shown, strict=True)
        if one["share_done"] is not None
    ]
    whole = sum(weight for weight, _ in parts)
    return sum(weight * share for weight, share in parts) / whole if whole else None


def _milestone(milestone: Milestone, today: date) -> dict[str, Any]:
    return {
        "title": milestone.title,
        "due": milestone.due.isoformat(),
        "done_on": milestone.done_on.isoformat() if milestone.done_on else None,
        "late": milestone.done_on is None and milestone.due < today,
        "funds": float(milestone.funds),
    }

"""Readers of plans: the half-year board 双过半."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from chengyun.goals.models import Indicator, IndicatorValue, LampOverride, Milestone, Plan
from chengyun.goals.queries.seeing import visible
from chengyun.goals.standing import Goal, Point, Standing, share_of_year, stand
from chengyun.people.models import Unit
from chengyun.people.policy import Viewer
from chengyun.planning import Pace, double_half, pace_lamp

DIGITS = 4


def half_year_board(viewer: Viewer, today: date) -> dict[str, Any]:
    """This year's plans beside the calendar: when half the time is gone, half should be done.

    {"day", "year", "share_of_time", "lamps": {lamp: indicators}, "plans": [{"key", "title",
    "unit", "share_done", "expected", "gap", "pace", "lamp", "simulated", "indicators": [...],
    "milestones": [...]}]}. Shares are 0 to 1 and above; what has no figure yet has share_done,
    gap, pace and lamp None. A lamp is the shown one; `computed` is that of the figures.
    """
    plans = [_plan(plan, today) for plan in _loaded(viewer, today)]
    lamps = Counter(one["lamp"] for plan in plans for one in plan["indicators"])
    return {
        "day": today.isoformat(),
        "year": today.year,
        "share_of_time": round(share_of_year(today, today.year), DIGITS),
        "lamps": {lamp or "none": n for lamp, n in lamps.items()},
        "plans": plans,
    }


def _loaded(viewer: Viewer, today: date) -> QuerySet[Plan]:
    """Plans with indicators, their figures of the whole and lamps, milestones and tasks."""
    values = IndicatorValue.objects.filter(
        unit=None, period__lte=today, period__year=today.year
    ).order_by("period", "revision")
    overrides = LampOverride.objects.filter(lifted_at=None).select_related("by")
    indicators = Indicator.objects.prefetch_related(
        Prefetch("values", values, to_attr="figures"),
        Prefetch("overrides", overrides, to_attr="set_lamps"),
    )
    return (
        visible(viewer)
        .filter(year=today.year)
        .select_related("unit", "owner")
        .prefetch_related(Prefetch("indicators", indicators), "milestones", "supporting", "tasks")
    )


def _plan(plan: Plan, today: date) -> dict[str, Any]:
    indicators = list(plan.indicators.all())
    stands = [standing(one, plan.year, today) for one in indicators]
    tasks = list(plan.tasks.all())
    return {
        "key": plan.key,
        "title": plan.title,
        "kind": plan.kind,
        "unit": unit_told(plan.unit),
        "supporting": [unit_told(unit) for unit in plan.supporting.all()],
        "owner": str(plan.owner) if plan.owner else None,
        "simulated": plan.simulated,
        **_whole(indicators, stands, plan.year),
        "indicators": [_indicator(*pair) for pair in zip(indicators, stands, strict=True)],
        "milestones": [_milestone(one, today) for one in plan.milestones.all()],
        "tasks": {"all": len(tasks), "done": sum(task.share_done >= 1 for task in tasks)},
    }


def standing(indicator: Indicator, year: int, today: date) -> Standing:
    """Of an indicator that `_loaded` has brought: the whole's standing."""
    points = in_force(indicator.figures)  # type: ignore[attr-defined]
    set_lamps: list[LampOverride] = indicator.set_lamps  # type: ignore[attr-defined]
    goal = Goal(indicator.baseline, indicator.target_year, year)
    return stand(indicator, goal, points, today, set_lamps[0] if set_lamps else None)


def in_force(values: Iterable[IndicatorValue]) -> list[Point]:
    """The last revision of each period; `values` are in the order of period and revision."""
    return [Point(*pair) for pair in {one.period: one.value for one in values}.items()]


def _whole(
    indicators: Sequence[Indicator], stands: Sequence[Standing], year: int
) -> dict[str, Any]:
    """The plan's own standing, by weight: what goes beyond its target makes up for nothing else."""
    parts = [
        (indicator.weight, min(1.0, one.done), one.expected)
        for indicator, one in zip(indicators, stands, strict=True)
        if one.done is not None
    ]
    whole = sum(weight for weight, _, _ in parts)
    if not whole:
        return dict.fromkeys(("share_done", "expected", "gap", "pace", "lamp", "half"))
    done = sum(weight * share for weight, share, _ in parts) / whole
    expected = sum(weight * share for weight, _, share in parts) / whole
    half = double_half(date(year, 1, 1), date(year, 12, 31), date(year, 6, 30), done)
    return {
        **_shares(Pace(expected, done)),
        "lamp": pace_lamp(expected, done).value,
        "half": half.task,
    }


def _shares(pace: Pace) -> dict[str, Any]:
    ratio = 1.0 if pace.ratio is None else pace.ratio
    told = {"share_done": pace.actual, "expected": pace.expected, "gap": pace.gap, "pace": ratio}
    return {name: round(share, DIGITS) for name, share in told.items()}


def _indicator(indicator: Indicator, stands: Standing) -> dict[str, Any]:
    return {
        "key": indicator.key,
        "title": indicator.title,
        "unit": indicator.measure,
        "direction": indicator.direction,
        "weight": indicator.weight,
        "counted": bool(indicator.formula),
        **standing_told(stands),
    }


def standing_told(stands: Standing) -> dict[str, Any]:
    """A standing as plain values."""
    last, lamp = stands.last, stands.lamp
    told: dict[str, Any] = {
        "baseline": stands.goal.baseline,
        "target": stands.goal.target,
        "value": last.value if last else None,
        "period": last.period.isoformat() if last else None,
        "late": stands.late,
        "share_done": None,
        "gap": None,
        "pace": None,
        "expected": round(stands.expected, DIGITS),
        "lamp": lamp.shown.value if lamp else None,
        "computed": lamp.computed.value if lamp else None,
        "override": _override(stands),
        "outlook": _outlook(stands),
        "needed": _needed(stands),
    }
    if stands.done is not None:
        told |= _shares(Pace(stands.expected, stands.done))
    return told


def _override(stands: Standing) -> dict[str, Any] | None:
    set_by = stands.lamp.override if stands.lamp else None
    if set_by is None:
        return None
    return {"by": set_by.by, "at": set_by.at.isoformat(), "reason": set_by.reason}


def _outlook(stands: Standing) -> dict[str, float] | None:
    found = stands.outlook
    if found is None:
        return None
    told = {"value": found.value, "low": found.low, "high": found.high}
    return {name: round(figure, 2) for name, figure in told.items()}


def _needed(stands: Standing) -> dict[str, float] | None:
    found = stands.needed
    if found is None:
        return None
    return {"each": round(found.each, DIGITS), "achieved": round(found.achieved, DIGITS)}


def unit_told(unit: Unit | None) -> dict[str, str] | None:
    """A unit as plain values."""
    return {"code": unit.code, "name": unit.title} if unit else None


def _milestone(milestone: Milestone, today: date) -> dict[str, Any]:
    return {
        "title": milestone.title,
        "due": milestone.due.isoformat(),
        "done_on": milestone.done_on.isoformat() if milestone.done_on else None,
        "late": milestone.done_on is None and milestone.due < today,
        "funds": float(milestone.funds),
    }

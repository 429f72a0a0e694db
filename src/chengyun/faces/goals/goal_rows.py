"""Plans with indicators, and figures by month, in the columns in which they are brought in."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from chengyun.faces.access import OfficerRequest
from chengyun.faces.goals.import_goals import FIGURES, GOALS, TARGETS
from chengyun.faces.goals.import_steps import MILESTONES, TASKS
from chengyun.goals.choices import Shape
from chengyun.goals.models import GoalTask, Indicator, IndicatorValue, Milestone, Target
from chengyun.goals.queries import visible, visible_indicators

Cells = list[Any]


def goals(request: OfficerRequest) -> tuple[Cells, Iterable[Cells]]:
    """One row an indicator of this year."""
    return GOALS.heading, [_goal(one) for one in _this_year(request)]


def _this_year(request: OfficerRequest) -> Iterable[Indicator]:
    seen = visible_indicators(request.viewer).filter(plan__year=timezone.localdate().year)
    rows = seen.select_related("plan__unit").prefetch_related("plan__supporting", "targets")
    return rows.order_by("plan__order", "plan", "order")


def _goal(one: Indicator) -> Cells:
    plan = one.plan
    halves = [t.value for t in one.targets.all() if t.unit_id is None and t.end.month == 6]
    return [
        plan.key, plan.title_zh, plan.title_en, plan.kind, plan.year,
        plan.unit.code if plan.unit else "", " ".join(u.code for u in plan.supporting.all()),
        one.key, one.title_zh, one.title_en, one.unit, one.direction, one.weight, one.baseline,
        one.target_year, halves[0] if halves else None, one.frequency, one.shape, knots_text(one),
        "1" if one.running else "0", one.proof,
    ]  # fmt: skip


def knots_text(one: Indicator) -> str:
    """The knots of a curve as tables and forms write them."""
    if one.shape == Shape.STEPPED:
        return " ".join(f"{day}:{share:g}" for day, share in one.knots)
    return " ".join(f"{weight:g}" for weight in one.knots)


def targets(request: OfficerRequest) -> tuple[Cells, Iterable[Cells]]:
    """One row an indicator and unit: what it is to reach in the year."""
    keys = [one.pk for one in _this_year(request)]
    told = Target.objects.filter(indicator__in=keys, area=None, start__month=1, end__month=12)
    rows = told.exclude(unit=None).order_by("indicator__plan__order", "indicator", "unit__code")
    columns = ("indicator__key", "unit__code", "end__year", "baseline", "value")
    return TARGETS.heading, [list(row) for row in rows.values_list(*columns)]


def tasks(request: OfficerRequest) -> tuple[Cells, Iterable[Cells]]:
    """One row a task of a plan of this year."""
    return TASKS.heading, [
        [
            one.plan.key, one.title_zh, one.title_en, one.unit.code if one.unit else "",
            one.start, one.due, round(100 * one.share_done, 1), one.proof,
        ]
        for one in _steps(request, GoalTask)
    ]  # fmt: skip


def milestones(request: OfficerRequest) -> tuple[Cells, Iterable[Cells]]:
    """One row a milestone of a plan of this year."""
    return MILESTONES.heading, [
        [
            one.plan.key, one.title_zh, one.title_en, one.unit.code if one.unit else "",
            one.due, one.done_on, one.funds, one.proof,
        ]
        for one in _steps(request, Milestone)
    ]  # fmt: skip


def _steps(request: OfficerRequest, model: Any) -> Iterable[Any]:
    plans = visible(request.viewer).filter(year=timezone.localdate().year).order_by().values("pk")
    rows = model.objects.filter(plan__in=plans).select_related("plan", "unit")
    return rows.order_by("plan__order", "plan", "due", "pk")  # type: ignore[no-any-return]


def figures(request: OfficerRequest) -> tuple[Cells, Iterable[Cells]]:
    """One row an indicator and unit, the months of this year as columns."""
    year = timezone.localdate().year
    keys = [one.pk for one in _this_year(request)]
    told = IndicatorValue.objects.filter(indicator__in=keys, period__year=year)
    rows: dict[tuple[str, str], dict[int, float]] = {}
    columns = ("indicator__key", "unit__code", "period", "value")
    lines = told.order_by("indicator__plan__order", "indicator", "unit__code", "period", "revision")
    for key, unit, period, value in lines.values_list(*columns):
        rows.setdefault((key, unit or ""), {})[period.month] = value
    return FIGURES.heading, [
        [key, unit, year, *(months.get(n) for n in range(1, 13)), ""]
        for (key, unit), months in rows.items()
    ]

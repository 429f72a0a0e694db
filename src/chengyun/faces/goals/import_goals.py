"""Plans with indicators, units' targets and monthly figures as tables: whole or not at all."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from math import isclose
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengyun.faces.desk.import_rows import BadRow, Codes, Done, Kind, Row
from chengyun.faces.goals import import_cells as cells
from chengyun.goals import services
from chengyun.goals.choices import Direction, Frequency, Origin, PlanKind, Shape
from chengyun.goals.models import Indicator, Plan
from chengyun.goals.services.figures import Figure, fault, last_of
from chengyun.goals.services.plans import GoalLine, TargetLine, take_goals, take_targets
from chengyun.people.choices import Role
from chengyun.people.models import Unit, User

WRITERS = (Role.DUTY_OFFICER, Role.ADMINISTRATOR)
MONTHS = tuple(f"m{n}" for n in range(1, 13))
TEXTS = {"title_en": 120, "measure": 20, "proof": 300}
FIELD = {"measure": "unit"}
WORDS: Mapping[str, Sequence[tuple[Any, Any]]] = {
    "direction": Direction.choices,
    "frequency": Frequency.choices,
}


def _goal(row: Row, codes: Codes) -> GoalLine:
    plan, key, year = cells.key(row, "plan"), cells.key(row, "indicator"), cells.year(row)
    known = Plan.objects.filter(key=plan).first()
    if known and known.year != year:
        raise BadRow("year", str(year), _("This plan is one of another year."))
    weight = cells.number(row, "weight")
    if weight is not None and weight < 0:
        raise BadRow("weight", str(weight), _("A weight is not below 0."))
    return GoalLine(
        plan, key, year, _plan_facts(row), _facts(row, year),
        cells.units(row, "supporting"), cells.number(row, "half"),
    )  # fmt: skip


def _plan_facts(row: Row) -> dict[str, Any]:
    facts: dict[str, Any] = {"title_zh": cells.needed(row, "plan_title")}
    if "plan_title_en" in row:
        facts["title_en"] = str(row["plan_title_en"])[:120]
    if "kind" in row:
        facts["kind"] = cells.word(row, "kind", PlanKind.choices)
    if lead := cells.unit(row, "unit"):
        facts["unit"] = lead
    return facts


def _facts(row: Row, year: int) -> dict[str, Any]:
    target = cells.number(row, "target")
    if target is None:
        raise BadRow("target", "", _("This must not be empty."))
    facts: dict[str, Any] = {"title_zh": cells.needed(row, "title"), "target_year": target}
    facts |= {FIELD.get(c, c): cells.needed(row, c, most) for c, most in TEXTS.items() if c in row}
    facts |= {c: cells.word(row, c, choices) for c, choices in WORDS.items() if c in row}
    for column in ("weight", "baseline"):
        if (value := cells.number(row, column)) is not None:
            facts[column] = value
    if "shape" in row:
        facts["shape"] = cells.word(row, "shape", Shape.choices)
        facts["knots"] = cells.knots(row, facts["shape"], year)
    if "running" in row:
        facts["running"] = str(row["running"]).strip().lower() in ("1", "yes", "true", "是")
    return facts


def _take_goals(rows: list[Any], author: User) -> Done:
    known = take_goals(author, rows)
    return Done(len(rows) - known, known)


def _target(row: Row, codes: Codes) -> TargetLine:
    found, value = cells.indicator(row), cells.number(row, "target")
    if value is None:
        raise BadRow("target", "", _("This must not be empty."))
    unit = cells.unit(row, "unit")
    if unit is None:
        raise BadRow("unit", "", _("This must not be empty."))
    year = cells.year(row) if "year" in row else found.plan.year
    _once(codes, row, "unit", ("target", found.pk, unit.pk, year))
    return TargetLine(found, unit, year, value, cells.number(row, "baseline"))


def _once(codes: Codes, row: Row, column: str, named: tuple[Any, ...]) -> None:
    """Two columns together name a row of these tables."""
    if named in codes.named:
        raise BadRow(column, str(row.get(column, "")), _("This stands in the file twice."))
    codes.named.add(named)


def _take_targets(rows: list[Any], author: User) -> Done:
    known = take_targets(author, rows)
    return Done(len(rows) - known, known)


def _figures(row: Row, codes: Codes) -> list[Figure]:
    """The months of one row that say something; none of what is counted and as it was."""
    found, unit = cells.indicator(row), cells.unit(row, "unit")
    year = cells.year(row) if "year" in row else found.plan.year
    _once(codes, row, "indicator", ("figures", found.pk, unit.pk if unit else None, year))
    made = [_figure(row, column, found, unit, year) for column in MONTHS if column in row]
    told = [one for one in made if one]
    if not told:
        raise BadRow("m1", "", _("No month of this row has a figure."))
    return [] if found.formula else told


def _figure(row: Row, column: str, found: Indicator, unit: Unit | None, year: int) -> Figure | None:
    value = cells.number(row, column)
    if value is None:
        return None
    month = int(column[1:])
    if month % Frequency(found.frequency).months:
        raise BadRow(column, str(row[column]), _("No figure is due in this month."))
    period = date(year, month, monthrange(year, month)[1])
    if period > timezone.localdate():
        raise BadRow(column, str(row[column]), _("This month is not over yet."))
    figure = Figure(found, period, value, unit, None, str(row.get("reason", "")))
    last = last_of(found, unit, period)
    if found.formula and (last is None or not isclose(last.value, value)):
        raise BadRow(column, str(row[column]), _("The system counts this indicator itself."))
    if problem := fault(figure, last):
        raise BadRow(column, str(row[column]), problem)
    return figure


def _take_figures(rows: list[Any], author: User) -> Done:
    """Figures that are as they were are known; the others are recorded."""
    figures = [figure for row in rows for figure in row]
    known = 0
    for figure in figures:
        last = last_of(figure.indicator, figure.unit, figure.period)
        known += services.record(author, figure) == last
    keys = {figure.indicator.pk for figure in figures}
    Indicator.objects.filter(pk__in=keys, origin=Origin.TYPED).update(origin=Origin.EXCEL)
    return Done(len(figures) - known, known)


GOALS = Kind(
    "goals", gettext_lazy("Plans and indicators"),
    {"plan": ("计划编号", "key of the plan"), "plan_title": ("计划", "计划名称"),
     "plan_title_en": ("计划英文名称",), "kind": ("计划类别",), "year": ("年度", "年份"),
     "unit": ("牵头单位", "lead unit"), "supporting": ("配合单位", "supporting units"),
     "indicator": ("指标编号", "key of the indicator"), "title": ("指标", "指标名称"),
     "title_en": ("指标英文名称",), "measure": ("计量单位", "unit of measure"),
     "direction": ("方向", "指标方向"), "weight": ("权重",), "baseline": ("基数", "基期值"),
     "target": ("年度目标", "目标值", "target of the year"),
     "half": ("上半年目标", "target by june"), "frequency": ("报送频次", "频次"),
     "shape": ("进度曲线", "curve"), "knots": ("曲线节点",), "running": ("是否累计",),
     "proof": ("佐证材料",)},
    ("plan", "plan_title", "year", "indicator", "title", "target"), WRITERS, _goal, _take_goals,
    "indicator", whole=True,
)  # fmt: skip
TARGETS = Kind(
    "goal_targets", gettext_lazy("Targets of units"),
    {"indicator": ("指标", "指标编号"), "unit": ("单位", "承办单位"), "year": ("年度", "年份"),
     "baseline": ("基数", "基期值"), "target": ("年度目标", "目标值")},
    ("indicator", "unit", "target"), WRITERS, _target, _take_targets, whole=True,
)  # fmt: skip
FIGURES = Kind(
    "goal_figures", gettext_lazy("Figures of indicators"),
    {"indicator": ("指标", "指标编号"), "unit": ("单位", "承办单位"), "year": ("年度", "年份"),
     **{name: (f"{name[1:]}月",) for name in MONTHS}, "reason": ("更正原因", "reason")},
    ("indicator",), WRITERS, _figures, _take_figures, whole=True,
)  # fmt: skip

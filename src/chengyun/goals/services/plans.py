"""The only writers of plans, indicators and their targets, as tables bring them in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from chengyun.goals import rights
from chengyun.goals.choices import Origin
from chengyun.goals.models import Indicator, Plan, Target
from chengyun.goals.services.changes import changes
from chengyun.people import audit
from chengyun.people.models import Unit, User
from chengyun.places.choices import Level
from chengyun.places.models import Area


@dataclass(frozen=True)
class GoalLine:
    """An indicator with its plan: keys, and the fields to be written (only those that were told).

    `half` is what is to be reached by 30 June, None for nothing said.
    """

    plan: str
    indicator: str
    year: int
    plan_facts: Mapping[str, Any]
    facts: Mapping[str, Any]
    supporting: tuple[Unit, ...] | None = None
    half: float | None = None


@dataclass(frozen=True)
class TargetLine:
    """What a unit is to reach in a year, from where."""

    indicator: Indicator
    unit: Unit | None
    year: int
    value: float
    baseline: float | None = field(default=None)


@transaction.atomic
def take_goals(actor: User, lines: Sequence[GoalLine]) -> int:
    """Write plans and indicators: new keys are made, known ones changed. How many were known."""
    rights.require(actor, "target")
    root = Area.objects.filter(level=Level.DISTRICT).defer("boundary").first()
    path = root.path if root else ""
    return sum(_take(line, path) for line in lines)


def _take(line: GoalLine, path: str) -> bool:
    plan, _ = Plan.objects.update_or_create(
        key=line.plan,
        defaults=dict(line.plan_facts),
        create_defaults={"year": line.year, "area_path": path, **line.plan_facts},
    )
    if line.supporting is not None:
        plan.supporting.set(line.supporting)
    indicator, new = Indicator.objects.update_or_create(
        key=line.indicator, defaults={"plan": plan, **line.facts}
    )
    if line.half is not None:
        span = (date(plan.year, 1, 1), date(plan.year, 6, 30))
        _aim(indicator, None, span, line.half, None)
    return not new


@transaction.atomic
def take_targets(actor: User, lines: Sequence[TargetLine]) -> int:
    """Write the targets of units; how many were there already. A unit with a target supports the
    plan, and so sees it.
    """
    rights.require(actor, "target")
    known = 0
    for line in lines:
        span = (date(line.year, 1, 1), date(line.year, 12, 31))
        known += not _aim(line.indicator, line.unit, span, line.value, line.baseline)
        if line.unit and line.unit.pk != line.indicator.plan.unit_id:
            line.indicator.plan.supporting.add(line.unit)
    return known


@transaction.atomic
def keep(
    actor: User, thing: Plan | Indicator, was: Mapping[str, Any], now: Mapping[str, Any]
) -> None:
    """Save a plan or an indicator with its fields as they are `now`; what changed is in the audit.

    A new plan is the district's. Raises Refused.
    """
    rights.require(actor, "target")
    if isinstance(thing, Plan) and not thing.area_path:
        thing.area_path = _path_of(actor)
    if isinstance(thing, Indicator):
        thing.origin = Origin.FORMULA if thing.formula else thing.origin
    act = "add" if thing._state.adding else "change"
    thing.save()
    if isinstance(thing, Plan):
        thing.supporting.set(now["supporting"])
    told = changes(was, now, now)
    audit.note(actor, "goals", thing.key, act=act, of=thing._meta.model_name, fields=told)


def _path_of(actor: User) -> str:
    root = Area.objects.filter(level=Level.DISTRICT).defer("boundary").first()
    area = actor.area or root
    return area.path if area else ""


@transaction.atomic
def aim(actor: User, line: TargetLine) -> None:
    """Write the target of one unit for a year. Raises Refused."""
    before = line.indicator.targets.filter(
        unit=line.unit, area=None, start=date(line.year, 1, 1), end=date(line.year, 12, 31)
    ).values_list("value", flat=True)
    was = list(before)
    take_targets(actor, [line])
    told = {"unit": line.unit.code if line.unit else "", "year": line.year}
    fields = {"target": [str(was[0]) if was else "", str(line.value)]}
    audit.note(actor, "goals", line.indicator.key, act="target", **told, fields=fields)


def _aim(
    indicator: Indicator,
    unit: Unit | None,
    span: tuple[date, date],
    value: float,
    baseline: float | None,
) -> bool:
    """One target a unit and period. True if it is new."""
    _target, new = Target.objects.update_or_create(
        indicator=indicator, unit=unit, area=None, start=span[0], end=span[1],
        defaults={"value": value, "baseline": baseline},
    )  # fmt: skip
    return new

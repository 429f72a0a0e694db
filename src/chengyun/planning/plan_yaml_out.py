"""A plan as our own project file, which `plan_yaml` reads back as it was."""

from typing import Any

import yaml

from chengyun.planning.plan_yaml import DAYS, TASK
from chengyun.planning.project_plan import Node, Plan, PlanCalendar

_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def write(plan: Plan) -> str:
    """A plan in days as YAML."""
    alone = [_told_node(node) for node in plan.nodes if not node.part]
    told = {
        "name": plan.name,
        "start": plan.start,
        "deadline": plan.deadline,
        "calendar": _told_calendar(plan.calendar),
        "resources": dict(plan.capacity),
        "tasks": alone,
        "projects": [_told_part(plan, key) for key in plan.parts],
    }
    return str(yaml.dump(_kept(told), Dumper=_Dumper, allow_unicode=True, sort_keys=False))


def _kept(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def _told_calendar(calendar: PlanCalendar | None) -> Any:
    if calendar is None:
        return "none"
    if calendar == PlanCalendar():
        return "china"
    week = calendar.week
    named = [day for day, worked in zip(DAYS, week, strict=True) if worked] if week else None
    off, on = (
        [day for day, n in calendar.days.items() if bool(n) is is_on] for is_on in (False, True)
    )
    told = {"weekdays": named, "holidays": off, "workdays": on}
    return {name: value for name, value in told.items() if value or (name == "weekdays" and week)}


def _told_part(plan: Plan, key: str) -> dict[str, Any]:
    part = plan.parts[key]
    tasks = [_told_node(node) for node in plan.nodes if node.part == key]
    return _kept({"id": key, "name": part.name, "deadline": part.deadline, "tasks": tasks})


def _told_node(node: Node) -> dict[str, Any]:
    links = [{"task": link.key, "type": link.kind.name, "lag": link.lag} for link in node.after]
    told = {name: getattr(node, name) for name in TASK[5:]}
    own = node.key.removeprefix(f"{node.part}/") if node.part else node.key
    return _kept(
        {
            "id": own,
            "name": node.name,
            "days": node.duration,
            "after": links,
            "needs": dict(node.needs),
        }
        | told
        | {"percent": node.percent or None}
    )

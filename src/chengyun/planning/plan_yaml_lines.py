"""Where in a YAML file the task stands that an error is about."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from chengyun.planning.project_plan import PlanError

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NUMBERED = re.compile(r"tasks(?: of project (?P<project>.+?))?, number (?P<number>\d+)")


def lines(text: str, error: PlanError) -> list[int]:
    """The lines of the tasks that an error is about, by their keys or by what it says of one."""
    if error.tasks:
        known = {key: line for _, _, key, line in _tasks(yaml.compose(text, _Loader), "")}
        return [known[key] for key in error.tasks if key in known]
    return list(_told(text, str(error)))[:1]


def _told(text: str, told: str) -> Iterator[int]:
    """The longest name first: task a-1 is not task a."""
    tasks = list(_tasks(yaml.compose(text, _Loader), ""))
    numbered = NUMBERED.match(told)
    for project, number, key, line in sorted(tasks, key=lambda task: -len(task[2])):
        about = numbered and (numbered["project"] or "", numbered["number"])
        if about == (project, str(number)) or re.match(rf"task {re.escape(key)}(?:[: ]|$)", told):
            yield line


def _tasks(node: Any, project: str) -> Iterator[tuple[str, int, str, int]]:
    """Project, number in it, key as errors name it, and line of every task."""
    for name, value in _fields(node):
        listed = value.value if isinstance(value, yaml.SequenceNode) else ()
        for number, one in enumerate(listed, 1):
            own = next((str(v.value) for k, v in _fields(one) if k == "id"), "")
            if name == "tasks":
                key = f"{project}/{own}" if project else own
                yield project, number, key, one.start_mark.line + 1
            elif name == "projects":
                yield from _tasks(one, own)


def _fields(node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, yaml.MappingNode):
        yield from ((str(key.value), value) for key, value in node.value)

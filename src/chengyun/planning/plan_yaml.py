"""Our own project file: YAML, as docs/guide/schedule.md tells it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import yaml

from chengyun.planning.network import LinkType
from chengyun.planning.project_plan import (
    Follows,
    Moment,
    Node,
    Part,
    Plan,
    PlanCalendar,
    PlanError,
)

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TOP = ("name", "start", "deadline", "calendar", "resources", "tasks", "projects")
PROJECT = ("id", "name", "deadline", "tasks")
CALENDAR = ("weekdays", "holidays", "workdays")
TASK = (
    "id", "name", "days", "after", "needs", "not_before", "finish_after", "finish_by",
    "actual_start", "actual_finish", "percent", "stage",
)  # fmt: skip
LINK = ("task", "type", "lag")
WRITTEN_LINK = re.compile(r"^(?P<key>.+?)\s+(?P<kind>FS|SS|FF|SF)?(?P<lag>[+-]\s*\d+)?$")
LONGEST_SPAN = 1000
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Fields = Mapping[str, Any]


def parse(text: str) -> Plan:
    """A plan in workdays. Raises PlanError with the line of bad YAML, or with the task."""
    try:
        given = yaml.load(text, _Loader)  # noqa: S506 - a safe loader, in C where there is one
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise PlanError(_where(text, error)) from None
    top = _fields(given, TOP, "the file")
    parts = tuple(_parts(top))
    known = {task.key for part in parts for task in part.tasks}
    calendar = _calendar(top.get("calendar", "china"))
    return Plan(
        _text(top, "name", "the file"),
        tuple(_node(task, known) for part in parts for task in part.tasks),
        _amounts(top.get("resources"), "resources"),
        calendar,
        _date(top.get("start"), "start"),
        _moment(top, "deadline", "the file"),
        {part.key: Part(part.name, part.deadline) for part in parts if part.key},
    )


@dataclass(frozen=True, slots=True)
class _Task:
    key: str
    part: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class _Group:
    key: str
    name: str
    deadline: Moment | None
    tasks: tuple[_Task, ...]


WRITTEN_DATE = re.compile(r"(?<![\w-])\d{4}-\d\d?-\d\d?(?![\w-])")


def _where(text: str, error: Exception) -> str:
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return f"line {line}: it has a character that no text has ({error.reason}); take it out"
    if isinstance(error, ValueError) and (found := next(_no_dates(text), None)):
        return f"line {found[0]}: {found[1]} is no date; correct it"
    mark = getattr(error, "problem_mark", None)
    place = f"line {mark.line + 1}: " if mark else ""
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"{place}it is not YAML ({what}); correct the line"


def _no_dates(text: str) -> Iterator[tuple[int, str]]:
    """Line and text of what YAML takes for a date and the calendar does not have."""
    for number, line in enumerate(text.splitlines(), 1):
        for match in WRITTEN_DATE.finditer(line):
            year, month, day = map(int, match[0].split("-"))
            try:
                date(year, month, day)
            except ValueError:
                yield number, match[0]


def _fields(given: Any, allowed: tuple[str, ...], where: str) -> Fields:
    if not isinstance(given, dict):
        raise PlanError(f"{where}: there should be fields such as {allowed[0]}: …")
    for name in given:
        if name not in allowed:
            raise PlanError(f"{where}: there is no field {name}; there are {', '.join(allowed)}")
    return given


def _list(given: Any, where: str) -> list[Any]:
    if given is None:
        return []
    if not isinstance(given, list):
        raise PlanError(f"{where} should be a list, each entry beginning with '- '")
    return given


def _parts(top: Fields) -> Iterator[_Group]:
    if top.get("tasks") is not None:
        yield _group("", "", None, top["tasks"], "tasks")
    for number, given in enumerate(_list(top.get("projects"), "projects"), 1):
        fields = _fields(given, PROJECT, f"project {number}")
        key = _key(fields, f"project {number}")
        deadline = _moment(fields, "deadline", f"project {key}")
        name = _text(fields, "name", f"project {key}") or key
        yield _group(key, name, deadline, fields.get("tasks"), f"tasks of project {key}")


def _group(key: str, name: str, deadline: Moment | None, tasks: Any, where: str) -> _Group:
    found = []
    for number, given in enumerate(_list(tasks, where), 1):
        fields = _fields(given, TASK, f"{where}, number {number}")
        own = _key(fields, f"{where}, number {number}")
        found.append(_Task(f"{key}/{own}" if key else own, key, fields))
    return _Group(key, name, deadline, tuple(found))


def _node(task: _Task, known: set[str]) -> Node:
    where, fields = f"task {task.key}", task.fields
    moments = {name: _moment(fields, name, where) for name in TASK[5:10]}
    return Node(
        task.key,
        _text(fields, "name", where) or task.key,
        _number(fields.get("days", 0), f"{where}: days", least=0),
        tuple(_follows(one, task, known) for one in _after(fields)),
        _amounts(fields.get("needs"), f"{where}: needs"),
        **moments,
        percent=_number(fields.get("percent", 0), f"{where}: percent", least=0),
        stage=_text(fields, "stage", where),
        part=task.part,
    )


def _after(fields: Fields) -> list[Any]:
    given = fields.get("after")
    if given is None:
        return []
    return given if isinstance(given, list) else [given]


def _follows(given: Any, task: _Task, known: set[str]) -> Follows:
    where = f"task {task.key}: after"
    if not isinstance(given, dict):
        return _written(str(given), task, known)
    fields = _fields(given, LINK, where)
    kind = str(fields.get("type", "FS")).upper()
    if kind not in LinkType.__members__:
        raise PlanError(f"{where}: there is no type {kind}; there are FS, SS, FF, SF")
    lag = _number(fields.get("lag", 0), f"{where}: lag")
    return Follows(_meant(str(fields.get("task", "")), task, known), LinkType[kind], lag)


def _written(text: str, task: _Task, known: set[str]) -> Follows:
    """`design`, or with type and lag: `design SS+2`."""
    match = WRITTEN_LINK.match(text.strip())
    if not match or _meant(text, task, known) in known:
        return Follows(_meant(text.strip(), task, known))
    kind, lag = LinkType[match["kind"] or "FS"], (match["lag"] or "0").replace(" ", "")
    return Follows(_meant(match["key"], task, known), kind, int(lag))


def _meant(key: str, task: _Task, known: set[str]) -> str:
    """A task of the same project before one of the whole file."""
    own = f"{task.part}/{key}"
    return own if task.part and own in known else key


def _calendar(given: Any) -> PlanCalendar | None:
    if given in ("none", "china"):
        return PlanCalendar() if given == "china" else None
    fields = _fields(given, CALENDAR, "calendar")
    days = dict.fromkeys(_dates(fields, "holidays"), 0) | dict.fromkeys(
        _dates(fields, "workdays"), 1
    )
    return PlanCalendar(_week(fields.get("weekdays")), days)


def _week(given: Any) -> tuple[int, ...] | None:
    if given is None:
        return None
    named = [str(day)[:3].lower() for day in _list(given, "weekdays of the calendar")]
    for day in named:
        if day not in DAYS:
            raise PlanError(f"calendar: there is no weekday {day}; there are {', '.join(DAYS)}")
    return tuple(int(day in named) for day in DAYS)


def _dates(fields: Fields, name: str) -> Iterator[date]:
    """Single dates, and spans written `2026-10-01..2026-10-07`."""
    for given in _list(fields.get(name), f"{name} of the calendar"):
        where = f"{name} of the calendar"
        first, _, last = str(given).partition("..")
        begin, end = _date(first, where), _date(last or first, where)
        if begin is None or end is None or not 0 <= (end - begin).days <= LONGEST_SPAN:
            raise PlanError(f"{where}: {given} should be a date, or first..last")
        yield from (begin + timedelta(days=n) for n in range((end - begin).days + 1))


def _date(given: Any, where: str) -> date | None:
    if isinstance(given, datetime):
        return given.date()
    if given is None or isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given).strip())
    except ValueError:
        raise PlanError(f"{where}: {given} is no date; write it as 2026-06-30") from None


def _moment(fields: Fields, name: str, where: str) -> Moment | None:
    given = fields.get(name)
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    return _date(given, f"{where}: {name}")


def _key(fields: Fields, where: str) -> str:
    given = str(fields.get("id", "")).strip()
    if not given:
        raise PlanError(f"{where} has no id; give it one")
    return given


def _text(fields: Fields, name: str, where: str) -> str:
    given = fields.get(name, "")
    if isinstance(given, dict | list):
        raise PlanError(f"{where}: {name} should be a text")
    return "" if given is None else str(given)


def _number(given: Any, where: str, least: int | None = None) -> int:
    if (
        isinstance(given, bool)
        or not isinstance(given, int)
        or (least is not None and given < least)
    ):
        more = "" if least is None else f", {least} or more"
        raise PlanError(f"{where} should be a whole number{more}, not {given}")
    return given


def _amounts(given: Any, where: str) -> dict[str, int]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise PlanError(f"{where} should be name: amount")
    return {str(name): _number(n, f"{where}: {name}", least=0) for name, n in given.items()}

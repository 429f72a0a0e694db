"""MS Project's XML (MSPDI) as plans in minutes of work.

Tasks are scheduled anew from links, durations, calendar and constraints: the dates in the file are
not looked at, except actual ones. A summary task is no work of its own: what is said of it counts
for what is below it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from chengyun.planning import plan_mspdi_calendar as calendars
from chengyun.planning.network import LinkType
from chengyun.planning.plan_mspdi_notes import ELAPSED, Task, noted
from chengyun.planning.plan_mspdi_resources import resources
from chengyun.planning.plan_mspdi_xml import (
    Element,
    children,
    day_of,
    flag,
    minutes,
    named,
    number,
    text_of,
    undecorated,
)
from chengyun.planning.project_plan import Follows, Node, Plan, PlanError
from chengyun.planning.workdays import WorkdayLine

START_ON, FINISH_ON, START_AFTER, START_BEFORE, FINISH_AFTER, FINISH_BEFORE = 2, 3, 4, 5, 6, 7
FROM_START = (LinkType.SS, LinkType.SF)
PERCENT_LAGS = {19, 20, 51, 52}


def parse(text: str) -> Plan:
    """A plan whose keys are the tasks' UIDs. Raises PlanError."""
    root = _root(text)
    week = calendars.read(root)
    tasks = list(_tasks(root))
    if not tasks:
        raise PlanError("there is no task in it; export the project from MS Project as XML")
    below = _below(tasks)
    if strange := next((task.uid for task in tasks if not task.uid.isdecimal()), None):
        raise PlanError(f"a task's UID is {strange}, which is no number; export the file again")
    by_uid = {task.uid: task for task in tasks}
    if len(by_uid) < len(tasks):
        twice = next(uid for uid, n in Counter(task.uid for task in tasks).items() if n > 1)
        raise PlanError(f"task {twice}: this UID is there twice; export the file again", [twice])
    nodes = {t.uid: _node(t, week) for t in tasks if not t.summary}
    links = _links(tasks, nodes, below, week.share)
    needs, capacity, more = resources(root, set(nodes))
    made = [
        replace(_constrained(node, tasks_of), after=links[uid], needs=needs[uid])
        for uid, node in nodes.items()
        for tasks_of in [[by_uid[key].element for key in (*by_uid[uid].above, uid)]]
    ]
    return Plan(
        text_of(root, "Title") or text_of(root, "Name"),
        tuple(made),
        capacity,
        week.calendar,
        day_of(root, "StartDate"),
        None if flag(root, "ScheduleFromStart", True) else day_of(root, "FinishDate"),
        per_day=week.per_day,
        numbered=True,
        notes=(*week.notes, *noted(root, tasks), *more),
    )


def _root(text: str) -> Element:
    try:
        root: Element = fromstring(undecorated(text))
    except ParseError as error:
        line = error.position[0]
        raise PlanError(
            f"line {line}: the XML is broken ({error}); export the file again"
        ) from None
    except (DefusedXmlException, ValueError) as error:
        raise PlanError(f"the XML declares entities, which are not read ({error})") from None
    if root.tag.rpartition("}")[2] != "Project":
        raise PlanError(f"the XML is no MS Project file: it begins with {root.tag}, not Project")
    return root


def _tasks(root: Element) -> Iterator[Task]:
    """Tasks in order; what is blank, inactive or the whole project itself is left out."""
    given = [
        task
        for task in children(root, "Tasks", "Task")
        if text_of(task, "UID")
        and not flag(task, "IsNull", False)
        and flag(task, "Active", True)
        and not (text_of(task, "UID") == "0" and number(task, "OutlineLevel", 0) == 0)
    ]
    levels = [number(task, "OutlineLevel", 1) for task in given]
    open_: list[tuple[int, str]] = []
    for i, task in enumerate(given):
        while open_ and open_[-1][0] >= levels[i]:
            open_.pop()
        above = tuple(uid for _, uid in open_)
        deeper = i + 1 < len(given) and levels[i + 1] > levels[i]
        yield Task(text_of(task, "UID"), task, above, deeper)
        open_.append((levels[i], text_of(task, "UID")))


def _below(tasks: list[Task]) -> dict[str, list[str]]:
    """The tasks that are work below each summary task."""
    found: dict[str, list[str]] = {task.uid: [] for task in tasks if task.summary}
    for task in tasks:
        for above in task.above if not task.summary else ():
            found.setdefault(above, []).append(task.uid)
    return found


def _node(task: Task, week: calendars.Week) -> Node:
    element = task.element
    percent = min(max(number(element, "PercentComplete", 0), 0), 100)
    return Node(
        task.uid,
        text_of(element, "Name") or task.uid,
        _length(task, week),
        actual_start=day_of(element, "ActualStart"),
        actual_finish=day_of(element, "ActualFinish"),
        percent=percent,
    )


def _length(task: Task, week: calendars.Week) -> int:
    """Minutes of work; without a duration all from its start to its finish."""
    given, element = text_of(task.element, "Duration"), task.element
    if flag(element, "Summary", False):
        return 0  # All that was below it is left out.
    if given:
        length = minutes(given, f"task {task.uid}")
        elapsed = number(element, "DurationFormat", 7) in ELAPSED
        return round(length * week.share) if elapsed else length
    first, last = day_of(element, "Start"), day_of(element, "Finish")
    if first is None or last is None or flag(element, "Milestone", False):
        return 0
    line = WorkdayLine(first, week.calendar.units)
    return max(0, line.count_until(last))


def _constrained(node: Node, elements: list[Element]) -> Node:
    """The node with the constraints and deadlines of its own and of the summaries above it."""
    said = [(_kind(one), day_of(one, "ConstraintDate")) for one in elements]
    if flag(elements[-1], "Manual", False):
        begun = day_of(elements[-1], "ManualStart") or day_of(elements[-1], "Start")
        said[-1] = START_AFTER, begun
    ends = [when for kind, when in said if when and kind in (FINISH_ON, FINISH_BEFORE)]
    starts = [when for kind, when in said if when and kind in (START_ON, START_BEFORE)]
    deadlines = (day_of(one, "Deadline") for one in elements)
    return replace(
        node,
        not_before=max((d for k, d in said if d and k in (START_ON, START_AFTER)), default=None),
        finish_after=max(
            (d for k, d in said if d and k in (FINISH_ON, FINISH_AFTER)), default=None
        ),
        finish_by=min([*ends, *(day for day in deadlines if day)], default=None),
        start_by=min(starts, default=None),
    )


def _kind(element: Element) -> int:
    return number(element, "ConstraintType", 0)


def _links(
    tasks: list[Task], nodes: Mapping[str, Node], below: Mapping[str, list[str]], share: float
) -> dict[str, tuple[Follows, ...]]:
    """What each task of work follows; a summary stands for all that is below it."""
    found: dict[str, dict[tuple[str, LinkType], Follows]] = {uid: {} for uid in nodes}
    begun = _begun(tasks, below)
    for task in tasks:
        for given in named(task.element, "PredecessorLink"):
            if flag(given, "CrossProject", False):
                continue
            link = _link(given, task, nodes, share)
            for uid in below.get(task.uid, [task.uid]):
                for before in _meant(link, below, begun):
                    if before in nodes and uid in nodes and (before != uid or uid == task.uid):
                        found[uid][before, link.kind] = replace(link, key=before)
    return {uid: tuple(links.values()) for uid, links in found.items()}


def _meant(
    link: Follows, below: Mapping[str, list[str]], begun: Mapping[str, list[str]]
) -> list[str]:
    """A summary has finished when all below it have; it has begun when the first of them have."""
    return (begun if link.kind in FROM_START else below).get(link.key, [link.key])


def _begun(tasks: list[Task], below: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Of the tasks below each summary those that follow no other one below it."""
    after = {
        task.uid: {
            text_of(link, "PredecessorUID") for link in named(task.element, "PredecessorLink")
        }
        for task in tasks
    }
    return {
        summary: [uid for uid in uids if not after[uid] & set(uids)] or list(uids)
        for summary, uids in below.items()
    }


def _link(given: Element, task: Task, nodes: Mapping[str, Node], share: float) -> Follows:
    before, kind = text_of(given, "PredecessorUID"), number(given, "Type", 1)
    if kind not in LinkType._value2member_map_:
        raise PlanError(
            f"task {task.uid}: its link to {before} is of type {kind}; there are 0 to 3"
        )
    lag, form = number(given, "LinkLag", 0), number(given, "LagFormat", 7)
    if form in PERCENT_LAGS:
        length = nodes[before].duration if before in nodes else 0
        return Follows(before, LinkType(kind), round(lag * length / 100))
    return Follows(before, LinkType(kind), round(lag / 10 * (share if form in ELAPSED else 1)))

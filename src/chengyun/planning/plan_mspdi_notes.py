"""What an MSPDI file says of its tasks and is read otherwise, or not at all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from chengyun.planning.plan_mspdi_xml import Element, children, flag, named, number, text_of

ELAPSED = {4, 6, 8, 10, 12, 36, 38, 40, 42, 44}
"""Units of durations and lags that run through nights and weekends."""
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Task:
    """A task of the file with the tasks it is below, the outermost first."""

    uid: str
    element: Element
    above: tuple[str, ...]
    summary: bool


def noted(root: Element, tasks: Sequence[Task]) -> Iterator[str]:
    """A sentence for each thing, with the first of the tasks."""
    known = {text_of(task, "UID") for task in children(root, "Tasks", "Task")}
    usual = ("", "-1", text_of(root, "CalendarUID"))
    own = [task.uid for task in tasks if text_of(task.element, "CalendarUID") not in usual]
    if own:
        yield f"calendars of single tasks are not read; the project's is: {_shown(own)}"
    for told, is_so in NOTES.items():
        found = [task.uid for task in tasks if is_so(task.element)]
        if found:
            yield f"{told}: {_shown(found)}"
    for task in tasks:
        lost = {_before(link) for link in _links(task.element)} - known
        if lost:
            yield f"task {task.uid} follows {_shown(sorted(lost))}, no task of the file: not read"


def _shown(found: Sequence[str]) -> str:
    return ", ".join(found[:SHOWN]) + (" …" if len(found) > SHOWN else "")


def _links(element: Element) -> Iterator[Element]:
    """Links within the file."""
    links = named(element, "PredecessorLink")
    return (link for link in links if not flag(link, "CrossProject", False))


def _before(link: Element) -> str:
    return text_of(link, "PredecessorUID")


def _elapsed(element: Element) -> bool:
    lags = (number(link, "LagFormat", 7) for link in _links(element))
    return number(element, "DurationFormat", 7) in ELAPSED or any(lag in ELAPSED for lag in lags)


NOTES: dict[str, Callable[[Element], bool]] = {
    "links to other files are not read": lambda task: any(
        flag(link, "CrossProject", False) for link in named(task, "PredecessorLink")
    ),
    "elapsed time is reckoned as the share of a week that is worked": _elapsed,
    "scheduled by hand, not to begin before the date given, but after what they follow": (
        lambda task: flag(task, "Manual", False)
    ),
}

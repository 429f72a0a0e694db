"""Small readers of MSPDI: elements by name in any namespace, its dates, flags and durations."""

import re
from bisect import bisect
from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from chengyun.planning.project_plan import PlanError

DURATION = re.compile(
    r"^P(?:(\d+)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$"
)
TASK_UID = re.compile(r"<(?:[\w.-]+:)?Task>\s*(?:<!--.*?-->\s*)?<(?:[\w.-]+:)?UID>\s*(\d+)")
__all__ = [
    "Element", "children", "day_of", "flag", "lines", "minutes", "named", "number", "text_of",
    "undecorated",
]  # fmt: skip


def lines(text: str, error: PlanError) -> list[int]:
    """The lines on which the tasks that an error is about begin."""
    ends = [match.start() for match in re.finditer("\n", text)]
    known = {m[1]: bisect(ends, m.start()) + 1 for m in TASK_UID.finditer(text)}
    return [known[key] for key in error.tasks if key in known]


def undecorated(text: str) -> str:
    """Without the declaration: the text is decoded already, whatever it says of its encoding."""
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1)


def named(element: Element, name: str) -> Iterator[Element]:
    """Children of that name, whatever their namespace."""
    return (child for child in element if str(child.tag).rpartition("}")[2] == name)


def children(root: Element, group: str, name: str) -> list[Element]:
    """The elements of that name in the groups of that name."""
    return [one for many in named(root, group) for one in named(many, name)]


def text_of(element: Element, name: str) -> str:
    """The text of a child, empty where there is none."""
    return next(((child.text or "").strip() for child in named(element, name)), "")


def number(element: Element, name: str, otherwise: int) -> int:
    """A whole number. Raises PlanError for anything else."""
    given = text_of(element, name)
    try:
        return int(float(given)) if given else otherwise
    except (ValueError, OverflowError):
        raise PlanError(f"{name} is {given}, which is no number; correct it") from None


def flag(element: Element, name: str, otherwise: bool) -> bool:
    """0, 1, false or true."""
    given = text_of(element, name).lower()
    return given in ("1", "true") if given else otherwise


def day_of(element: Element, name: str) -> date | None:
    """The date of a time such as 2026-06-08T08:00:00. Raises PlanError where it is none."""
    given = text_of(element, name)
    if not given or given.upper() == "NA":
        return None
    try:
        return date.fromisoformat(given[:10])
    except ValueError:
        raise PlanError(f"{name} is {given}, which is no date; correct it") from None


def minutes(given: str, who: str) -> int:
    """A duration such as PT16H0M0S in minutes. Raises PlanError."""
    match = DURATION.match(given)
    if not match or not any(match.groups()):
        raise PlanError(f"{who}: its duration {given} is not like PT16H0M0S; correct it")
    days, hours, mins, seconds = (float(part or 0) for part in match.groups())
    return round(days * 1440 + hours * 60 + mins + seconds / 60)

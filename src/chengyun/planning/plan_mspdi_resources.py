"""People and machines of an MSPDI file, and the tasks they are assigned to.

Units are counted in hundredths: half a person is 50.
"""

from collections.abc import Mapping

from chengyun.planning.plan_mspdi_xml import Element, children, flag, number, text_of
from chengyun.planning.project_plan import PlanError

WORK = 1
"""The type of resources that work; material and cost are not scheduled."""


def resources(
    root: Element, tasks: set[str]
) -> tuple[dict[str, dict[str, int]], dict[str, int], list[str]]:
    """What each task needs, what there is, in hundredths, and notes."""
    names: dict[str, str] = {}
    capacity: dict[str, int] = {}
    for one in children(root, "Resources", "Resource"):
        uid, name = text_of(one, "UID"), text_of(one, "Name")
        if name and number(one, "Type", WORK) == WORK and not flag(one, "IsNull", False):
            names[uid] = name if name not in capacity else f"{name} ({uid})"
            capacity[names[uid]] = _hundredths(text_of(one, "MaxUnits"))
    needs: dict[str, dict[str, int]] = {uid: {} for uid in tasks}
    for one in children(root, "Assignments", "Assignment"):
        task, name = text_of(one, "TaskUID"), names.get(text_of(one, "ResourceUID"), "")
        if task in needs and name:
            needs[task][name] = needs[task].get(name, 0) + _hundredths(text_of(one, "Units"))
    used = {name for each in needs.values() for name in each}
    return needs, *_enough(needs, {n: c for n, c in capacity.items() if n in used})


def _hundredths(given: str) -> int:
    try:
        return max(0, round(float(given or 1) * 100))
    except (ValueError, OverflowError):
        raise PlanError(f"{given} is no number of units of a resource; correct it") from None


def _enough(
    needs: Mapping[str, dict[str, int]], capacity: dict[str, int]
) -> tuple[dict[str, int], list[str]]:
    """MS Project lets one task want more than there is; then there is so much."""
    most = {n: max(each.get(n, 0) for each in needs.values()) for n in capacity}
    short = [n for n in capacity if most[n] > capacity[n]]
    notes = [
        f"a task wants more of {n} than there is; {most[n] / 100:g} are reckoned with"
        for n in short
    ]
    return {n: max(c, most[n]) for n, c in capacity.items()}, notes

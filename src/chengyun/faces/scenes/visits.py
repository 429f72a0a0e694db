"""The visits that are due today, for the field face."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from chengyun.packs import values
from chengyun.packs.queries.due import Due, due
from chengyun.packs.queries.registers import sheets
from chengyun.people.gates import Doorman
from chengyun.people.policy import Viewer

SHOWN = 30


@dataclass(frozen=True)
class Group:
    """The entries on which one task is due: the first of them, and how many in all."""

    title: str
    lines: list[dict[str, Any]]
    total: int


def today(viewer: Viewer) -> list[Group]:
    """By task, the longest due first."""
    now = timezone.now()
    groups: dict[str, list[Due]] = {}
    for one in due(Doorman(viewer), sheets(), now):
        groups.setdefault(one.task.key, []).append(one)
    return [
        Group(
            values.title(ones[0].task),
            [_line(one, now) for one in ones[:SHOWN]],
            len(ones),
        )
        for ones in groups.values()
    ]


def _line(one: Due, now: datetime) -> dict[str, Any]:
    entry = one.entry
    where = entry.values.get("address") or entry.values.get("road")
    area = entry.area.title if entry.area else ""
    return {"due": one, "late": one.late_days(now), "where": where or area}

"""What of all projects moves if one node takes longer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from chengyun.goals.models import Project, ProjectNode
from chengyun.goals.networks import LAMPS, Network
from chengyun.goals.queries.projects import visible
from chengyun.goals.queries.whole import whole
from chengyun.people.policy import Viewer
from chengyun.planning import Lamp, deadline_lamp
from chengyun.planning.workdays import WorkdayLine


@dataclass(frozen=True)
class Moved:
    """A node that a slip moves: its end before and after, in workdays."""

    node: ProjectNode
    before: date
    after: date
    days: int
    lamp: Lamp


@dataclass(frozen=True)
class MovedProject:
    """A project whose end a slip moves; `nodes` are those of it that move."""

    project: Project
    before: date
    after: date
    days: int
    slack_days: int
    lamp: Lamp
    nodes: Sequence[Moved]


def what_if(viewer: Viewer, node: ProjectNode, days: int, today: date) -> list[MovedProject]:
    """What of the visible projects moves if a node takes so many workdays longer, its own first.

    A node that is done slips no more: nothing moves. In a fixed number of queries.
    """
    before = whole(today).network
    after = before.slipped({node.pk: days})
    rows = np.flatnonzero(before.stand.node_finish != after.stand.node_finish)
    touched = np.unique(before.works.project[rows])
    projects = visible(viewer).in_bulk(before.sites[touched].tolist())
    nodes = ProjectNode.objects.in_bulk(before.steps[rows].tolist())
    line = before.days
    moved = [
        _moved(projects[pk], int(site), before, after, nodes, line)
        for site in touched
        if (pk := int(before.sites[site])) in projects
    ]
    return sorted(moved, key=lambda one: (one.project.pk != node.project_id, -one.days))


def _moved(
    project: Project,
    site: int,
    before: Network,
    after: Network,
    nodes: Mapping[int, ProjectNode],
    line: WorkdayLine,
) -> MovedProject:
    def gap(a: date, b: date) -> int:
        return line.count_until(b) - line.count_until(a)

    old_end, new_end = (date.fromordinal(int(one.stand.finish[site])) for one in (before, after))
    moved = []
    for row in before.rows_of(site).tolist():
        old, new = before.dates(row), after.dates(row)
        if old.finish != new.finish:
            node = nodes[int(before.steps[row])]
            moved.append(Moved(node, old.finish, new.finish, gap(old.finish, new.finish), new.lamp))
    slack = int(after.stand.slack[site])
    lamp = deadline_lamp(slack, thresholds=LAMPS)
    return MovedProject(project, old_end, new_end, gap(old_end, new_end), slack, lamp, moved)

"""What projects share: who wants it when, where more is wanted than there is, and a levelling."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

import numpy as np

from chengyun.goals.models import NodeNeed, Project, ProjectNode, SharedResource
from chengyun.goals.networks import Network, Standing
from chengyun.goals.queries.projects import visible
from chengyun.goals.queries.whole import whole
from chengyun.people.policy import Viewer
from chengyun.planning.network_loops import Ints
from chengyun.planning.portfolio import NEVER, Portfolio
from chengyun.planning.sharing import level, wanted

SECONDS = 5.0


@dataclass(frozen=True)
class Use:
    """A node in sight that uses so much of a resource from its first to its last day."""

    node: ProjectNode
    start: date
    finish: date
    amount: int
    clashes: bool = False


@dataclass(frozen=True)
class Stretch:
    """Days on which more is wanted than there is, and the most that is wanted on one of them."""

    first: date
    last: date
    most: int


@dataclass(frozen=True)
class Shared:
    """One resource: its uses in sight by their beginning, what all projects want from `first` on
    each day, and where that is too much. `elsewhere` counts uses out of sight."""

    resource: SharedResource
    uses: Sequence[Use]
    first: date
    wanted: Sequence[int]
    clashes: Sequence[Stretch]
    elsewhere: int = 0


@dataclass(frozen=True)
class Move:
    """A node that a levelling gives another first day."""

    node: ProjectNode
    before: date
    after: date


@dataclass(frozen=True)
class Turn:
    """A project whose slack a levelling changes."""

    project: Project
    before: Standing
    after: Standing


@dataclass(frozen=True)
class Levelling:
    """A proposal: what moves, and what becomes of the projects' slack.

    `held` are the first days that it gives to nodes by their keys, None where it gives none.
    `late`: workdays by which the worst project misses its deadline, negative to spare; `bound`:
    no levelling can do better.
    """

    moves: Sequence[Move]
    turns: Sequence[Turn]
    held: Mapping[int, date | None]
    late: int
    bound: int
    proven: bool


def shared(viewer: Viewer, today: date) -> list[Shared]:
    """Every declared resource with its uses that are not over yet."""
    net = whole(today).network
    rows = list(NodeNeed.objects.select_related("resource").order_by("resource"))
    seen = _seen(viewer, [need.node_id for need in rows])
    by_resource: dict[int, list[NodeNeed]] = {}
    for need in rows:
        by_resource.setdefault(need.resource_id, []).append(need)
    resources = SharedResource.objects.all()
    return [_shared(one, by_resource.get(one.pk, []), net, seen) for one in resources]


def _seen(viewer: Viewer, nodes: Sequence[int]) -> Mapping[int, ProjectNode]:
    found = ProjectNode.objects.filter(project__in=visible(viewer).values("pk"))
    return {node.pk: node for node in found.filter(pk__in=nodes).select_related("project")}


def _shared(
    resource: SharedResource,
    needs: Sequence[NodeNeed],
    net: Network,
    seen: Mapping[int, ProjectNode],
) -> Shared:
    row = {need.node_id: net.step_row[need.node_id] for need in needs}
    needs = [need for need in needs if net.works.done[row[need.node_id]] == NEVER]
    at = np.array([row[need.node_id] for need in needs], np.int64)
    start, finish = net.stand.node_start[at], net.stand.node_finish[at]
    first = max(net.today.toordinal(), int(start.min(initial=net.today.toordinal())))
    last = max(first, int(finish.max(initial=first)))
    amounts = np.array([need.amount for need in needs], np.int64)
    want = wanted(start, finish, amounts, first, last)
    over = want > resource.capacity
    uses = [
        Use(seen[need.node_id], date.fromordinal(int(a)), date.fromordinal(int(b)), need.amount,
            bool(over[max(a - first, 0) : max(b - first, 0) + 1].any()))
        for need, a, b in zip(needs, start, finish, strict=True)
        if need.node_id in seen
    ]  # fmt: skip
    day = date.fromordinal(first)
    return Shared(
        resource, sorted(uses, key=lambda use: (use.start, use.node.pk)), day, want.tolist(),
        _stretches(want, resource.capacity, day), len(needs) - len(uses),
    )  # fmt: skip


def _stretches(want: Ints, capacity: int, first: date) -> list[Stretch]:
    found = []
    for over, days in groupby(enumerate(want.tolist()), key=lambda day: day[1] > capacity):
        run = list(days)
        if over:
            begin, end = (first + timedelta(days=run[at][0]) for at in (0, -1))
            found.append(Stretch(begin, end, max(n for _, n in run)))
    return found


def levelling(viewer: Viewer, today: date, seconds: float = SECONDS) -> Levelling:
    """Nodes of the projects in sight moved so that nobody wants more than there is.

    What lies out of sight stays where it is. Raises resource_solver.SolverMissing.
    """
    net = whole(today).network
    demand, capacity = _demand(net)
    mine = set(visible(viewer).values_list("pk", flat=True))
    movable = np.array([pk in mine for pk in net.sites.tolist()], bool)
    # What was held before is free to move again.
    own = _any(demand) & movable[net.works.project] & (net.works.begun == NEVER)
    free = replace(net.works, held=np.where(own, NEVER, net.works.held))
    bare = Portfolio(free, today.toordinal(), net.days)
    found = level(bare, demand, capacity, movable, seconds)
    after = replace(net, works=replace(free, held=np.maximum(free.held, found.held)), line=net.days)
    moved = np.flatnonzero(net.stand.node_start != after.stand.node_start)
    nodes = ProjectNode.objects.select_related("project").in_bulk(net.steps[moved].tolist())
    held = {
        int(net.steps[row]): date.fromordinal(day) if (day := int(found.held[row])) else None
        for row in np.flatnonzero(own & (net.works.done == NEVER))
    }
    moves = [
        _move(net, after, int(row), nodes[int(net.steps[row])])
        for row in moved
        if movable[net.works.project[row]]
    ]
    turns = _turns(viewer, net, after)
    return Levelling(moves, turns, held, found.late, found.bound, found.proven)


def _demand(net: Network) -> tuple[Ints, Ints]:
    resources = list(SharedResource.objects.values_list("pk", "capacity"))
    column = {pk: at for at, (pk, _) in enumerate(resources)}
    demand = np.zeros((len(net.steps), len(resources)), np.int64)
    for node, resource, amount in NodeNeed.objects.values_list("node", "resource", "amount"):
        demand[net.step_row[node], column[resource]] = amount
    return demand, np.array([capacity for _, capacity in resources], np.int64)


def _any(demand: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray((demand > 0).any(axis=1), np.bool_)


def _move(net: Network, after: Network, row: int, node: ProjectNode) -> Move:
    return Move(node, net.dates(row).start, after.dates(row).start)


def _turns(viewer: Viewer, net: Network, after: Network) -> list[Turn]:
    rows = np.flatnonzero(net.stand.finish != after.stand.finish)
    turns = []
    for pk, project in visible(viewer).in_bulk(net.sites[rows].tolist()).items():
        old, new = net.standing(pk), after.standing(pk)
        if old and new:
            turns.append(Turn(project, old, new))
    return sorted(turns, key=lambda turn: turn.after.slack_days)

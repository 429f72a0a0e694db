"""Bars on a line of days, for server-drawn Gantt charts: every place is a share of the width.

SVG takes percentages for x and width, so a chart is as wide as its page or its paper.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from chengyun.goals.models import ProjectNode
from chengyun.goals.networks import Dates
from chengyun.goals.queries.projects import Line
from chengyun.goals.queries.sheet import Row, Sheet
from chengyun.planning.handover import Handover

DAY = timedelta(days=1)
# So many idle workdays between two stages are told as a gap, and so many as a hole.
GAP, HOLE = 2, 8
# Fewer days than this have a line for each month, more for each quarter.
LONG = 900


@dataclass(frozen=True)
class Axis:
    """Days from the first to the last, both shown whole."""

    first: date
    last: date

    @classmethod
    def over(cls, days: Iterable[date]) -> "Axis":
        """An axis with all of these days and a little room around them."""
        known = list(days)
        room = timedelta(days=max(2, (max(known) - min(known)).days // 50))
        return cls(min(known) - room, max(known) + room)

    def place(self, day: date) -> float:
        """Where a day begins, in per cent."""
        whole = (self.last - self.first).days + 1
        return round(100 * (day - self.first).days / whole, 3)

    def x(self, day: date) -> str:
        return f"{self.place(day)}%"

    def bar(self, start: date, finish: date) -> "Bar":
        """From the beginning of one day to the end of another."""
        left, right = self.place(start), self.place(finish + DAY)
        return Bar(f"{left}%", f"{max(right - left, 0):.3f}%", f"{right}%")

    def months(self) -> Iterator[tuple[str, str, bool]]:
        """Where each month (or quarter) begins, its name, and whether a year begins with it."""
        step = 3 if (self.last - self.first).days > LONG else 1
        month = self.first.year * 12 + self.first.month
        while (day := date(month // 12, month % 12 + 1, 1)) <= self.last:
            if (day.month - 1) % step == 0:
                name = str(day.year if day.month == 1 else day.month)
                yield self.x(day), name, day.month == 1
            month += 1


@dataclass(frozen=True)
class Bar:
    """Where a bar begins, how wide it is, where it ends."""

    x: str
    width: str
    end: str


@dataclass(frozen=True)
class NodeRow:
    """A node as a row of the chart."""

    row: Row
    bar: Bar
    done: Bar
    tail: Bar | None
    late: Bar | None
    ghost: Bar | None

    @property
    def node(self) -> ProjectNode:
        return self.row.node

    @property
    def dates(self) -> Dates:
        return self.row.dates

    @property
    def state(self) -> str:
        """What the lamp beside the row says: done, or the colour of its float."""
        return "done" if self.node.done_on else self.dates.lamp.value


@dataclass(frozen=True)
class StageRow:
    """A stage above its nodes, with how it was handed over from the one before."""

    title: str
    bar: Bar
    rows: Sequence[NodeRow]
    handover: Handover | None = None
    gap: Bar | None = None

    @property
    def gap_state(self) -> str:
        days = self.handover.gap_days if self.handover else 0
        return (
            "overlap"
            if days < 0
            else "seamless"
            if days <= GAP
            else "gap"
            if days <= HOLE
            else "hole"
        )


@dataclass(frozen=True)
class Chart:
    """One project drawn."""

    axis: Axis
    today: str
    deadline: str
    stages: Sequence[StageRow]

    @property
    def months(self) -> list[tuple[str, str, bool]]:
        return list(self.axis.months())


Frozen = dict[str, tuple[date, date]]


def chart(sheet: Sheet, baseline: Frozen) -> Chart | None:
    """The nodes of a project by stages; `baseline` are first and last days by the node's key."""
    if not sheet.rows or sheet.standing is None:
        return None
    known = [sheet.project.start, sheet.project.deadline, sheet.today, sheet.standing.finish]
    known += [day for row in sheet.rows for day in (row.dates.start, row.dates.latest_finish)]
    known += [day for pair in baseline.values() for day in pair]
    axis = Axis.over(known)
    by_stage: dict[str, list[NodeRow]] = {}
    for row in sheet.rows:
        drawn = _node(axis, row, baseline.get(row.node.key))
        by_stage.setdefault(row.node.stage_title, []).append(drawn)
    gaps = {one.after: one for one in sheet.handovers}
    stages = [_stage(axis, name, rows, gaps.get(name)) for name, rows in by_stage.items()]
    end = axis.x(sheet.project.deadline + DAY)
    return Chart(axis, axis.x(sheet.today), end, stages)


def _node(axis: Axis, row: Row, ghost: tuple[date, date] | None) -> NodeRow:
    dates = row.dates
    open_ = row.node.done_on is None
    tail = late = None
    if open_ and dates.float_days > 0:
        tail = axis.bar(dates.finish + DAY, dates.latest_finish)
    if open_ and dates.float_days < 0:
        late = axis.bar(max(dates.latest_finish + DAY, dates.start), dates.finish)
    span = (dates.finish - dates.start).days + 1
    worked = dates.start + timedelta(days=round(span * (row.node.share if open_ else 1))) - DAY
    return NodeRow(
        row,
        axis.bar(dates.start, dates.finish),
        axis.bar(dates.start, worked),
        tail,
        late,
        axis.bar(*ghost) if ghost else None,
    )


def _stage(axis: Axis, name: str, rows: Sequence[NodeRow], gap: Handover | None) -> StageRow:
    start = min(row.dates.start for row in rows)
    finish = max(row.dates.finish for row in rows)
    return StageRow(name, axis.bar(start, finish), rows, gap, _gap(axis, gap) if gap else None)


def _gap(axis: Axis, gap: Handover) -> Bar:
    """Between the two stages, or where they overlap."""
    if gap.gap_days < 0:
        return axis.bar(gap.start, gap.finish)
    return axis.bar(gap.finish + DAY, gap.start - DAY)


@dataclass(frozen=True)
class ProjectBar:
    """A project as a row among all."""

    line: Line
    bar: Bar
    done: Bar
    tail: Bar | None
    late: Bar | None
    deadline: str
    marks: Sequence[str]


def rows_of(lines: Sequence[Line], today: date) -> tuple[Axis | None, list[ProjectBar]]:
    """All projects on one axis; those without nodes are left out."""
    drawn = [line for line in lines if line.standing]
    if not drawn:
        return None, []
    ends = [line.standing.finish for line in drawn if line.standing]
    projects = [line.project for line in drawn]
    known = [one.start for one in projects] + [one.deadline for one in projects] + ends
    axis = Axis.over([*known, today])
    return axis, [_project(axis, line) for line in drawn]


def _project(axis: Axis, line: Line) -> ProjectBar:
    standing, project = line.standing, line.project
    assert standing
    start = min(project.start, *(dates.start for dates in standing.nodes.values()))
    span = (standing.finish - start).days + 1
    worked = start + timedelta(days=round(span * standing.share)) - DAY
    slack = (project.deadline - standing.finish).days
    milestones = [standing.nodes[n.pk].finish for n in line.nodes if n.milestone or not n.days]
    return ProjectBar(
        line,
        axis.bar(start, standing.finish),
        axis.bar(start, worked),
        axis.bar(standing.finish + DAY, project.deadline) if slack > 0 else None,
        axis.bar(project.deadline + DAY, standing.finish) if slack < 0 else None,
        axis.x(project.deadline + DAY),
        [axis.x(day + DAY) for day in milestones],
    )


def ticks(axis: Axis) -> list[tuple[str, str, bool]]:
    """The months of an axis, without those that would stand on each other."""
    found = list(axis.months())
    far = [second for first, second in pairwise(found) if _x(second) - _x(first) > 2]
    return found[:1] + far


def _x(tick: tuple[str, str, bool]) -> float:
    return float(tick[0].rstrip("%"))

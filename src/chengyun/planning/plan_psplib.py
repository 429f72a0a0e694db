"""PSPLIB's single-mode files `.sm` (Kolisch and Sprecher 1997) as plans without a calendar."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from chengyun.planning.project_plan import Follows, Node, Plan, PlanError

LINKS, WORK, THERE = "PRECEDENCE RELATIONS", "REQUESTS/DURATIONS", "RESOURCEAVAILABILITIES"
NUMBERS = re.compile(r"\s*-?\d+(\s+-?\d+)*\s*$")
Row = tuple[int, list[int]]


@dataclass(slots=True)
class _Sections:
    """Rows of numbers below each heading, with their line; the names of the resources."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {LINKS: [], WORK: [], THERE: []})
    names: list[str] = field(default_factory=list)
    jobs: int | None = None


def parse(text: str) -> Plan:
    """A plan whose keys are the numbers of the jobs, supersource and supersink too.

    Raises PlanError with the line.
    """
    found = _sections(text)
    amounts = [n for _, row in found.rows[THERE] for n in row]
    names = found.names or [f"R{i + 1}" for i in range(len(amounts))]
    if not amounts or len(names) != len(amounts) or not found.rows[WORK]:
        raise PlanError(f"its {THERE} or {WORK} are not whole; is the file cut off?")
    before = _before(found.rows[LINKS])
    nodes = tuple(_node(row, names, before) for row in found.rows[WORK])
    _check_jobs(found, nodes)
    capacity = dict(zip(names, amounts, strict=True))
    return _renewable(Plan("", nodes, capacity, numbered=True))


def _renewable(plan: Plan) -> Plan:
    """Without what is used up: where each job has one mode, all of it is used in any order."""
    used_up = [name for name in plan.capacity if name[0] in "ND"]
    if not used_up:
        return plan
    for name in used_up:
        want = sum(node.needs.get(name, 0) for node in plan.nodes)
        if want > plan.capacity[name]:
            raise PlanError(f"all jobs use {want} of {name} and there are {plan.capacity[name]}")
    kept = {name: n for name, n in plan.capacity.items() if name not in used_up}
    nodes = (
        replace(node, needs={name: n for name, n in node.needs.items() if name in kept})
        for node in plan.nodes
    )
    note = f"{', '.join(used_up)} are used up in any order: they do not move a job"
    return replace(plan, nodes=tuple(nodes), capacity=kept, notes=(note,))


def _sections(text: str) -> _Sections:
    found, here = _Sections(), ""
    for number, line in enumerate(text.splitlines(), 1):
        heading = line.strip().rstrip(":").upper()
        if heading in found.rows:
            here = heading
        elif line.startswith("*"):
            here = ""
        elif here == THERE and not found.names and re.match(r"\s*[A-Za-z]", line):
            found.names = ["".join(part) for part in re.findall(r"([RND])\s*(\d+)", line)]
        elif here and NUMBERS.match(line):
            found.rows[here].append((number, [int(n) for n in line.split()]))
        elif here and re.match(r"\s*[\d-]+\s", line) and set(line.strip()) != {"-"}:
            raise PlanError(f"line {number}: {line.strip()!r} should be whole numbers only")
        elif match := re.match(r"\s*jobs\b.*:\s*(\d+)", line):
            found.jobs = int(match[1])
    return found


def _before(rows: list[Row]) -> dict[int, list[Follows]]:
    """What each job follows."""
    before: dict[int, list[Follows]] = {}
    for line, row in rows:
        if len(row) < 3 or len(row) != row[2] + 3:
            raise PlanError(f"line {line}: a job, its modes, how many follow it, and these")
        if row[1] != 1:
            raise PlanError(f"line {line}: job {row[0]} has {row[1]} modes; only one can be read")
        for job in row[3:]:
            before.setdefault(job, []).append(Follows(str(row[0])))
    return before


def _node(found: Row, names: list[str], before: dict[int, list[Follows]]) -> Node:
    line, row = found
    if len(row) != 3 + len(names):
        raise PlanError(f"line {line}: a job, its mode, its duration and {len(names)} requests")
    job, _, duration, *wants = row
    needs = {name: want for name, want in zip(names, wants, strict=True) if want}
    return Node(str(job), str(job), duration, tuple(before.get(job, ())), needs)


def _check_jobs(found: _Sections, nodes: tuple[Node, ...]) -> None:
    if found.jobs not in (None, len(nodes)):
        raise PlanError(f"it says {found.jobs} jobs and has {len(nodes)}; is the file cut off?")
    known = {node.key for node in nodes}
    for line, job in _named(found.rows[LINKS]):
        if str(job) not in known:
            raise PlanError(f"line {line}: job {job} has no line under {WORK}")


def _named(rows: list[Row]) -> Iterator[tuple[int, int]]:
    for line, row in rows:
        yield from ((line, job) for job in (row[0], *row[3:]))

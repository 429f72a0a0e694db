"""PSPLIB's single-mode files `.sm` (Kolisch and Sprecher 1997) as plans without a calendar.

Blanks, colons and the letters' case differ between those who write such files; the order of the
sections does not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from chengyun.planning.project_plan import Follows, Node, Plan, PlanError

LINKS, WORK, THERE = "PRECEDENCE RELATIONS", "REQUESTS/DURATIONS", "RESOURCEAVAILABILITIES"
HEADING = re.compile(r"^\s*PRECEDENCE\s*RELATIONS\s*:?\s*$", re.MULTILINE | re.IGNORECASE)
# A file that was cut off before its jobs is one of these all the same.
HEAD = re.compile(
    r"^\s*(file with basedata|jobs\s*\(incl\. supersource)", re.MULTILINE | re.IGNORECASE
)
HEADINGS = {name.replace(" ", ""): name for name in (LINKS, WORK, THERE)}
NUMBERS = re.compile(r"\s*-?\d+(\s+-?\d+)*\s*$")
COUNTED = re.compile(
    r"[\s-]*(projects|jobs|renewable|nonrenewable|doubly constrained)\b.*:\s*(\d+)"
)
KINDS = {"R": "renewable", "N": "nonrenewable", "D": "doubly constrained"}
ONE_MODE = "only files with one mode a job (.sm) are read: leave one of them"
Row = tuple[int, list[int]]


@dataclass(slots=True)
class _Sections:
    """Rows of numbers below each heading, with their line; the names of the resources; what the
    head of the file counts."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {LINKS: [], WORK: [], THERE: []})
    names: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def parse(text: str) -> Plan:
    """A plan whose keys are the numbers of the jobs, supersource and supersink too.

    Raises PlanError with the line.
    """
    found = _sections(text)
    before = _before(found.rows[LINKS])
    amounts = [n for _, row in found.rows[THERE] for n in row]
    names = found.names or [f"R{i + 1}" for i in range(len(amounts))]
    if not amounts or len(names) != len(amounts) or not found.rows[WORK]:
        raise PlanError(f"its {THERE} or {WORK} are not whole; is the file cut off?")
    nodes = tuple(_node(row, names, before) for row in found.rows[WORK])
    _check_counts(found, names, len(nodes))
    _check_jobs(found, nodes)
    capacity = dict(zip(names, amounts, strict=True))
    return _renewable(Plan("", nodes, capacity, numbered=True))


def lines(text: str, error: PlanError) -> list[int]:
    """The lines of the jobs that an error is about: of their links where those are wrong."""
    found = _sections(text).rows[LINKS if error.loop else WORK]
    known = {str(row[0]): line for line, row in found}
    return [known[key] for key in error.tasks if key in known]


def _renewable(plan: Plan) -> Plan:
    """Without what is used up: where each job has one mode, all of it is used in any order."""
    used_up = [name for name in plan.capacity if name[0] == "N"]
    if not used_up:
        return plan
    for name in used_up:
        want = sum(node.needs.get(name, 0) for node in plan.nodes)
        if want > plan.capacity[name]:
            raise PlanError(
                f"all jobs use {want} of {name} and there are {plan.capacity[name]}: no schedule "
                f"can do that; raise the availability of {name} or lower the requests"
            )
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
        heading = HEADINGS.get(re.sub(r"[\s:]", "", line).upper())
        if heading:
            here = heading
        elif line.lstrip().startswith("*"):
            here = ""
        elif here:
            _row(found, here, number, line)
        elif match := COUNTED.match(line.lower()):
            found.counts[match[1]] = int(match[2])
    return found


def _row(found: _Sections, here: str, number: int, line: str) -> None:
    if here == THERE and not found.names and re.match(r"\s*[A-Za-z]", line):
        found.names = ["".join(part) for part in re.findall(r"([RND])\s*(\d+)", line.upper())]
    elif NUMBERS.match(line):
        found.rows[here].append((number, [int(n) for n in line.split()]))
    elif re.match(r"\s*[\d-]+\s", line) and set(line.strip()) != {"-"}:
        raise PlanError(f"line {number}: {line.strip()!r} should be whole numbers only")


def _before(rows: list[Row]) -> dict[int, list[Follows]]:
    """What each job follows."""
    before: dict[int, list[Follows]] = {}
    for line, row in rows:
        if len(row) < 3 or len(row) != row[2] + 3:
            raise PlanError(
                f"line {line}: it should have a job, its modes, how many follow it, and these, as "
                f"many as it says"
            )
        if row[1] != 1:
            raise PlanError(f"line {line}: job {row[0]} has {row[1]} modes; {ONE_MODE}")
        for job in row[3:]:
            before.setdefault(job, []).append(Follows(str(row[0])))
    return before


def _node(found: Row, names: list[str], before: dict[int, list[Follows]]) -> Node:
    line, row = found
    if len(row) == 2 + len(names):
        raise PlanError(f"line {line}: it is one more mode of the job above; {ONE_MODE}")
    if len(row) != 3 + len(names):
        raise PlanError(
            f"line {line}: it should have a job, its mode, its duration and {len(names)} requests"
        )
    job, _, duration, *wants = row
    needs = {name: want for name, want in zip(names, wants, strict=True) if want}
    return Node(str(job), str(job), duration, tuple(before.get(job, ())), needs)


def _check_counts(found: _Sections, names: list[str], jobs: int) -> None:
    if found.counts.get("projects", 1) > 1:
        raise PlanError(f"it has {found.counts['projects']} projects; give one file for each")
    if found.counts.get("jobs", jobs) != jobs:
        raise PlanError(f"it says {found.counts['jobs']} jobs and has {jobs}; is the file cut off?")
    if any(name[0] == "D" for name in names):
        raise PlanError(
            "it has doubly constrained resources, with one number for the period and the whole; "
            "call them R where it is the period's, N where it is the whole's"
        )
    for letter, kind in KINDS.items():
        there = sum(name[0] == letter for name in names)
        if found.names and found.counts.get(kind, there) != there:
            said = found.counts[kind]
            raise PlanError(
                f"it says {said} {kind} resources and has {there} under {THERE}; correct one"
            )


def _check_jobs(found: _Sections, nodes: tuple[Node, ...]) -> None:
    known = {node.key for node in nodes}
    for line, job in _named(found.rows[LINKS]):
        if str(job) not in known:
            raise PlanError(
                f"line {line}: job {job} has no line under {WORK}; is the file cut off?"
            )


def _named(rows: list[Row]) -> Iterator[tuple[int, int]]:
    for line, row in rows:
        yield from ((line, job) for job in (row[0], *row[3:]))

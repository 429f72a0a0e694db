"""Instances of the resource-constrained project problem, made after the recipe of PSPLIB.

Kolisch and Sprecher 1997: jobs of 1 to 10 periods, each wanting 1 to 10 of some of four resources.
Three parameters say how hard it is: ``complexity``, links per job; ``factor``, the share of the
resources that a job wants; ``strength``, 0 for capacities that just hold the greediest job, 1 for
those that never hold anybody up.
"""

import math
import random
from dataclasses import dataclass
from itertools import product

RESOURCES = 4
WIDTH = 72
STARS = "*" * WIDTH
# The grid of J30 and J60.
GRID = list(product((1.5, 1.8, 2.1), (0.25, 0.5, 0.75, 1.0), (0.2, 0.5, 0.7, 1.0)))


@dataclass(frozen=True)
class Instance:
    """Job 0 is the supersource, the last the supersink; ``after`` lists each one's successors."""

    durations: list[int]
    after: list[list[int]]
    wants: list[list[int]]
    capacity: list[int]


def made(
    jobs: int, seed: int, complexity: float = 1.8, factor: float = 0.75, strength: float = 0.5
) -> Instance:
    """An instance of so many jobs and two more, the same for the same seed."""
    random_ = random.Random(f"{jobs} {seed} {complexity} {factor} {strength}")
    durations = [0, *(random_.randint(1, 10) for _ in range(jobs)), 0]
    after = _linked(random_, jobs, complexity)
    wants = [[0] * RESOURCES, *(_wanted(random_, factor) for _ in range(jobs)), [0] * RESOURCES]
    return Instance(durations, after, wants, _capacity(durations, after, wants, strength))


def packed(jobs: int, seed: int, length: int = 0) -> tuple[Instance, int]:
    """An instance whose best end is known, and that end.

    A rectangle, ``length`` periods wide and as high as the first resource, is cut into jobs, so
    that no schedule ends sooner than the work on that resource takes, and one ends just then. Links
    and the other resources hold in that schedule.
    """
    random_ = random.Random(f"packed {jobs} {seed}")
    length = length or 2 * jobs
    blocks = _cut(random_, jobs, (0, length, 12))
    random_.shuffle(blocks)
    durations = [0, *(last - first for first, last, _ in blocks), 0]
    after = [list(range(1, jobs + 1)), *([] for _ in blocks), []]
    for i, (_, last, _) in enumerate(blocks, 1):
        later = [j for j, (first, _, _) in enumerate(blocks, 1) if first >= last]
        after[i] = sorted(random_.sample(later, min(2, len(later)))) or [jobs + 1]
    others = [_wanted(random_, 0.5)[1:] for _ in blocks]
    wants = [[0] * RESOURCES, *([b[2], *o] for b, o in zip(blocks, others, strict=True))]
    wants.append([0] * RESOURCES)
    spans = list(zip(blocks, others, strict=True))
    peaks = [
        max(sum(o[r] for (a, b, _), o in spans if a <= t < b) for t in range(length))
        for r in range(RESOURCES - 1)
    ]
    return Instance(durations, after, wants, [12, *peaks]), length


def _cut(random_: random.Random, jobs: int, block: tuple[int, int, int]) -> list[tuple[int, ...]]:
    """So many blocks of (first, last, height) that fill the given one."""
    blocks: list[tuple[int, ...]] = [block]
    while len(blocks) < jobs:
        blocks.sort(key=lambda b: (b[1] - b[0]) * b[2])
        first, last, height = blocks.pop()
        if height > 1 and (last - first < 3 or random_.random() < 0.5):
            upper = random_.randint(1, height - 1)
            blocks += [(first, last, upper), (first, last, height - upper)]
        else:
            at = random_.randint(first + 1, last - 1)
            blocks += [(first, at, height), (at, last, height)]
    return blocks


def _linked(random_: random.Random, jobs: int, complexity: float) -> list[list[int]]:
    """Three jobs begin and three end; the others have one link in, one out, then more."""
    last, starters = jobs + 1, min(3, jobs)
    after: list[set[int]] = [set() for _ in range(last + 1)]
    after[0] = set(range(1, starters + 1))
    for job in range(starters + 1, last):
        after[random_.randrange(max(1, job - 12), job)].add(job)
    for job in range(1, last - 3):
        if not after[job]:
            after[job].add(random_.randrange(max(job + 1, starters + 1), last))
    for _ in range(20 * jobs):
        if sum(map(len, after)) >= complexity * (jobs + 2):
            break
        one = random_.randrange(1, last - 1) if last > 2 else 1
        if max(one + 1, starters + 1) < last:
            after[one].add(random_.randrange(max(one + 1, starters + 1), min(last, one + 20)))
    for job in range(1, last):
        after[job] = after[job] or {last}
    return [sorted(each) for each in after]


def _wanted(random_: random.Random, factor: float) -> list[int]:
    wanted = random_.sample(range(RESOURCES), max(1, round(factor * RESOURCES)))
    return [random_.randint(1, 10) if r in wanted else 0 for r in range(RESOURCES)]


def _capacity(
    durations: list[int], after: list[list[int]], wants: list[list[int]], strength: float
) -> list[int]:
    start = [0] * len(durations)
    for job, followers in enumerate(after):
        for other in followers:
            start[other] = max(start[other], start[job] + durations[job])
    spans = list(zip(start, durations, wants, strict=True))
    found = []
    for r in range(RESOURCES):
        least = max(want[r] for want in wants)
        peak = max(sum(w[r] for s, d, w in spans if s <= t < s + d) for t in range(start[-1] + 1))
        found.append(least + math.floor(strength * (max(peak, least) - least) + 0.5))
    return found


def told(instance: Instance) -> str:
    """The instance as a `.sm` file of PSPLIB."""
    jobs = len(instance.durations)
    names = "  ".join(f"R {r + 1}" for r in range(RESOURCES))
    links = [
        f"{i + 1:4}        1{len(after):11}        " + "".join(f"{j + 1:4}" for j in after)
        for i, after in enumerate(instance.after)
    ]
    works = zip(instance.durations, instance.wants, strict=True)
    requests = [
        f"{i + 1:3}      1{days:6}   " + "".join(f"{want:5}" for want in wants)
        for i, (days, wants) in enumerate(works)
    ]
    parts = [
        ["file with basedata            : MADE.BAS", "initial value random generator: 1"],
        [
            "projects                      :  1",
            f"jobs (incl. supersource/sink ):  {jobs}",
            f"horizon                       :  {sum(instance.durations)}",
            "RESOURCES",
            f"  - renewable                 :  {RESOURCES}   R",
            "  - nonrenewable              :  0   N",
            "  - doubly constrained        :  0   D",
        ],
        [
            "PROJECT INFORMATION:",
            "pronr.  #jobs rel.date duedate tardcost  MPM-Time",
            f"    1     {jobs - 2}      0       38       26       38",
        ],
        ["PRECEDENCE RELATIONS:", "jobnr.    #modes  #successors   successors", *links],
        ["REQUESTS/DURATIONS:", f"jobnr. mode duration  {names}", "-" * WIDTH, *requests],
        ["RESOURCEAVAILABILITIES:", f"  {names}", "".join(f"{c:5}" for c in instance.capacity)],
    ]
    return "\n".join(f"{STARS}\n" + "\n".join(part) for part in parts) + f"\n{STARS}\n"

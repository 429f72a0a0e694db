"""Good schedules fast: many orders tried one after the other, each drawn tight from both ends.

Serial schedules after well-known rules (latest start, latest finish, most work to follow) and after
these disturbed at random; each is justified to the right and back to the left (Valls, Ballestín and
Quintanilla 2005), which never makes it longer and mostly shorter.
"""

from collections.abc import Iterator
from time import monotonic

import numpy as np

from chengyun.planning.network import passes
from chengyun.planning.network_loops import Ints
from chengyun.planning.resources import Problem, Scheduled, lower_bound, mirrored, serial

SHAKEN = 0.25
"""How far a disturbed order strays, as a share of the longest chain."""


def search(problem: Problem, seconds: float, tries: int = 200) -> Scheduled:
    """The best schedule found in so many tries, or in the time; one at least."""
    until = monotonic() + seconds
    bound = lower_bound(problem)
    best, end = np.zeros(0, np.int64), -1
    for tried, start in enumerate(_schedules(problem)):
        if end < 0 or _end(problem, start) < end:
            best, end = start, _end(problem, start)
        if end <= bound or tried + 1 >= tries or monotonic() > until:
            break
    return Scheduled(best, end, bound)


def _end(problem: Problem, start: Ints) -> int:
    return int((start + problem.net.duration).max(initial=0))


def _schedules(problem: Problem) -> Iterator[Ints]:
    backward = mirrored(problem)
    for priority in _orders(problem):
        start = serial(problem, priority)
        yield start
        if problem.net.fixed.any():
            continue
        for _ in range(2):
            late = serial(backward, -(start + problem.net.duration))
            end = int((late + problem.net.duration).max(initial=0))
            start = serial(problem, end - late - problem.net.duration)
            yield start


def _orders(problem: Problem) -> Iterator[Ints]:
    found = passes(problem.net)
    rules = [found.late_start, found.late_finish, found.late_start + found.early_start]
    yield from rules
    chance = np.random.default_rng(7)
    spread = max(1.0, SHAKEN * found.length)
    while True:
        for rule in rules:
            noise = chance.exponential(spread, len(rule))
            yield np.asarray((rule + noise) * 1000, np.int64)

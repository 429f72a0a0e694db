"""Good schedules fast: many orders tried one after the other, each drawn tight from both ends.

Serial schedules after two rules (latest start, latest finish), after these disturbed at random
and after the best so far disturbed a little; each is justified to the right and back to the left
(Valls, Ballestín and Quintanilla 2005), which seldom makes it longer and mostly shorter.
"""

from collections.abc import Iterator
from itertools import islice
from time import monotonic

import numpy as np

from chengyun.planning.network import passes
from chengyun.planning.network_loops import Ints
from chengyun.planning.resources import Problem, Scheduled, Serial, lower_bound, mirrored

SHAKEN = 0.25
"""How far a disturbed rule strays, as a share of the longest chain."""
NEAR = (0.02, 0.05, 0.1)
"""And the best so far."""
PATIENCE = 3000
"""Schedules drawn without a better one before it is given up."""

FEW, SMALL = 6, 200
"""The first few orders of a small problem are not worth a second for loading numba."""


def search(
    problem: Problem, seconds: float, patience: int = PATIENCE, compiled: bool = True
) -> Scheduled:
    """The best schedule found until so many brought none, or in the time; one at least.

    Not compiled, a small problem gets its first few orders only, and numba is not loaded.
    """
    until = monotonic() + seconds
    tries = _Tries(problem)
    bound = lower_bound(problem)
    few = not compiled and len(problem.net.duration) <= SMALL
    for since in tries.drawn(FEW if few else None):
        if tries.end <= bound or since > patience or monotonic() > until:
            break
    return Scheduled(tries.best, tries.end, bound)


class _Tries:
    """The best of the schedules drawn so far, and its end."""

    def __init__(self, problem: Problem) -> None:
        self._length = problem.net.duration
        self._forward, self._backward = Serial(problem), Serial(mirrored(problem))
        self._justified = not problem.net.fixed.any()
        self._found = passes(problem.net)
        self.best, self.end = self._found.early_start, 1 << 60

    def drawn(self, most: int | None = None) -> Iterator[int]:
        """Draw on, from so many orders; says how many there were since the last better one."""
        since = 0
        for number, order in enumerate(islice(self._orders(), most)):
            compiled = number >= FEW or len(order) > SMALL
            for start in self._schedules(order, compiled):
                end = int((start + self._length).max(initial=0))
                since = 0 if end < self.end else since + 1
                if end < self.end:
                    self.best, self.end = start, end
                yield since

    def _schedules(self, order: Ints, compiled: bool) -> Iterator[Ints]:
        start = self._forward(order, compiled)
        yield start
        if self._justified:
            back = self._backward(-(start + self._length), compiled)
            yield self._forward(-(back + self._length), compiled)

    def _orders(self) -> Iterator[Ints]:
        rules = [self._found.late_start, self._found.late_finish]
        yield from rules
        chance = np.random.default_rng(7)
        while True:
            for rule in rules:
                yield self._shaken(chance, rule, SHAKEN)
                for share in NEAR:
                    yield self._shaken(chance, self.best, share)

    def _shaken(self, chance: np.random.Generator, order: Ints, share: float) -> Ints:
        noise = chance.exponential(max(1.0, share * self._found.length), len(order))
        return np.asarray((order + noise) * 1000, np.int64)

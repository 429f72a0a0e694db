"""The loops of the critical path method over columns.

The same functions run as plain Python over lists, or over arrays compiled by numba: a thousand
nodes are done before numba is loaded.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Column = Sequence[int]
WORTH_COMPILING = 30_000
"""Numbers in all columns together; plain Python has done fewer before numba would be loaded."""


def run(loop: Callable[..., Any], *columns: Ints) -> Ints:
    """The column that ``loop`` makes of these; they are not changed."""
    if sum(map(len, columns)) < WORTH_COMPILING:
        return np.asarray(loop(*(column.tolist() for column in columns)), np.int64)
    return np.asarray(machine_code(loop)(*(column.copy() for column in columns)), np.int64)


@cache
def machine_code(loop: Callable[..., Any]) -> Callable[..., Any]:
    """The loop compiled; loads numba."""
    from chengyun.detection.compiled import compiled

    return compiled(loop)


def ordered(waits: Any, first: Column, target: Column, order: Any) -> Any:
    """``order`` with all nodes after what they follow; -1 at the end for those in a cycle.

    ``waits`` counts the links into each node and is used up; ``order`` comes full of -1.
    """
    found = 0
    for i in range(len(waits)):
        if waits[i] == 0:
            order[found] = i
            found += 1
    done = 0
    while done < found:
        i = order[done]
        done += 1
        for k in range(first[i], first[i + 1]):
            waits[target[k]] -= 1
            if waits[target[k]] == 0:
                order[found] = target[k]
                found += 1
    return order


def forward(
    start: Any, order: Column, first: Column, target: Column, weight: Column, fixed: Column
) -> Any:
    """Earliest starts; ``start`` comes with the releases. A fixed node starts when it did."""
    for i in order:
        for k in range(first[i], first[i + 1]):
            j = target[k]
            if fixed[j] == 0 and start[j] < start[i] + weight[k]:
                start[j] = start[i] + weight[k]
    return start


def backward(
    late: Any, order: Column, first: Column, target: Column, weight: Column, fixed: Column
) -> Any:
    """Latest starts; ``late`` comes with what each node's own limit allows."""
    for n in range(len(order) - 1, -1, -1):
        i = order[n]
        for k in range(first[i], first[i + 1]):
            j = target[k]
            if fixed[j] == 0 and late[i] > late[j] - weight[k]:
                late[i] = late[j] - weight[k]
    return late


def gaps(
    room: Any, start: Column, first: Column, target: Column, weight: Column, fixed: Column
) -> Any:
    """Free float; ``room`` comes with the time from each finish to the end of all."""
    for i in range(len(room)):
        for k in range(first[i], first[i + 1]):
            j = target[k]
            if fixed[j] == 0 and room[i] > start[j] - weight[k] - start[i]:
                room[i] = start[j] - weight[k] - start[i]
    return room

"""The loop that draws schedules with shared resources; compiled, it draws thousands in a second."""

from typing import Any


def serial(
    start: Any,
    waits: Any,
    priority: Any,
    first: Any,
    target: Any,
    weight: Any,
    fixed: Any,
    length: Any,
    demand: Any,
    room: Any,
) -> Any:
    """Starts int64[n]; ``start`` comes with the releases, ``room`` int64[r, t] with the capacities.

    What is fixed takes its place first. ``room`` and ``waits`` are used up.
    """
    kinds, horizon = room.shape
    for step in range(2 * len(start)):
        i = -1
        if step < len(start):
            i = step if fixed[step] else -1
        else:
            for j in range(len(start)):
                if waits[j] == 0 and not fixed[j] and (i < 0 or priority[j] < priority[i]):
                    i = j
        if i < 0:
            continue
        if not fixed[i]:
            # Its place: no unit of it where a resource has too little left.
            at = start[i]
            while at < start[i] + length[i]:
                short = False
                for r in range(kinds):
                    if at < horizon and room[r, at] < demand[i, r]:
                        short = True
                at += 1
                if short:
                    start[i] = at
        waits[i] = -1
        for at in range(max(start[i], 0), min(max(start[i] + length[i], 0), horizon)):
            for r in range(kinds):
                room[r, at] -= demand[i, r]
        for k in range(first[i], first[i + 1]):
            j = target[k]
            if not fixed[j]:
                waits[j] -= 1
                start[j] = max(start[j], start[i] + weight[k])
    return start

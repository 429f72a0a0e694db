"""Keeping counts from telling about single persons: small ones are withheld, and with them as many
others as it takes that nobody finds them by subtracting from a total.

Pure. The practice is that of statistical offices (primary and complementary suppression of
tables); zero is told, it is about nobody.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LEAST = 5
Counts = NDArray[np.int64]
Hidden = NDArray[np.bool_]


def withheld(counts: Counts) -> Hidden:
    """Which cells of a table (rows, columns) of counts are not to be told.

    The sums of all rows and columns may be told beside it: no row and no column has exactly one
    hidden cell.
    """
    hidden: Hidden = (counts > 0) & (counts < LEAST)
    while (more := _alone(counts, hidden)) is not None:
        hidden[more] = True
    return hidden


def row(counts: Sequence[int]) -> list[int | None]:
    """One row of counts beside its sum, None for what is withheld."""
    told = np.array(counts, dtype=np.int64)
    hidden = (told > 0) & (told < LEAST)
    if hidden.sum() == 1 and len(told) > 1:
        hidden[_next(told, hidden)] = True
    return [None if hide else int(n) for n, hide in zip(told, hidden, strict=True)]


def share(part: float, whole: float) -> int | None:
    """A whole per cent; None of fewer than five."""
    return round(100 * part / whole) if whole >= LEAST else None


def _alone(counts: Counts, hidden: Hidden) -> tuple[int, int] | None:
    """The cell that has to keep a lonely hidden one company."""
    for at in np.flatnonzero(hidden.sum(axis=1) == 1):
        if hidden.shape[1] > 1:
            return int(at), _next(counts[at], hidden[at])
    for at in np.flatnonzero(hidden.sum(axis=0) == 1):
        if hidden.shape[0] > 1:
            return _next(counts[:, at], hidden[:, at]), int(at)
    return None


def _next(counts: Counts, hidden: Hidden) -> int:
    """The smallest count that is still told, one above zero if there is any."""
    order = np.lexsort((counts, counts == 0, hidden))
    return int(order[0])

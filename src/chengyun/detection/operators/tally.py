"""Counting far with one byte.

A tally counts exactly to 32 and then in growing strides: a count of 40 steps by 2, one of 5,000 by
256. Whether a step is taken is drawn from the reading's own time, so the same readings give the
same tally; on average it is right, to within a sixteenth.
"""

import numpy as np

from ..compiled import compiled

MANTISSA = 16


def _count(tally: int) -> int:
    exponent, rest = divmod(tally, MANTISSA)
    return (MANTISSA + rest) << (exponent - 1) if exponent else rest


TALLIES = np.array([_count(tally) for tally in range(256)], np.float64)
"""What each tally stands for: 0 to 507,904."""
WEIGHTS = (1 / (TALLIES + 1)).astype(np.float32)
"""Weight of the next reading in a plain mean, by tally."""


@compiled
def grows(tally: int, time: int) -> bool:
    """Whether a reading of that time (µs) takes a tally below 255 one step on."""
    stride = max((tally >> 4) - 1, 0)
    drawn = (np.uint64(time) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)
    return bool((drawn & np.uint64((1 << stride) - 1)) == np.uint64(0))

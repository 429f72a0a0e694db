"""Counts in one byte and variances in two: what a million baselines can afford.

Neither could grow by little steps if it were simply rounded. Whether a number is rounded up is
drawn from the reading's own time: the same readings give the same state, and on average nothing
is lost.

- A tally counts exactly to 32 and then in growing strides: a count of 40 steps by 2, one of 5,000
  by 256; right to within a sixteenth.
- A narrow variance has 9 binary digits and a range of 1e-19 to 1e19; below, it is nothing.
"""

import numpy as np

from ..compiled import compiled

MANTISSA = 16
FULL = 255
DROPPED = 14
"""Binary digits of a float32 that a narrow variance does without."""
LOWEST = 64 << (23 - DROPPED)
"""Code of 2⁻⁶³, the least variance told from nothing."""
MOST = np.iinfo(np.uint16).max


def _count(tally: int) -> int:
    exponent, rest = divmod(tally, MANTISSA)
    return (MANTISSA + rest) << (exponent - 1) if exponent else rest


TALLIES = np.array([_count(tally) for tally in range(FULL + 1)], np.float64)
"""What each tally stands for: 0 to 507,904."""
WEIGHTS = (1 / (TALLIES + 1)).astype(np.float32)
"""Weight of the next reading in a plain mean, by tally."""


@compiled
def drawn_from(time: int) -> int:
    """64 even bits from a time in µs (Fibonacci hashing)."""
    return np.uint64(time) * np.uint64(0x9E3779B97F4A7C15)  # type: ignore[return-value]


@compiled
def one_more(tally: int, drawn: int) -> int:
    """The tally after one more of what it counts."""
    if tally == FULL:
        return tally
    stride = max(tally // MANTISSA - 1, 0)
    lot = (drawn >> np.uint64(40)) & np.uint64((1 << stride) - 1)
    return tally + 1 if lot == np.uint64(0) else tally


@compiled
def widened(code: int) -> float:
    """The variance (float32) that a code stands for."""
    bits = np.int32((np.int64(code) + LOWEST) << DROPPED)
    return bits.view(np.float32) if code else np.float32(0)  # type: ignore[return-value]


@compiled
def narrowed(variance: float, drawn: int) -> int:
    """Code of a variance (float32), rounded up or down by lot."""
    bits = np.int64(np.float32(variance).view(np.int32))
    code = ((bits + np.int64(drawn >> np.uint64(64 - DROPPED))) >> DROPPED) - LOWEST
    return min(max(code, 0), MOST)  # type: ignore[return-value]

"""Noise without state: the same seed, stream and moment always give the same number."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_GOLDEN, _ONE, _TWO = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


def uniform(seed: int, stream: Ints, bucket: Ints, salt: int = 0) -> Floats:
    """float64[n] in [0, 1) from a hash (splitmix64) of seed, stream, bucket and salt."""
    start = (seed * 1_000_003 + salt * 7_919 + 1) * _GOLDEN & 0xFFFFFFFFFFFFFFFF
    x = stream.astype(np.uint64) * np.uint64(_ONE) + np.uint64(start)
    x = _mixed(x) ^ (bucket.astype(np.uint64) * np.uint64(_GOLDEN))
    return np.asarray(_mixed(x) >> np.uint64(11), dtype=np.float64) / 2.0**53


def _mixed(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    x = (x ^ (x >> np.uint64(30))) * np.uint64(_ONE)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(_TWO)
    return np.asarray(x ^ (x >> np.uint64(31)))


def bounded(seed: int, stream: Ints, bucket: Ints, salt: int = 0) -> Floats:
    """Bell-shaped noise in [-1, 1]: three uniforms, so it never strays far."""
    parts = [uniform(seed, stream, bucket, salt * 10 + i + 1) for i in range(3)]
    return np.asarray((parts[0] + parts[1] + parts[2]) / 1.5 - 1.0)


def drifting(seed: int, stream: Ints, at_s: Floats, period_s: float, salt: int = 0) -> Floats:
    """Slow noise in [-1, 1] that moves smoothly from one period to the next."""
    whole = np.floor(at_s / period_s)
    part = at_s / period_s - whole
    part = part * part * (3 - 2 * part)
    bucket = whole.astype(np.int64)
    before = uniform(seed, stream, bucket, salt)
    after = uniform(seed, stream, bucket + 1, salt)
    return np.asarray(2 * (before + (after - before) * part) - 1)

"""What the unusual detector remembers of one stream: arrays of a fixed size, 17 kB in all."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CHANNELS = 6
"""Ways to be strange, each with its own tail: far, jump, shift, rough, season, shape."""
BINS = 128
BIN_WIDTH = 0.125
LOWEST = -7.0
"""Strangeness is counted in bins of its natural logarithm, from `LOWEST` up."""
SLOTS = 48
"""Parts of a day."""
WEEKDAYS = 7
BLOCK = 4
PARTS = 16
SHAPE = BLOCK * PARTS
"""A shape is the last 64 rows as 16 means of 4 rows."""
PAST = 1000
"""Earlier shapes that a shape is compared with."""
RING = PAST + 2 * SHAPE
PRIOR_ROWS = 20.0


class Memory(NamedTuple):
    """Everything is float64 and of a fixed size. `seen` counts the numbers, not the rows."""

    seen: Floats
    """[1] numbers learnt so far."""
    size: Floats
    """[1] the largest absolute value seen: what rounding is measured by."""
    far: Floats
    """[2] slow mean, spread."""
    jump: Floats
    """[2] last value, spread of steps."""
    shift: Floats
    """[3] short mean, long mean, spread of their difference."""
    rough: Floats
    """[4] mean step over a long time, over a short time, usual log of it, spread of the log."""
    season: Floats
    """[4] slow mean, quick mean, distance from the daily profile, spread of the residual."""
    errors: Floats
    """[6] mean error of each forecast."""
    day: Floats
    """[SLOTS, 2] mean and count of each part of the day."""
    week: Floats
    """[WEEKDAYS × SLOTS, 2] mean and count of each part of the week."""
    recent: Floats
    """[BLOCK] the last values."""
    blocks: Floats
    """[RING] means of BLOCK values, one for each row."""
    shape: Floats
    """[1] spread of the distances."""
    tails: Floats
    """[CHANNELS, BINS] how often each strangeness was met."""
    mass: Floats
    """[CHANNELS, 2] sum of a channel's bins, and what one row adds."""
    hold: Floats
    """[2] the height that a new peak has to pass, and the smoothed height."""


def fresh() -> Memory:
    """The memory of a stream of which nothing is known."""
    tails = np.tile(_half_normal(), (CHANNELS, 1))
    return Memory(
        seen=np.zeros(1),
        size=np.zeros(1),
        far=np.zeros(2),
        jump=np.zeros(2),
        shift=np.zeros(3),
        rough=np.zeros(4),
        season=np.zeros(4),
        errors=np.zeros(6),
        day=np.zeros((SLOTS, 2)),
        week=np.zeros((WEEKDAYS * SLOTS, 2)),
        recent=np.zeros(BLOCK),
        blocks=np.zeros(RING),
        shape=np.zeros(1),
        tails=tails,
        mass=np.stack([tails.sum(1), np.ones(CHANNELS)], 1),
        hold=np.zeros(2),
    )


def size_bytes() -> int:
    """Bytes of one stream's memory."""
    return sum(part.nbytes for part in fresh())


def _half_normal() -> Floats:
    """What is expected before anything was seen: a Gaussian whose mean distance is 1."""
    from math import erf, exp, pi, sqrt

    edges = [LOWEST + BIN_WIDTH * at for at in range(BINS + 1)]
    below = np.array([erf(exp(edge) / sqrt(pi)) for edge in edges])
    return PRIOR_ROWS * np.diff(below)

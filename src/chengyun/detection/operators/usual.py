"""The loop of the baseline: each reading against what was usual before it, then learnt."""

import numpy as np
from numpy.typing import NDArray

from ..clock import bucket_at, offset_at
from ..compiled import AHEAD, compiled, prefetch
from ..readings import Floats, Ids, Ints
from ..state import Array
from .latch import Bytes
from .small import drawn_from, narrowed, one_more, widened

HOUR = 3_600_000_000
Singles = NDArray[np.float32]


@compiled
def hour_of(time: int, begins: Ints, offsets: Ints, rests: Bytes) -> tuple[int, int, int, int]:
    """Start (µs UTC) of the local hour of a time; buckets of it, of the hour before and after."""
    local = time + offset_at(time, begins, offsets)
    before, after = bucket_at(local - HOUR, rests), bucket_at(local + HOUR, rests)
    return time - local % HOUR, bucket_at(local, rests), before, after


@compiled
def between(cells: Array, at: int, this: int, next_: int, share: float) -> tuple[float, float]:
    """Mean and variance on the way from one bucket's to its neighbour's."""
    here, there, part = cells[this, at], cells[next_, at], np.float32(share)
    mean = here.mean + part * (there.mean - here.mean)
    own = widened(here.variance)
    return mean, own + part * (widened(there.variance) - own)


@compiled
def learn(
    slot: Ids, time: Ints, value: Floats, begins: Ints, offsets: Ints, rests: Bytes,
    limit: float, clear: float, floor: float, side: int,
    kind: Bytes, pace: Singles, need: Bytes, weights: Singles,
    cells: Array, score: Floats, usual: Singles, bucket: Bytes,
) -> None:  # fmt: skip
    """Score each reading, then learn it.

    `usual` takes mean, sd and z, `bucket` where they are from, `score` z turned to the rule's
    side; NaN before the bucket speaks. A score beyond where the rule clears is compared with
    what lies between this hour and the nearer one, minute by minute, and the milder one counts.
    """
    start, end, this, before, after = 0, 0, 0, 0, 0
    lane, alike = cells[0], need.shape[1] == 1
    least = np.float32(floor)
    for row in range(len(slot)):
        at, when = slot[row], time[row]
        if not start <= when < end:
            start, this, before, after = hour_of(when, begins, offsets, rests)
            end, lane = start + HOUR, cells[this]
        prefetch(lane, np.int64(slot[min(row + AHEAD, len(slot) - 1)]))
        cell, tier = lane[at], this // 24
        pace_of = 0 if alike else kind[at]
        mean, variance = cell.mean, widened(cell.variance)
        spread = max(np.sqrt(variance), least)
        away = np.float32(value[row]) - mean
        z = away / spread
        speaks = cell.count >= need[tier, pace_of]
        bucket[row] = this
        if speaks and abs(z) > clear:
            share = (when - start) / HOUR - 0.5
            next_ = after if share > 0 else before
            if cells[next_, at].count >= need[next_ // 24, pace_of]:
                middle, square = between(cells, at, this, next_, abs(share))
                wide = max(np.sqrt(square), least)
                other = (np.float32(value[row]) - middle) / wide
                if abs(other) < abs(z):
                    mean, spread, z = middle, wide, other
        usual[0, row], usual[1, row], usual[2, row] = mean, spread, z
        turned = abs(z) if side == 0 else side * z
        score[row] = turned if speaks else np.nan
        if speaks and abs(z) > limit:
            continue
        weight = max(weights[cell.count], pace[tier, pace_of])
        step, lot = weight * away, drawn_from(when)
        cell.mean += step
        cell.variance = narrowed((np.float32(1) - weight) * (variance + step * away), lot)
        cell.count = one_more(cell.count, lot)

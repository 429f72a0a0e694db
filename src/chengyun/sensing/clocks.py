"""How right the clocks of the senders are, and which readings come late or early."""

from collections import deque
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt
from prometheus_client import Counter, Gauge

LATE = Counter("chengyun_readings_late", "Readings taken that came late, by kind", ["kind"])
EARLY = Counter("chengyun_readings_early", "Readings taken that are ahead of this server's clock")
SKEW = Gauge("chengyun_source_skew_seconds", "How far a source's clock seems ahead", ["source"])

OLD_US = 3600 * 1_000_000
EARLY_US = 2 * 1_000_000
DAY_US = 86_400 * 1_000_000
SAMPLES = 64
ENOUGH = 16
# A spread above this is a sender that batches or a network that stutters, not a wrong clock.
STEADY_US = 2 * 1_000_000

Micros = npt.NDArray[np.int64]


class Clocks:
    """Skew by source, and the newest time of every datastream as this process saw it."""

    def __init__(self) -> None:
        self._samples: dict[int, deque[int]] = {}
        self._newest: Micros = np.zeros(0, np.int64)

    def listen(self, source: int, name: str, time: Micros, now_us: int) -> None:
        """Compare the newest time of a group with this clock; refused readings tell as well."""
        sound = time[np.abs(time - now_us) < DAY_US]
        if len(sound):
            samples = self._samples.setdefault(source, deque(maxlen=SAMPLES))
            samples.append(int(sound.max()) - now_us)
            skew = self.skew_s(source)
            if skew is not None:
                SKEW.labels(name).set(skew)

    def skew_s(self, source: int) -> float | None:
        """Seconds that the source's clock is ahead (negative: behind, or it holds readings back
        for ever as long); None while that is not steady."""
        samples = self._samples.get(source, ())
        if len(samples) < ENOUGH:
            return None
        ordered = sorted(samples)
        quarter = len(ordered) // 4
        steady = ordered[-quarter - 1] - ordered[quarter] <= STEADY_US
        return median(ordered) / 1e6 if steady else None

    def ahead(self, source: int) -> str:
        """What a sender whose readings are of the future is told of its clock."""
        skew = self.skew_s(source)
        return f"this source's clock seems {skew:.0f} s ahead" if skew and skew > 1 else ""

    def count(self, ids: npt.NDArray[Any], time: Micros, now_us: int) -> tuple[int, int]:
        """Count what is late (behind its datastream's newest, or over an hour old) and early;
        returns both."""
        self._room(int(ids.max(initial=0)))
        newest = self._newest[ids]
        behind = int(np.count_nonzero(time < newest))
        old = int(np.count_nonzero((time < now_us - OLD_US) & (time >= newest)))
        early = int(np.count_nonzero(time > now_us + EARLY_US))
        np.maximum.at(self._newest, ids, time)
        for kind, number in (("behind", behind), ("old", old)):
            if number:
                LATE.labels(kind).inc(number)
        if early:
            EARLY.inc(early)
        return behind + old, early

    def _room(self, greatest: int) -> None:
        if greatest >= len(self._newest):
            more = np.zeros(greatest + 1024 - len(self._newest), np.int64)
            self._newest = np.concatenate((self._newest, more))

"""What a reading must be, decided by columns: one reason a row, the first that applies."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chengyun.sensing.intake import Raw
from chengyun.sensing.registry import Registry

FUTURE_US = 300 * 1_000_000
EARLIEST_US = 946_684_800 * 1_000_000  # 2000-01-01; before it a clock was never set

# In order of what is told first; each row has one reason.
REASONS = (
    "unknown_datastream",
    "not_yours",
    "bad_time",
    "future_time",
    "not_a_number",
    "out_of_range",
)
MESSAGES = {
    "unknown_datastream": "no datastream has this key or id",
    "not_yours": "this source may not write this datastream",
    "bad_time": "time must be µs since 1970 or ISO 8601 with a zone, from the year 2000 on",
    "future_time": "time is more than five minutes ahead of this server's clock",
    "not_a_number": "value must be a finite number",
    "out_of_range": "value is outside what this property can be",
}
SOUND = -1

Ids = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Reasons = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Rejection:
    row: int
    reason: str
    message: str


def check(raw: Raw, registry: Registry, own: Bools | None, now_us: int) -> tuple[Ids, Reasons]:
    """Ids and, per row, the index of the reason to refuse it (SOUND: none).

    `own[id]` says whether the source may write a datastream; None: all.
    """
    ids = _ids(raw, registry)
    known = registry.known(ids)
    row = ids if known.all() else np.where(known, ids, 0)
    with np.errstate(invalid="ignore"):
        wrong = (
            ~known,
            ~own[row] if own is not None else None,
            raw.time < EARLIEST_US,
            raw.time > now_us + FUTURE_US,
            ~np.isfinite(raw.value),
            (raw.value < registry.low[row]) | (raw.value > registry.high[row]),
        )
    return ids, _first(wrong, len(raw))


def _first(wrong: tuple[Bools | None, ...], rows: int) -> Reasons:
    reason = np.full(rows, SOUND, np.int8)
    for index in range(len(wrong) - 1, -1, -1):
        mask = wrong[index]
        if mask is not None and mask.any():
            reason[mask] = index
    return reason


def _ids(raw: Raw, registry: Registry) -> Ids:
    if isinstance(raw.datastream, np.ndarray):
        return raw.datastream.astype(np.int64)
    return registry.find(raw.datastream)


def rejections(reason: Reasons, ahead: str = "") -> list[Rejection]:
    """The refused rows in words; `ahead` is what is known of the sender's clock."""
    return [
        _rejection(int(row), REASONS[reason[row]], ahead) for row in np.flatnonzero(reason >= 0)
    ]


def _rejection(row: int, reason: str, ahead: str) -> Rejection:
    more = f"; {ahead}" if ahead and reason == "future_time" else ""
    return Rejection(row, reason, MESSAGES[reason] + more)


class Owned:
    """Which datastreams a source may write, as columns kept until registry or prefixes change."""

    def __init__(self) -> None:
        self.prefixes: dict[int, tuple[str, ...]] = {}
        self._registry: Registry | None = None
        self._masks: dict[int, Bools] = {}

    def set(self, prefixes: dict[int, tuple[str, ...]]) -> None:
        """Prefixes by source id; a source that is not there may write everything."""
        if prefixes != self.prefixes:
            self.prefixes, self._masks = prefixes, {}

    def permits(self, source: int, key: str) -> bool:
        """Whether a key, known or not, is the source's."""
        prefixes = self.prefixes.get(source)
        return prefixes is None or key.startswith(prefixes)

    def mask(self, source: int, registry: Registry) -> Bools | None:
        """bool[registry.size]; None: everything is the source's."""
        if source not in self.prefixes:
            return None
        if registry is not self._registry:
            self._registry, self._masks = registry, {}
        if source not in self._masks:
            self._masks[source] = _mask(registry, self.prefixes[source])
        return self._masks[source]


def _mask(registry: Registry, prefixes: tuple[str, ...]) -> Bools:
    mask = np.zeros(registry.size, np.bool_)
    mask[[number for key, number in registry.ids.items() if key.startswith(prefixes)]] = True
    return mask

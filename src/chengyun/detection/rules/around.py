"""Rules on a stream and those around it."""

from dataclasses import dataclass, field
from typing import ClassVar, get_args

from .base import METRES, SECONDS, SIGMAS, STREAMS, VALUE, Rule, Side, Steps
from .window import Conditioned

NEAREST: dict[str, object] = {"unit": "streams", "least": 0, "most": 50}
MOST_NEAREST = 50


@dataclass(frozen=True, kw_only=True)
class Neighbours(Conditioned):
    """The stream and at least `k` of its neighbours lie beyond the limit at the same time.

    Neighbours are its `nearest` streams of the property, no further than `within_m` metres and in
    the same area of `level`, as far as these are given; with `nearest` 0 all of that area. A
    neighbour's last reading counts for `window_s` seconds. `steps` are greater numbers.
    """

    k: int = field(metadata=STREAMS)
    nearest: int = field(default=8, metadata=NEAREST)
    within_m: float = field(default=0.0, metadata=METRES)
    level: str = ""
    window_s: float = field(default=600.0, metadata=SECONDS)
    hold_s: float = field(default=0.0, metadata=SECONDS)
    steps: Steps = field(default=(), metadata=STREAMS)

    kind: ClassVar[str] = "neighbours"

    def _check(self) -> None:
        self._check_limit()
        self._insist_at_least(1, k=self.k)
        self._insist_positive(window_s=self.window_s)
        self._insist_at_least(0, within_m=self.within_m, hold_s=self.hold_s)
        self._insist(0 <= self.nearest <= MOST_NEAREST, "nearest must be between 0 and 50")
        self._insist(bool(self.nearest or self.level), "give nearest, or a level")
        self._insist(not self.nearest or self.k <= self.nearest, "k is more than nearest")
        self._check_steps(self.k, 1.0, self.steps)


@dataclass(frozen=True, kw_only=True)
class Peers(Rule):
    """The value lies `z` robust deviations from the median of its peers' last values.

    Peers are its `nearest` streams of the property, limited as for Neighbours; at least
    `min_peers` must have spoken within `window_s` seconds. The deviation is 1.4826 × the median
    absolute deviation, `floor_sd` at least. Clears at `clear` (half of z unless given).
    """

    z: float = field(default=6.0, metadata=SIGMAS)
    side: Side = "both"
    clear: float | None = field(default=None, metadata=SIGMAS)
    floor_sd: float = field(default=1e-6, metadata=VALUE)
    nearest: int = field(default=8, metadata=STREAMS)
    within_m: float = field(default=0.0, metadata=METRES)
    level: str = ""
    min_peers: int = field(default=4, metadata=STREAMS)
    window_s: float = field(default=3600.0, metadata=SECONDS)
    hold_s: float = field(default=0.0, metadata=SECONDS)
    steps: Steps = field(default=(), metadata=SIGMAS)

    kind: ClassVar[str] = "peers"

    @property
    def clears_at(self) -> float:
        """Where the first limit clears."""
        return self.z / 2 if self.clear is None else self.clear

    def _check(self) -> None:
        self._insist_positive(z=self.z, floor_sd=self.floor_sd, window_s=self.window_s)
        self._insist_at_least(0, within_m=self.within_m, hold_s=self.hold_s)
        self._insist(self.side in get_args(Side), f"side {self.side!r} is unknown")
        self._insist(0 <= self.clears_at <= self.z, "clear must be between 0 and z")
        enough = 3 <= self.min_peers <= self.nearest <= MOST_NEAREST
        self._insist(enough, "min_peers must be 3 or more, nearest no fewer and at most 50")
        self._check_steps(self.z, 1.0, self.steps)


@dataclass(frozen=True, kw_only=True)
class Distinct(Conditioned):
    """`n` or more different streams of one area of `level` beyond the limit within `window_s`.

    One alarm for the area, told at the stream that made the number full. Clears when there are
    fewer, by that stream's next reading or by the clock.
    """

    n: int = field(metadata={"unit": "streams", "least": 2})
    window_s: float = field(metadata=SECONDS)
    level: str = "street"

    kind: ClassVar[str] = "distinct"

    def _check(self) -> None:
        self._check_limit()
        self._insist_at_least(2, n=self.n)
        self._insist_positive(window_s=self.window_s)
        self._insist(bool(self.level), "level is empty")

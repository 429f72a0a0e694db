"""A batch of readings as columns."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ids = NDArray[np.int32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NEVER = np.iinfo(np.int64).min
"""The time of what has not happened yet, in columns of times."""

LARGEST = 1e18
"""A magnitude beyond which a value is taken as rubbish: its square must fit a float32."""


@dataclass(frozen=True, slots=True)
class Readings:
    """Columns of one batch: stream int32[n], time int64[n] µs since epoch UTC, value float64[n].

    Array-likes are converted; columns of unequal length raise ValueError.
    """

    stream: NDArray[np.int32]
    time: Ints
    value: Floats

    def __post_init__(self) -> None:
        for name, dtype in (("stream", np.int32), ("time", np.int64), ("value", np.float64)):
            object.__setattr__(self, name, np.ascontiguousarray(getattr(self, name), dtype))
        lengths = {self.stream.shape, self.time.shape, self.value.shape}
        if len(lengths) != 1 or self.stream.ndim != 1:
            raise ValueError(f"the columns of readings must be of one length, not {lengths}")

    @classmethod
    def of(cls, stream: ArrayLike, time: ArrayLike, value: ArrayLike) -> Self:
        """Readings from anything NumPy can turn into columns."""
        return cls(np.asarray(stream), np.asarray(time), np.asarray(value))

    def __len__(self) -> int:
        return len(self.stream)

    def __getitem__(self, rows: slice) -> "Readings":
        return Readings(self.stream[rows], self.time[rows], self.value[rows])

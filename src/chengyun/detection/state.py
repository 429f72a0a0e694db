"""Struct-of-arrays state that grows with the number of streams."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One array of state: its type, what a fresh row holds, and rows per slot (0: one value)."""

    dtype: DTypeLike
    fill: Any = 0
    rows: int = 0

    def blank(self, size: int) -> Array:
        """A fresh array for `size` slots. Zeros cost no memory until they are written."""
        shape = (self.rows, size) if self.rows else (size,)
        if isinstance(self.fill, int) and self.fill == 0:
            return np.zeros(shape, self.dtype)
        return np.full(shape, self.fill, self.dtype)


class State:
    """Named arrays, slots along the last axis, with room to grow."""

    def __init__(self, **columns: Column) -> None:
        self.columns = columns
        self.size = 0
        self.room = 0
        self.arrays: dict[str, Array] = {name: c.blank(0) for name, c in columns.items()}

    def __getitem__(self, name: str) -> Array:
        return self.arrays[name]

    def resize(self, size: int) -> None:
        """Make room for `size` slots; what is there stays."""
        self.size = max(size, self.size)
        if size <= self.room:
            return
        self.room = size if not self.room else max(size, self.room * 3 // 2)
        for name, column in self.columns.items():
            bigger = column.blank(self.room)
            _copy(self.arrays[name], bigger)
            self.arrays[name] = bigger

    def dump(self) -> dict[str, Array]:
        """The arrays, cut to the slots in use (views)."""
        return {name: array[..., : self.size] for name, array in self.arrays.items()}

    def load(self, arrays: Mapping[str, Array]) -> bool:
        """Take over dumped arrays as they are, without a copy; False, changing nothing, if they
        are of another layout.
        """
        if not all(self._fits(name, arrays.get(name)) for name in self.columns):
            return False
        self.arrays = {name: arrays[name] for name in self.columns}
        self.size = self.room = min(array.shape[-1] for array in self.arrays.values())
        return True

    def _fits(self, name: str, array: Array | None) -> bool:
        blank = self.columns[name].blank(0)
        return (
            array is not None
            and array.dtype == blank.dtype
            and array.shape[:-1] == blank.shape[:-1]
        )


def _copy(old: Array, bigger: Array) -> None:
    """Rows of nothing are not written, so that they go on costing no memory."""
    size = old.shape[-1]
    if old.ndim == 1:
        bigger[:size] = old
        return
    for row, line in enumerate(old):
        if line.view(np.uint8).any():
            bigger[row, :size] = line

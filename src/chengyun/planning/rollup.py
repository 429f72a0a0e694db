"""Roll-ups: what the children say must add up to what the parent says.

For amounts and counts only. A rate is never added: roll up its numerator and its denominator.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from math import fsum, isclose


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A parent whose declared figure is not what its children add up to.

    ``missing`` names children without any figure: then the sum is known to be incomplete.
    """

    key: str
    declared: float | None
    children_sum: float
    missing: tuple[str, ...]

    @property
    def difference(self) -> float | None:
        """Declared minus the children's sum; None if the parent declares nothing."""
        return None if self.declared is None else self.declared - self.children_sum


@dataclass(frozen=True, slots=True)
class Rollup:
    """``totals`` of every key that has a figure, from below where there is one; and what fails."""

    totals: Mapping[str, float]
    mismatches: tuple[Mismatch, ...]

    @property
    def adds_up(self) -> bool:
        return not self.mismatches


def roll_up(
    parents: Mapping[str, str | None],
    declared: Mapping[str, float | None],
    tolerance: float = 1e-6,
) -> Rollup:
    """Add figures up a tree.

    ``parents`` maps each key to its parent (None for a root); ``declared`` holds the figures given,
    for leaves and, where they declare one, for parents. A parent's total is the sum of its
    children; its own figure stands only if no child has one. ``tolerance`` is the difference still
    taken for equal. Raises ValueError for an unknown parent or figure, or a cycle.
    """
    children = _children(parents, declared)
    totals: dict[str, float] = {}
    mismatches = []
    for key in _bottom_up(children):
        own, below = declared.get(key), children[key]
        sums = [totals[child] for child in below if child in totals]
        if sums:
            totals[key] = fsum(sums)
            missing = tuple(child for child in below if child not in totals)
            if missing or not _equal(own, totals[key], tolerance):
                mismatches.append(Mismatch(key, own, totals[key], missing))
        elif own is not None:
            totals[key] = own
    return Rollup(totals, tuple(mismatches))


def _children(
    parents: Mapping[str, str | None], declared: Mapping[str, float | None]
) -> dict[str, list[str]]:
    children: dict[str, list[str]] = {key: [] for key in parents}
    for key in declared:
        if key not in children:
            raise ValueError(f"the figure of {key!r} belongs to nothing in the tree")
    for key, parent in parents.items():
        if parent is not None and parent not in children:
            raise ValueError(f"the parent {parent!r} of {key!r} is not in the tree")
        if parent is not None:
            children[parent].append(key)
    return children


def _bottom_up(children: Mapping[str, list[str]]) -> list[str]:
    try:
        return list(TopologicalSorter(children).static_order())
    except CycleError as error:
        raise ValueError(f"the tree has a cycle: {' → '.join(error.args[1])}") from error


def _equal(own: float | None, total: float, tolerance: float) -> bool:
    return own is None or isclose(own, total, rel_tol=0.0, abs_tol=tolerance)

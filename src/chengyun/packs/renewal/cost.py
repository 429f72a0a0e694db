"""What each home pays for a lift: what is left after the subsidy, by a coefficient of its floor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Coefficients: of the first and second floor, of the third, and more with each floor above.

    Usual is 0, 0.5, 1 and 0.1 more a floor; the owners may agree on others.
    """

    first: float = 0.0
    second: float = 0.5
    third: float = 1.0
    step: float = 0.1

    def of(self, floor: int) -> float:
        """The coefficient of a floor."""
        if floor < 3:
            return self.second if floor == 2 else self.first
        return self.third + self.step * (floor - 3)


def subsidy(cost: int, per_cent: float, most: int) -> int:
    """What is subsidised of a cost, in yuan: a share of it up to a most."""
    return min(round(cost * per_cent / 100), most)


def split(total: int, floors: Mapping[str, int], scale: Scale) -> dict[str, int]:
    """What each home pays of a total in whole yuan, by its key; together exactly the total.

    What rounding leaves goes to those with the largest remainders. Empty where nobody pays.
    """
    weights = {key: scale.of(floor) for key, floor in floors.items()}
    whole = sum(weights.values())
    if whole <= 0:
        return {}
    exact = {key: total * weight / whole for key, weight in weights.items()}
    paid = {key: int(value) for key, value in exact.items()}
    left = total - sum(paid.values())
    for key in _by_remainder(exact, paid)[:left]:
        paid[key] += 1
    return paid


def _by_remainder(exact: Mapping[str, float], paid: Mapping[str, int]) -> Sequence[str]:
    return sorted(exact, key=lambda key: (paid[key] - exact[key], key))

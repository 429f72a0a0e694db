"""Whether owners have decided: heads and area, who takes part and who agrees (民法典 art. 278).

Two thirds by area and by heads must take part. Of those who do, three quarters by both must agree
where common parts are built on, rebuilt or used otherwise (items 6 to 8), more than half by both in
other matters. A head is a home; several homes of one owner are one head.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

# Of all: to take part. Of those who take part: to agree.
TAKE_PART = Fraction(2, 3)
MAJOR, ORDINARY = Fraction(3, 4), Fraction(1, 2)
AGREE, AGAINST, ABSTAIN, OPEN = "agree", "against", "abstain", "open"


@dataclass(frozen=True)
class Home:
    """A home: its door, area in m², what was said, whose it is ("" is its own owner), yuan paid.

    public: let by the state to a tenant; building is the key of the house it is in.
    """

    key: str
    door: str
    floor: int
    area: float
    said: str
    owner: str = ""
    paid: int = 0
    public: bool = False
    building: str = ""


@dataclass(frozen=True)
class Share:
    """A part of a whole, and whether it is enough."""

    part: float
    whole: float
    needed: Fraction
    strict: bool = False

    @property
    def ok(self) -> bool:
        """Exact: two thirds of 30 are 20; more than half of 20 are more than 10."""
        if not self.whole:
            return False
        told, asked = Fraction(self.part), self.needed * Fraction(self.whole)
        return told > asked if self.strict else told >= asked

    @property
    def percent(self) -> float:
        """Cut off, not rounded: 94.96 is not shown as 95."""
        return int(1000 * self.part // self.whole) / 10 if self.whole else 0.0


@dataclass(frozen=True)
class Count:
    """How a vote stands: four shares, all of which must be enough."""

    part_heads: Share
    part_area: Share
    agree_heads: Share
    agree_area: Share

    @property
    def shares(self) -> tuple[Share, ...]:
        return (self.part_heads, self.part_area, self.agree_heads, self.agree_area)

    @property
    def passed(self) -> bool:
        return all(one.ok for one in self.shares)


def count(homes: Sequence[Home], major: bool = True) -> Count:
    """How the vote of these homes stands. Areas count in hundredths of a square metre, exactly."""
    taking = [one for one in homes if one.said != OPEN]
    agreed = [one for one in homes if one.said == AGREE]
    needed = MAJOR if major else ORDINARY
    return Count(
        Share(heads(taking), heads(homes), TAKE_PART),
        Share(_area(taking), _area(homes), TAKE_PART),
        Share(heads(agreed), heads(taking), needed, not major),
        Share(_area(agreed), _area(taking), needed, not major),
    )


def heads(homes: Sequence[Home]) -> int:
    """How many heads homes are: several of one owner are one."""
    return len({one.owner or one.key for one in homes})


def _area(homes: Sequence[Home]) -> int:
    return sum(round(one.area * 100) for one in homes)


def missing(homes: Sequence[Home], major: bool = True) -> list[Home] | None:
    """The fewest homes that would have to agree for the vote of owners to pass (`fewest`)."""
    return fewest(homes, lambda told: count(told, major).passed)


def fewest(homes: Sequence[Home], passes: Callable[[Sequence[Home]], bool]) -> list[Home] | None:
    """The fewest homes that would have to agree, those not asked yet first and the largest first;
    empty where it passes, None where all of them are not enough.

    Homes that said no or abstained are asked again only when those not asked are too few. One more
    that agrees never undoes a pass, so the number is found by halving.
    """
    undecided = _order([one for one in homes if one.said == OPEN])
    others = _order([one for one in homes if one.said in (AGAINST, ABSTAIN)])
    for willing in (undecided, undecided + others):

        def enough(n: int, willing: Sequence[Home] = willing) -> bool:
            keys = {one.key for one in willing[:n]}
            return passes([_yes(one, keys) for one in homes])

        n = bisect_left(range(len(willing) + 1), True, key=enough)
        if n <= len(willing):
            return willing[:n]
    return None


def _order(homes: Sequence[Home]) -> list[Home]:
    return sorted(homes, key=lambda one: (-one.area, one.door))


def _yes(home: Home, keys: set[str]) -> Home:
    return replace(home, said=AGREE) if home.key in keys else home

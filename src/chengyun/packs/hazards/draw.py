"""A draw that anybody can check: places by lot, inspectors by lot, neither of them chosen.

Before the draw two digests are shown: of places, inspectors and how many are drawn, and of a secret
seed. At the draw the seed is shown, and a public number is put to it that nobody could know before
(the day's closing index). Every place's lot is the digest of both and of its code; the smallest
lots are drawn. Whoever has the list, the seed and the number gets the same places.

双随机一公开: 国办发〔2015〕58号.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, as hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def digest_of(codes: Sequence[str], inspectors: Sequence[str], many: int) -> str:
    """The digest of a list: places in order, inspectors in order, how many are drawn; one a line,
    an empty line between the three, no last line end.
    """
    return digest("\n".join((*sorted(codes), "", *sorted(inspectors), "", str(many))))


def lot(seed: str, number: str, code: str) -> str:
    """The lot of a code: the digest of seed, number and code with a bar between."""
    return digest(f"{seed}|{number}|{code}")


def drawn(codes: Sequence[str], seed: str, number: str, many: int) -> list[str]:
    """So many of the codes, those with the smallest lots, the smallest first."""
    return sorted(set(codes), key=lambda code: lot(seed, number, code))[:many]


def paired(
    picked: Sequence[str], inspectors: Sequence[str], seed: str, number: str
) -> list[tuple[str, str, str]]:
    """Two inspectors for each place: they stand in the order of their lots and take turns.

    With one inspector, he alone; the second is then empty.
    """
    order = drawn(inspectors, seed, number, len(inspectors))
    if not order:
        return [(code, "", "") for code in picked]
    many = len(order)
    return [
        (code, order[2 * i % many], order[(2 * i + 1) % many] if many > 1 else "")
        for i, code in enumerate(picked)
    ]


@dataclass(frozen=True)
class Proof:
    """What of a draw holds: the list, the seed, the places, the inspectors."""

    list_holds: bool
    seed_holds: bool
    picks_hold: bool
    pairs_hold: bool

    @property
    def holds(self) -> bool:
        return self.list_holds and self.seed_holds and self.picks_hold and self.pairs_hold


@dataclass(frozen=True)
class Told:
    """A draw as it is shown: what was committed to, what was revealed, what came of it."""

    codes: tuple[str, ...]
    inspectors: tuple[str, ...]
    many: int
    list_digest: str
    seed_digest: str
    seed: str
    number: str
    picked: tuple[str, ...]
    pairs: tuple[str, ...]


def proved(told: Told) -> Proof:
    """Everything reckoned again from what is shown."""
    picked = drawn(told.codes, told.seed, told.number, told.many)
    pairs = [" ".join(one) for one in paired(picked, told.inspectors, told.seed, told.number)]
    return Proof(
        digest_of(told.codes, told.inspectors, told.many) == told.list_digest,
        digest(told.seed) == told.seed_digest,
        tuple(picked) == told.picked,
        tuple(pair.strip() for pair in pairs) == told.pairs,
    )

"""Petitions that are one matter: repeated by the same petitioner, or brought by several.

Texts are compared by their pairs of signs, rare ones counting more; each pair that is found comes
with what both say. A person decides.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# The same petitioner says it again; different ones say the same.
REPEATED, JOINT = 0.25, 0.5
# A pair of signs that more petitions than this share have says nothing of one of them.
COMMON = 0.25
FEW = 20
STOPS = frozenset("，。；、：\n ")


@dataclass(frozen=True)
class Said:
    """A petition as it is compared: its key, who, what about, where and what it says."""

    key: str
    who: str
    subject: str
    area: str
    text: str


@dataclass(frozen=True)
class Pair:
    """Two petitions that may be one; `how` is repeat or joint, `shared` what both say."""

    how: str
    first: str
    second: str
    likeness: float
    shared: tuple[str, ...]


def pairs(said: Sequence[Said]) -> list[Pair]:
    """The pairs that may be one matter, the most alike first."""
    vectors = _vectors([one.text for one in said])
    found = []
    for (i, j), likeness in _meetings(vectors).items():
        how = _how(said[i], said[j], likeness)
        if how:
            shared = tuple(_shared(said[i].text, said[j].text))
            found.append(Pair(how, said[i].key, said[j].key, round(likeness, 2), shared))
    return sorted(found, key=lambda pair: (-pair.likeness, pair.first, pair.second))


def groups(found: Iterable[Pair], how: str) -> list[set[str]]:
    """The petitions that belong together, by key: whoever is paired with one is with all."""
    made: list[set[str]] = []
    for pair in found:
        if pair.how == how:
            touched = [one for one in made if one & {pair.first, pair.second}]
            made = [one for one in made if one not in touched]
            made.append(set().union({pair.first, pair.second}, *touched))
    return made


def _how(one: Said, other: Said, likeness: float) -> str:
    if one.who == other.who and one.who:
        return "repeat" if likeness >= REPEATED else ""
    near = one.subject == other.subject and one.area[:9] == other.area[:9]
    return "joint" if near and likeness >= JOINT else ""


def _vectors(texts: Sequence[str]) -> list[dict[str, float]]:
    """Unit vectors of pairs of signs; what nearly all say is left out where there are many."""
    counted = [Counter(_signs(text)) for text in texts]
    held = Counter(sign for one in counted for sign in one)
    many = len(texts) > FEW
    weight = {
        sign: math.log(1 + len(texts) / n)
        for sign, n in held.items()
        if not many or n <= COMMON * len(texts)
    }
    return [_unit({s: n * weight[s] for s, n in one.items() if s in weight}) for one in counted]


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(v * v for v in vector.values())) or 1.0
    return {sign: v / length for sign, v in vector.items()}


def _signs(text: str) -> list[str]:
    kept = "".join(sign for sign in text if sign.isalnum())
    return [kept[i : i + 2] for i in range(len(kept) - 1)]


def _meetings(vectors: Sequence[Mapping[str, float]]) -> dict[tuple[int, int], float]:
    """The likeness of all that share a pair of signs, through an index of them."""
    index: dict[str, list[tuple[int, float]]] = defaultdict(list)
    met: dict[tuple[int, int], float] = defaultdict(float)
    for j, vector in enumerate(vectors):
        for sign, value in vector.items():
            for i, other in index[sign]:
                met[i, j] += value * other
            index[sign].append((j, value))
    return met


def _shared(one: str, other: str) -> list[str]:
    """The longest stretches of four signs or more that both have, at most three, none twice."""
    found: list[str] = []
    while len(found) < 3 and (piece := _longest(one, other)):
        found.append(piece)
        one = one.replace(piece, "\0")
    return found


def _longest(one: str, other: str) -> str:
    """The longest stretch of four to sixteen signs without a stop that both have; "" if none."""
    for size in range(min(16, len(one)), 3, -1):
        for i in range(len(one) - size + 1):
            piece = one[i : i + size]
            if piece in other and not STOPS & set(piece):
                return piece
    return ""

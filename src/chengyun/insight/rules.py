"""Pure decisions: what kind of case a text is about, and whether a count is unusual.

A text is compared with example phrases by shared pieces: pairs and triples of Chinese characters,
words and pairs of words elsewhere. A piece that few kinds use says more. Every suggestion names
the phrases it rests on, so that a person can judge it.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

# A phrase speaks when at least this share of its weight stands in the text.
SPEAKS_FROM = 0.5
# Below this weight of evidence there is no suggestion.
ENOUGH = 1.0
_CHINESE = re.compile(r"[㐀-鿿]+")
_WORDS = re.compile(r"[a-z0-9]+")
# Words that say nothing about the kind.
_EMPTY = frozenset({"a", "an", "and", "are", "at", "by", "for", "from", "in", "is", "it", "of"})
_EMPTY |= {"on", "or", "the", "there", "to", "with", "has"}


@dataclass(frozen=True)
class Suggestion:
    """A kind of case for a text: confidence 0 to 1 beside the next kind, and the reason."""

    case_type: str
    confidence: float
    because: tuple[str, ...]


@dataclass(frozen=True)
class Classifier:
    """Example phrases as weighted pieces; `build` makes one."""

    phrases: tuple[tuple[str, str, frozenset[str]], ...]
    weight: Mapping[str, float]

    def suggest(self, text: str) -> Suggestion | None:
        """The kind whose phrases the text shares most, or None where too little is shared."""
        found = self._evidence(frozenset(pieces(text)))
        ranked = sorted(found.items(), key=lambda item: (-self._weigh(item[1][0]), item[0]))
        if not ranked or self._weigh(ranked[0][1][0]) < ENOUGH:
            return None
        best, second = self._weigh(ranked[0][1][0]), self._runner_up(ranked)
        kind, (_, because) = ranked[0]
        return Suggestion(kind, round(best / (best + second), 2), tuple(because))

    def _evidence(self, said: frozenset[str]) -> dict[str, tuple[set[str], list[str]]]:
        """By kind: the pieces shared through phrases that speak, and those phrases."""
        found: dict[str, tuple[set[str], list[str]]] = {}
        for kind, phrase, parts in self.phrases:
            shared = parts & said
            if shared and self._weigh(shared) >= SPEAKS_FROM * self._weigh(parts):
                evidence, because = found.setdefault(kind, (set(), []))
                evidence |= shared
                because.append(phrase)
        return found

    def _weigh(self, parts: Iterable[str]) -> float:
        return sum(self.weight[part] for part in parts)

    def _runner_up(self, ranked: Sequence[tuple[str, tuple[set[str], list[str]]]]) -> float:
        return self._weigh(ranked[1][1][0]) if len(ranked) > 1 else 0.0


def build(phrases: Iterable[tuple[str, str]]) -> Classifier:
    """A classifier from (kind, phrase) pairs."""
    parts = tuple((kind, text, frozenset(pieces(text))) for kind, text in phrases)
    kinds = {kind for kind, _, _ in parts}
    used = Counter(piece for _, piece in {(kind, p) for kind, _, some in parts for p in some})
    weight = {piece: math.log(1 + len(kinds) / n) for piece, n in used.items()}
    return Classifier(parts, weight)


def pieces(text: str) -> list[str]:
    """The comparable pieces of a text, Chinese and otherwise."""
    lower = text.lower()
    chinese = [
        run[i : i + size]
        for run in _CHINESE.findall(lower)
        for size in (2, 3)
        for i in range(len(run) - size + 1)
    ]
    words = [_stem(word) for word in _WORDS.findall(lower) if word not in _EMPTY]
    return chinese + words + [f"{a} {b}" for a, b in pairwise(words)]


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def poisson_tail(count: int, mean: float) -> float:
    """P(X ≥ count) for a Poisson variable of this mean."""
    if count <= 0:
        return 1.0
    term = total = math.exp(-mean)
    for i in range(1, count):
        term *= mean / i
        total += term
    return max(0.0, 1.0 - total)

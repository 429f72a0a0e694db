"""The words of a case as a full-text index keeps them. Pure; the same for SQLite and PostgreSQL.

Chinese is written without spaces. Each pair of neighbouring characters is a token, so that any two
characters or more are found exactly, without a dictionary that ages; the last character of a run
stands alone, so that single ones are found too.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

HAN = "\u3400-\u9fff\uf900-\ufaff"
RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
MOST_TOKENS = 2_000
# So many words of a question are looked at.
MOST_ASKED = 12


def tokens(text: str) -> list[str]:
    """What is kept of a text, in its order; at most 2,000."""
    return [token for run in _runs(text) for token in _kept(run)][:MOST_TOKENS]


def asked(text: str) -> list[tuple[str, ...]]:
    """A question as phrases that must all be there: each the tokens that follow one another.

    The last token of a phrase of one is the beginning of a word.
    """
    return [_phrase(run) for run in _runs(text)][:MOST_ASKED]


def _runs(text: str) -> Iterator[str]:
    return (match[0] for match in RUN.finditer(_plain(text)))


def _plain(text: str) -> str:
    """Small letters without accents, wide ones as narrow ones."""
    apart = unicodedata.normalize("NFKD", text)
    kept = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return unicodedata.normalize("NFKC", kept).lower()


def _kept(run: str) -> list[str]:
    return [*_pairs(run), run[-1]] if _is_han(run) else [run]


def _phrase(run: str) -> tuple[str, ...]:
    return tuple(_pairs(run)) if _is_han(run) and len(run) > 1 else (run,)


def _pairs(run: str) -> list[str]:
    return [a + b for a, b in pairwise(run)]


def _is_han(run: str) -> bool:
    return bool(re.match(f"[{HAN}]", run))

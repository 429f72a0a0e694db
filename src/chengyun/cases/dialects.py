"""How each database writes the full text search of cases: FTS5 of SQLite, GIN of PostgreSQL."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from chengyun.cases.words import tokens

# The words that are asked for, each with those that must follow it.
Phrases = Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Dialect:
    """How one database writes what is kept, what is asked, the asking, the words beside given ids,
    their holding what is asked, and many ids as one value.
    """

    document: Callable[[str], str]
    query: Callable[[Phrases], str]
    select: str
    beside: str
    held: Callable[[Phrases], tuple[str, Sequence[str]]]
    ids: str
    told: Callable[[Sequence[int]], Any]
    # How many cases hold the rarest of the words, where it keeps account.
    expected: Callable[[Iterable[str]], int | None]
    # Its index finds all the matches before it gives the first.
    glances: bool


def _words(text: str) -> str:
    return " ".join(tokens(text))


def _positions(text: str) -> str:
    return " ".join(f"'{token}':{at}" for at, token in enumerate(tokens(text), 1))


def _fts5(phrases: Phrases) -> str:
    return " AND ".join(f'"{" ".join(p)}"{" *" if is_beginning(p) else ""}' for p in phrases)


def _tsquery(phrases: Phrases) -> str:
    return " & ".join(_followed(phrase) for phrase in phrases)


def _followed(phrase: tuple[str, ...]) -> str:
    if is_beginning(phrase):
        return f"'{phrase[0]}':*"
    return "(" + " <-> ".join(f"'{token}'" for token in phrase) + ")"


def is_beginning(phrase: tuple[str, ...]) -> bool:
    """A pair of characters is a whole token; a word or a single character may go on."""
    return len(phrase) == 1 and not (len(phrase[0]) == 2 and ord(phrase[0][0]) >= 0x3400)


def _held_sqlite(phrases: Phrases) -> tuple[str, Sequence[str]]:
    each = " AND ".join("instr(' ' || words || ' ', %s)" for _ in phrases)
    return each, [_as_kept(phrase) for phrase in phrases]


def _as_json(ids: Sequence[int]) -> str:
    return json.dumps(list(ids))


def _as_kept(phrase: tuple[str, ...]) -> str:
    """The phrase as it stands between the words of a case; the beginning of one has no end."""
    return f" {phrase[0]}" if is_beginning(phrase) else f" {' '.join(phrase)} "


def _held_postgresql(phrases: Phrases) -> tuple[str, Sequence[str]]:
    return "words @@ %s::tsquery", [_tsquery(phrases)]


def _expected_postgresql(words: Iterable[str]) -> int | None:
    """From the planner's statistics of single words; of several together it knows nothing."""
    return min(map(_planned, words), default=None)


def _planned(word: str) -> int:
    with connection.cursor() as cursor:
        asking = f"EXPLAIN (FORMAT JSON) {DIALECTS['postgresql'].select}"
        cursor.execute(asking, [f"'{word}'"])
        return int(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])


DIALECTS = {
    "sqlite": Dialect(
        _words,
        _fts5,
        "SELECT rowid FROM cases_words_fts WHERE cases_words_fts MATCH %s",
        "cases_casewords AS kept ON kept.case_id = given.id",
        _held_sqlite,
        "SELECT value FROM json_each(%s)",
        _as_json,
        lambda words: None,
        glances=False,
    ),
    "postgresql": Dialect(
        _positions,
        _tsquery,
        "SELECT case_id FROM cases_casewords WHERE words @@ %s::tsquery",
        # OFFSET keeps the planner from asking the index for all matches, which it thinks are few.
        "LATERAL (SELECT words FROM cases_casewords WHERE case_id = given.id OFFSET 0) AS kept",
        _held_postgresql,
        "SELECT unnest(%s::bigint[])",
        list,
        _expected_postgresql,
        glances=True,
    ),
}


def used() -> Dialect:
    """That of the database in use."""
    return DIALECTS[connection.vendor]

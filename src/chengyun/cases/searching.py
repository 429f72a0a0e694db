"""Full text search of cases in the database's own index: FTS5 of SQLite, GIN of PostgreSQL."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL

from chengyun.cases.models import Case, CaseWords
from chengyun.cases.words import HAN, asked, tokens

# So many matches are looked up and put in order; with more of them it is quicker to walk the list
# in its order and read the words of each case until a page is full.
MANY = 8_000
# How far the list is walked, and how far before the index is asked for words that only begin so:
# there may be very many words that do.
WALK, GLANCE, STEP = 20_000, 2_000, 2_000
PLAIN = re.compile(rf"[0-9a-z{HAN}]+")
Phrases = Sequence[tuple[str, ...]]
T = TypeVar("T")
Keys = QuerySet[Case, int]


@dataclass(frozen=True)
class Found:
    """The first ids of a list in its order; `whole`: there are no others."""

    ids: list[int]
    whole: bool


def index(cases: Iterable[Case]) -> None:
    """Keep the words of cases, new or changed, in the transaction under way."""
    rows = [CaseWords(case_id=case.pk, words=_dialect().document(text_of(case))) for case in cases]
    CaseWords.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["case"], update_fields=["words"]
    )


def first(keys: Keys, text: str, n: int | None) -> Found:
    """The first `n` or more of these ids, in their order, whose cases hold all the words of `text`;
    all of them without a number.
    """
    phrases = asked(text)
    if not phrases:
        return _cut(keys, n)
    wanted = MANY if n is None else n
    for step in _steps(phrases):
        if found := step(keys, phrases, wanted):
            return found
    return _cut(_looked_up(keys, phrases), wanted)


def matching(cases: QuerySet[Case, T], text: str) -> QuerySet[Case, T]:
    """The cases that hold all the words of `text`; all of them where it holds none."""
    phrases = asked(text)
    if not phrases:
        return cases
    few = _few_ids(phrases)
    return _looked_up(cases, phrases) if few is None else cases.filter(pk__in=few)


Step = Callable[[Keys, Phrases, int], Found | None]


def _steps(phrases: Phrases) -> tuple[Step, ...]:
    """Ways to find the first of many, the cheapest first; what they cannot tell the database is to
    look up. A walk reads words as they are kept, so only those that are kept as they are asked.
    """
    if not all(PLAIN.fullmatch(token) for phrase in phrases for token in phrase):
        return (_few,)
    if _dialect().glances or any(map(_is_beginning, phrases)):
        return (_glance, _few, _walk)
    return (_few, _walk)


def _cut(keys: Keys, n: int | None) -> Found:
    ids = list(keys if n is None else keys[: n + 1])
    return Found(ids[:n], n is None or len(ids) <= n)


def _few(keys: Keys, phrases: Phrases, n: int) -> Found | None:
    """All of them, where the words are rare."""
    ids = _few_ids(phrases)
    return None if ids is None else Found(list(keys.filter(pk__in=ids)), whole=True)


def _few_ids(phrases: Phrases) -> list[int] | None:
    """The cases with these words in any order; None where they are many."""
    dialect = _dialect()
    rare, broad = _by_breadth(phrases)
    ids = _fetched(f"{dialect.select} LIMIT {MANY + 1}", [dialect.query(rare)])
    if len(ids) > MANY:
        return None
    return sorted(dialect.holding(ids, phrases)) if broad else ids


def _by_breadth(phrases: Phrases) -> tuple[Phrases, Phrases]:
    """What the index is asked, and single characters beside it: very many words begin so."""
    broad = [phrase for phrase in phrases if len(phrase) == len(phrase[0]) == 1]
    rare = [phrase for phrase in phrases if phrase not in broad]
    return (rare, broad) if rare else (phrases, [])


def _walk(keys: Keys, phrases: Phrases, n: int, far: int = WALK) -> Found | None:
    """Through the list in its order until there are enough; None where it would be far."""
    found: list[int] = []
    walked = 0
    for ids in _batches(keys[:far].iterator(STEP)):
        held = _dialect().holding(ids, phrases)
        found += [key for key in ids if key in held]
        walked += len(ids)
        if len(found) > n:
            return Found(found, whole=False)
    return Found(found, whole=True) if walked < far else None


def _batches(ids: Iterator[int]) -> Iterator[list[int]]:
    while batch := list(islice(ids, STEP)):
        yield batch


def _glance(keys: Keys, phrases: Phrases, n: int) -> Found | None:
    return _walk(keys, phrases, n, GLANCE)


def _looked_up(cases: QuerySet[Case, T], phrases: Phrases) -> QuerySet[Case, T]:
    """Walk the cases in their order and look each up among all the matches."""
    dialect = _dialect()
    found = RawSQL(dialect.select, [dialect.query(phrases)])  # noqa: S611  one of two constants
    return cases.alias(looked_up=F("pk") + 0).filter(Q(looked_up__in=found))


def _fetched(sql: str, given: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return [row[0] for row in cursor.fetchall()]


def text_of(case: Case) -> str:
    """What is searched: number, title in both languages, address, description."""
    return "\n".join((case.number, case.title, case.title_en, case.address, case.description))


@dataclass(frozen=True)
class Dialect:
    """How one database writes what is kept, what is asked, the asking, and the reading of the words
    of given cases.
    """

    document: Callable[[str], str]
    query: Callable[[Phrases], str]
    select: str
    holding: Callable[[Sequence[int], Phrases], set[int]]
    # Its index finds all the matches before it gives the first.
    glances: bool


def _words(text: str) -> str:
    return " ".join(tokens(text))


def _positions(text: str) -> str:
    return " ".join(f"'{token}':{at}" for at, token in enumerate(tokens(text), 1))


def _fts5(phrases: Phrases) -> str:
    return " AND ".join(f'"{" ".join(p)}"{" *" if _is_beginning(p) else ""}' for p in phrases)


def _tsquery(phrases: Phrases) -> str:
    return " & ".join(_followed(phrase) for phrase in phrases)


def _followed(phrase: tuple[str, ...]) -> str:
    if _is_beginning(phrase):
        return f"'{phrase[0]}':*"
    return "(" + " <-> ".join(f"'{token}'" for token in phrase) + ")"


def _is_beginning(phrase: tuple[str, ...]) -> bool:
    """A pair of characters is a whole token; a word or a single character may go on."""
    return len(phrase) == 1 and not (len(phrase[0]) == 2 and ord(phrase[0][0]) >= 0x3400)


def _holding_sqlite(ids: Sequence[int], phrases: Phrases) -> set[int]:
    held = " AND ".join("instr(' ' || words || ' ', %s)" for _ in phrases)
    among = "SELECT case_id FROM cases_casewords WHERE case_id IN (SELECT value FROM json_each(%s))"
    return set(_fetched(f"{among} AND {held}", [json.dumps(ids), *map(_as_kept, phrases)]))


def _as_kept(phrase: tuple[str, ...]) -> str:
    """The phrase as it stands between the words of a case; the beginning of one has no end."""
    return f" {phrase[0]}" if _is_beginning(phrase) else f" {' '.join(phrase)} "


def _holding_postgresql(ids: Sequence[int], phrases: Phrases) -> set[int]:
    among = "SELECT case_id FROM cases_casewords WHERE case_id = ANY(%s)"
    return set(_fetched(f"{among} AND words @@ %s::tsquery", [list(ids), _tsquery(phrases)]))


DIALECTS = {
    "sqlite": Dialect(
        _words,
        _fts5,
        "SELECT rowid FROM cases_words_fts WHERE cases_words_fts MATCH %s",
        _holding_sqlite,
        glances=False,
    ),
    "postgresql": Dialect(
        _positions,
        _tsquery,
        "SELECT case_id FROM cases_casewords WHERE words @@ %s::tsquery",
        _holding_postgresql,
        glances=True,
    ),
}


def _dialect() -> Dialect:
    return DIALECTS[connection.vendor]

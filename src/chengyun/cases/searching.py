"""Full text search of cases in the database's own index: FTS5 of SQLite, GIN of PostgreSQL."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
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
    for step in _steps(keys, phrases, wanted):
        if found := step():
            return found
    return _cut(_looked_up(keys, phrases), wanted)


def matching(cases: QuerySet[Case, T], text: str) -> QuerySet[Case, T]:
    """The cases that hold all the words of `text`; all of them where it holds none."""
    phrases = asked(text)
    if not phrases:
        return cases
    few = _few_ids(phrases)
    return _looked_up(cases, phrases) if few is None else _among(cases, few)


def _steps(keys: Keys, phrases: Phrases, n: int) -> Iterator[Callable[[], Found | None]]:
    """Ways to find the first of many, the cheapest first; what they cannot tell the database is to
    look up. A walk reads words as they are kept, so only those that are kept as they are asked.
    """
    few = partial(_few, keys, phrases)
    if not all(PLAIN.fullmatch(token) for phrase in phrases for token in phrase):
        yield few
        return
    walk = _Walk(keys, phrases, n)
    if _dialect().glances or any(map(_is_beginning, phrases)):
        yield partial(walk.on, GLANCE)
    rest = (few, partial(walk.on, WALK))
    yield from rest[::-1] if walk.is_promising else rest


def _cut(keys: Keys, n: int | None) -> Found:
    ids = list(keys if n is None else keys[: n + 1])
    return Found(ids[:n], n is None or len(ids) <= n)


def _few(keys: Keys, phrases: Phrases) -> Found | None:
    """All of them, where the words are rare."""
    ids = _few_ids(phrases)
    return None if ids is None else Found(list(_among(keys, ids)), whole=True)


def _among(cases: QuerySet[Case, T], ids: Sequence[int]) -> QuerySet[Case, T]:
    """Those with one of the ids, told to the database as one value and not as thousands."""
    dialect = _dialect()
    return cases.filter(pk__in=RawSQL(dialect.ids, [dialect.told(ids)]))  # noqa: S611  constants


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


class _Walk:
    """Through the list in its order, reading the words of each case, until there are enough."""

    def __init__(self, keys: Keys, phrases: Phrases, n: int) -> None:
        self._keys, self._phrases, self._n = keys, phrases, n
        self._found: list[int] = []
        self._walked = 0

    @property
    def is_promising(self) -> bool:
        """Going on at this rate, there will be enough before it is far."""
        return len(self._found) * WALK > self._n * self._walked > 0

    def on(self, far: int) -> Found | None:
        """As far as so many cases from the beginning; None where that is not enough."""
        ids = list(self._keys[self._walked : far])
        ended = self._walked + len(ids) < far
        for some in (ids[at : at + STEP] for at in range(0, len(ids), STEP)):
            held = _dialect().holding(some, self._phrases)
            self._found += [key for key in some if key in held]
            self._walked += len(some)
            if len(self._found) > self._n:
                return Found(self._found, whole=False)
        return Found(self._found, whole=True) if ended else None


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
    """How one database writes what is kept, what is asked, the asking, the reading of the words of
    given cases, and many ids as one value.
    """

    document: Callable[[str], str]
    query: Callable[[Phrases], str]
    select: str
    holding: Callable[[Sequence[int], Phrases], set[int]]
    ids: str
    told: Callable[[Sequence[int]], Any]
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
    return set(_fetched(f"{among} AND {held}", [_as_json(ids), *map(_as_kept, phrases)]))


def _as_json(ids: Sequence[int]) -> str:
    return json.dumps(list(ids))


def _as_kept(phrase: tuple[str, ...]) -> str:
    """The phrase as it stands between the words of a case; the beginning of one has no end."""
    return f" {phrase[0]}" if _is_beginning(phrase) else f" {' '.join(phrase)} "


def _holding_postgresql(ids: Sequence[int], phrases: Phrases) -> set[int]:
    # OFFSET keeps the planner from asking the index for all the matches, which it thinks are few.
    among = "SELECT case_id, words FROM cases_casewords WHERE case_id = ANY(%s) OFFSET 0"
    held = f"SELECT case_id FROM ({among}) AS given WHERE words @@ %s::tsquery"  # noqa: S608
    return set(_fetched(held, [list(ids), _tsquery(phrases)]))


DIALECTS = {
    "sqlite": Dialect(
        _words,
        _fts5,
        "SELECT rowid FROM cases_words_fts WHERE cases_words_fts MATCH %s",
        _holding_sqlite,
        "SELECT value FROM json_each(%s)",
        _as_json,
        glances=False,
    ),
    "postgresql": Dialect(
        _positions,
        _tsquery,
        "SELECT case_id FROM cases_casewords WHERE words @@ %s::tsquery",
        _holding_postgresql,
        "SELECT unnest(%s::bigint[])",
        list,
        glances=True,
    ),
}


def _dialect() -> Dialect:
    return DIALECTS[connection.vendor]

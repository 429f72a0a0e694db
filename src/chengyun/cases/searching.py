"""Full text search of cases in the database's own index: FTS5 of SQLite, GIN of PostgreSQL."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL

from chengyun.cases import dialects
from chengyun.cases.dialects import Phrases, is_beginning
from chengyun.cases.models import Case, CaseWords
from chengyun.cases.words import HAN, asked

# So many matches are looked up and put in order; with more of them it is quicker to walk the list
# in its order and read the words of each case until a page is full.
MANY = 8_000
# How far the list is walked, and how far before the index is asked for words that only begin so:
# there may be very many words that do.
WALK, GLANCE = 20_000, 2_000
# Told beside ids, and the id of none: the list goes on after what was walked.
BEYOND = 0
PLAIN = re.compile(rf"[0-9a-z{HAN}]+")
T = TypeVar("T")
Keys = QuerySet[Case, int]


@dataclass(frozen=True)
class Found:
    """The first ids of a list in its order; `whole`: there are no others."""

    ids: list[int]
    whole: bool


def index(cases: Iterable[Case]) -> None:
    """Keep the words of cases, new or changed, in the transaction under way."""
    rows = [
        CaseWords(case_id=case.pk, words=dialects.used().document(text_of(case))) for case in cases
    ]
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
    if dialects.used().glances or any(map(is_beginning, phrases)):
        yield partial(walk.on, GLANCE)
    are_few = _expected_few(phrases)
    far = partial(walk.on, WALK)
    if are_few is False:
        yield far
    else:
        yield from (far, few) if walk.is_promising and not are_few else (few, far)


def _expected_few(phrases: Phrases) -> bool | None:
    """Whether the index will tell few ids, as far as the database can say before it is asked."""
    words = {word for phrase in phrases for word in phrase}
    expected = dialects.used().expected(words)
    if expected is not None and expected <= MANY // 2:
        return True
    # Many hold each of several words; fewer hold all.
    is_sure = expected is not None and expected > 2 * MANY and len(words) == 1
    return False if is_sure else None


def _cut(keys: Keys, n: int | None) -> Found:
    ids = list(keys if n is None else keys[: n + 1])
    return Found(ids[:n], n is None or len(ids) <= n)


def _few(keys: Keys, phrases: Phrases) -> Found | None:
    """All of them, where the words are rare."""
    ids = _few_ids(phrases)
    return None if ids is None else Found(list(_among(keys, ids)), whole=True)


def _among(cases: QuerySet[Case, T], ids: Sequence[int]) -> QuerySet[Case, T]:
    """Those with one of the ids, told to the database as one value and not as thousands."""
    dialect = dialects.used()
    return cases.filter(pk__in=RawSQL(dialect.ids, [dialect.told(ids)]))  # noqa: S611  constants


def _few_ids(phrases: Phrases) -> list[int] | None:
    """The cases with these words in any order; None where they are many."""
    dialect = dialects.used()
    rare, broad = _by_breadth(phrases)
    ids = _fetched(f"{dialect.select} LIMIT {MANY + 1}", [dialect.query(rare)])
    if len(ids) > MANY:
        return None
    if not broad:
        return ids
    matches, asked_for = _holding(dialect.ids, phrases)
    return sorted(_fetched(matches, [dialect.told(ids), *asked_for]))


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
        wanted = self._n + 1 - len(self._found)
        ids = _walked(self._keys[self._walked : far], far - self._walked, self._phrases, wanted)
        self._walked = far
        self._found += [key for key in ids if key != BEYOND]
        if len(self._found) > self._n:
            return Found(self._found, whole=False)
        return None if BEYOND in ids else Found(self._found, whole=True)


def _walked(keys: Keys, length: int, phrases: Phrases, n: int) -> list[int]:
    """Up to `n` of so many keys whose cases hold the words, in their order; BEYOND after them where
    there are fewer matches than wanted and no fewer keys than told.
    """
    try:
        given, told = keys.query.sql_with_params()
    except EmptyResultSet:
        return []
    matches, asked_for = _holding(given, phrases)
    beyond = f"SELECT {BEYOND} FROM (SELECT 1 FROM given LIMIT 1 OFFSET {length - 1}) AS last"  # noqa: S608
    return _fetched(f"{matches} UNION ALL {beyond} LIMIT {n}", [*told, *asked_for])


def _holding(given: str, phrases: Phrases) -> tuple[str, Sequence[str]]:
    """The asking for those of the given ids whose cases hold the words, in the order given."""
    dialect = dialects.used()
    held, asked_for = dialect.held(phrases)
    ids = f"WITH given(id) AS MATERIALIZED ({given})"
    return f"{ids} SELECT given.id FROM given CROSS JOIN {dialect.beside} WHERE {held}", asked_for  # noqa: S608


def _looked_up(cases: QuerySet[Case, T], phrases: Phrases) -> QuerySet[Case, T]:
    """Walk the cases in their order and look each up among all the matches."""
    dialect = dialects.used()
    found = RawSQL(dialect.select, [dialect.query(phrases)])  # noqa: S611  one of two constants
    return cases.alias(looked_up=F("pk") + 0).filter(Q(looked_up__in=found))


def _fetched(sql: str, given: Sequence[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return [row[0] for row in cursor.fetchall()]


def text_of(case: Case) -> str:
    """What is searched: number, title in both languages, address, description."""
    return "\n".join((case.number, case.title, case.title_en, case.address, case.description))

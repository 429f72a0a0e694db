"""Full text search of cases in the database's own index: FTS5 of SQLite, GIN of PostgreSQL."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL

from chengyun.cases.models import Case, CaseWords
from chengyun.cases.words import asked, tokens

# With more matches than this it is quicker to walk the list in its order and look each case up
# among the matches than to fetch all the matches and sort them.
MANY = 3_000
Phrases = Sequence[tuple[str, ...]]


def index(cases: Iterable[Case]) -> None:
    """Keep the words of cases, new or changed, in the transaction under way."""
    rows = [CaseWords(case_id=case.pk, words=_dialect().document(text_of(case))) for case in cases]
    CaseWords.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["case"], update_fields=["words"]
    )


def matching(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    """The cases that hold all the words of `text`; all of them where it holds none."""
    phrases = asked(text)
    if not phrases:
        return cases
    dialect = _dialect()
    query = dialect.query(phrases)
    with connection.cursor() as cursor:
        cursor.execute(f"{dialect.select} LIMIT {MANY + 1}", [query])
        ids = [row[0] for row in cursor.fetchall()]
    if len(ids) <= MANY:
        return cases.filter(pk__in=ids)
    found = RawSQL(dialect.select, [query])  # noqa: S611  the text is one of two constants
    return cases.alias(looked_up=F("pk") + 0).filter(Q(looked_up__in=found))


def text_of(case: Case) -> str:
    """What is searched: number, title in both languages, address, description."""
    return "\n".join((case.number, case.title, case.title_en, case.address, case.description))


@dataclass(frozen=True)
class Dialect:
    """How one database writes what is kept, what is asked, and the asking."""

    document: Callable[[str], str]
    query: Callable[[Phrases], str]
    select: str


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


DIALECTS = {
    "sqlite": Dialect(
        _words, _fts5, "SELECT rowid FROM cases_words_fts WHERE cases_words_fts MATCH %s"
    ),
    "postgresql": Dialect(
        _positions,
        _tsquery,
        "SELECT case_id FROM cases_casewords WHERE words::tsvector @@ %s::tsquery",
    ),
}


def _dialect() -> Dialect:
    return DIALECTS[connection.vendor]

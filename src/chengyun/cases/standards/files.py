"""The table as it comes with the programme: the CSV files of this folder. Pure but for reading.

What each file holds and how sure it is, is told in README.md beside them.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
COMPONENT = "component"


@dataclass(frozen=True)
class CategoryRow:
    edition: str
    code: str
    is_component: bool
    group_zh: str
    group_en: str
    title_zh: str
    title_en: str

    @property
    def key(self) -> tuple[str, bool, str]:
        return (self.edition, self.is_component, self.code)


@dataclass(frozen=True)
class PairRow:
    """A line of the crosswalk: `new` "" is no successor."""

    is_component: bool
    old: str
    new: str
    note_zh: str
    note_en: str


@dataclass(frozen=True)
class ConditionRow:
    edition: str
    code: str
    number: int
    limit: str
    filing_zh: str
    filing_en: str
    closing_zh: str
    closing_en: str


def categories() -> list[CategoryRow]:
    """Both editions, as far as their codes are known."""
    return [
        CategoryRow(
            edition,
            row["code"],
            row["kind"] == COMPONENT,
            row["group_zh"],
            row["group_en"],
            row["title_zh"],
            row["title_en"],
        )
        for edition, name in (("2013", "gb30428_2013"), ("2026", "gb47678_2026"))
        for row in _rows(name)
    ]


def crosswalk() -> list[PairRow]:
    return [
        PairRow(row["kind"] == COMPONENT, row["old"], row["new"], row["note_zh"], row["note_en"])
        for row in _rows("crosswalk")
    ]


def conditions() -> list[ConditionRow]:
    """The set to begin with, one row a category, numbered within it in the order of the file."""
    known = {edition: _codes(edition) for edition in ("2013", "2026")}
    seen: Counter[tuple[str, str]] = Counter()
    made = []
    for row in _rows("conditions"):
        edition = row["edition"]
        for code in expand(row["codes"], known[edition]):
            seen[edition, code] += 1
            made.append(_condition(row, code, seen[edition, code]))
    return made


def expand(text: str, known: Sequence[str]) -> list[str]:
    """ "01001-01003 01005" as the codes of the table that it names."""
    spans = [part.partition("-") for part in text.split()]
    return [code for first, _, last in spans for code in known if first <= code <= (last or first)]


def _codes(edition: str) -> list[str]:
    """Codes that a condition may name: of 2013 only matters, whose series is their own."""
    return [
        row.code
        for row in categories()
        if row.edition == edition and (edition == "2026" or not row.is_component)
    ]


def _condition(row: dict[str, str], code: str, number: int) -> ConditionRow:
    texts = (row[name] for name in ("filing_zh", "filing_en", "closing_zh", "closing_en"))
    return ConditionRow(row["edition"], code, number, row["limit"], *texts)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)

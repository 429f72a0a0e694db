"""What a file would do to the table: judged row by row before anything is written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chengyun.cases.standards.tables import Column, Table
from chengyun.people.models import User
from chengyun.people.policy import Viewer
from chengyun.sensing.sheets import Text
from chengyun.sensing.uploads import Problem

NEW, CHANGED, SAME = "new", "changed", "same"


@dataclass(frozen=True)
class Change:
    """One row that may be written: the record with its new values, and what they were."""

    row: int
    what: str
    title: str
    record: Any
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Judged:
    """All of a file. `rows` counts those below the headings."""

    rows: int
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def count(self, what: str) -> int:
        return sum(change.what == what for change in self.changes)

    @property
    def new(self) -> int:
        return self.count(NEW)

    @property
    def changed(self) -> int:
        return self.count(CHANGED)

    @property
    def same(self) -> int:
        return self.count(SAME)

    @property
    def to_write(self) -> list[Change]:
        return [change for change in self.changes if change.what != SAME]


@dataclass(frozen=True)
class FileKind:
    """A kind of file: its columns; who may take one in, how it is judged (for whom; None is the
    command line) and written (by whom, from which file); what there is, as rows of `exported`."""

    key: str
    title: Text
    columns: Sequence[Column]
    exported: Sequence[Column]
    may: Callable[[User], bool]
    judge: Callable[[Table, Viewer | None], Judged]
    write: Callable[[Judged, User | None, str], int]
    rows: Callable[[Viewer | None], Any]


def compared(row: int, title: str, record: Any, values: Mapping[str, Any], new: bool) -> Change:
    """A record given its values, and what that changes of it."""
    moved = {key: value for key, value in values.items() if getattr(record, key) != value}
    before = {} if new else {key: getattr(record, key) for key in moved}
    for key, value in moved.items():
        setattr(record, key, value)
    what = NEW if new else CHANGED if moved else SAME
    return Change(row, what, title, record, before, dict(values) if new else moved)

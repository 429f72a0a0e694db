"""What changed in a project between two baselines, or between one and now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chengyun.goals.models import Project
from chengyun.goals.networks import frozen_rows
from chengyun.goals.queries.sheet import Sheet
from chengyun.places.models import in_language


@dataclass(frozen=True)
class Change:
    """A node whose end moved by so many workdays (positive: later); None where it is on one side
    only."""

    key: str
    title: str
    before: date | None
    after: date | None
    days: int = 0


@dataclass(frozen=True)
class Comparison:
    """Two states of a project side by side; `first` and `last` are their days."""

    first: date
    last: date
    moved: Sequence[Change]
    added: Sequence[Change]
    removed: Sequence[Change]

    @property
    def same(self) -> bool:
        return not (self.moved or self.added or self.removed)


Rows = Sequence[Mapping[str, Any]]


def rows_on(project: Project, day: date) -> tuple[date, Rows] | None:
    """The last baseline on or before a day: its own day and rows."""
    found = project.baselines.filter(taken_on__lte=day).order_by("-taken_on").first()
    return (found.taken_on, found.rows) if found else None


def compare(sheet: Sheet, first: date, last: date | None = None) -> Comparison | None:
    """From the baseline of one day to that of another, or to now; None where there is none."""
    old = rows_on(sheet.project, first)
    if last is not None:
        new = rows_on(sheet.project, last)
    else:
        new = sheet.today, frozen_rows((row.node, row.dates) for row in sheet.rows)
    return between(sheet, old, new) if old and new else None


def between(sheet: Sheet, old: tuple[date, Rows], new: tuple[date, Rows]) -> Comparison:
    """The differences of two sets of frozen rows."""
    before, after = ({row["key"]: row for row in rows} for rows in (old[1], new[1]))
    kept = [key for key in after if key in before]
    changes = [_change(sheet, key, before[key], after[key]) for key in kept]
    return Comparison(
        old[0],
        new[0],
        [one for one in changes if one.before != one.after],
        [_change(sheet, key, None, after[key]) for key in after if key not in before],
        [_change(sheet, key, before[key], None) for key in before if key not in after],
    )


def _change(
    sheet: Sheet, key: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> Change:
    row = new or old or {}
    before = date.fromisoformat(old["finish"]) if old else None
    after = date.fromisoformat(new["finish"]) if new else None
    days = 0
    if before and after:
        days = sheet.days.count_until(after) - sheet.days.count_until(before)
    return Change(key, in_language(row["title"], row.get("title_en", "")), before, after, days)

"""Readers of the category table. The table is no secret: every officer reads all of it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from chengyun.cases.models import Category, Condition, Kind, StandardChange
from chengyun.cases.standards import editions


def conditions_for(category_code: str, on: date | None = None) -> QuerySet[Condition]:
    """The conditions open for filing under a code of the edition in force (`on`: today).

    None for "" and for a code that the edition does not know; withdrawn ones are left out.
    """
    edition = editions.current(on or timezone.localdate())
    found = Condition.objects.filter(category__edition=edition.key, category__code=category_code)
    return found.filter(withdrawn=False, category__withdrawn=False).order_by(
        "category__is_component", "number"
    )


@dataclass(frozen=True)
class Browse:
    """What of the table is asked for; "" is any. `conditions` is with, without or ""."""

    edition: str
    kind: str = ""
    group: str = ""
    conditions: str = ""
    q: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.kind or self.group or self.conditions or self.q)


@dataclass(frozen=True)
class Group:
    """大类 with the categories of it that are asked for; `total` are all it has."""

    code: str
    is_component: bool
    title: str
    rows: list[Category]
    total: int


def groups(asked: Browse) -> list[Group]:
    """The groups of an edition with their categories, conditions and crosswalk: five queries."""
    totals = _totals(asked.edition)
    found: dict[tuple[bool, str], list[Category]] = {key: [] for key in totals}
    for row in _asked(asked):
        found[row.is_component, row.major].append(row)
    shown = found if not asked.narrowed else {key: rows for key, rows in found.items() if rows}
    return [
        Group(major, component, totals[component, major][0], rows, totals[component, major][1])
        for (component, major), rows in shown.items()
    ]


def _totals(edition: str) -> dict[tuple[bool, str], tuple[str, int]]:
    """Title and size of every group, in the order of the table."""
    made: dict[tuple[bool, str], tuple[str, int]] = {}
    for row in Category.objects.filter(edition=edition):
        key = (row.is_component, row.major)
        title, size = made.get(key, (row.group, 0))
        made[key] = (title, size + 1)
    return made


def _asked(asked: Browse) -> QuerySet[Category]:
    open_ = Condition.objects.filter(withdrawn=False)
    rows = Category.objects.filter(edition=asked.edition).prefetch_related(
        Prefetch("conditions", open_, to_attr="open_conditions"),
        "became__new",
        "came_from__old",
    )
    if asked.kind:
        rows = rows.filter(is_component=asked.kind == Kind.COMPONENT)
    if asked.group:
        rows = rows.filter(code__startswith=asked.group)
    if asked.conditions:
        has = Exists(open_.filter(category=OuterRef("pk")))
        rows = rows.filter(has if asked.conditions == "with" else ~has)
    return rows.filter(_words(asked.q)) if asked.q else rows


def _words(text: str) -> Q:
    """The beginning of a code, or what stands in a title or a condition."""
    if text.isdigit():
        return Q(code__startswith=text)
    of_conditions = Condition.objects.filter(
        Q(filing_zh__contains=text) | Q(filing_en__icontains=text), withdrawn=False
    )
    return (
        Q(title_zh__contains=text)
        | Q(title_en__icontains=text)
        | Q(pk__in=of_conditions.values("category"))
    )


def category(edition: str, kind: str, code: str) -> Category:
    """One category. Raises Category.DoesNotExist."""
    return Category.objects.get(edition=edition, is_component=kind == Kind.COMPONENT, code=code)


def changes(of: Category, most: int = 50) -> list[StandardChange]:
    """What was changed of a category and its conditions, the newest first."""
    rows = StandardChange.objects.filter(category=of).select_related("actor", "condition")
    return list(rows[:most])

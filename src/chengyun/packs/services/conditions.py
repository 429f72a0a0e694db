"""Filing conditions that packs declare for their kinds, in the table of the national ones."""

from collections.abc import Iterable
from typing import Any

from chengyun.cases.models import CaseType, Category, Condition
from chengyun.cases.standards.own import EDITION, code_of
from chengyun.packs import api
from chengyun.packs.registry import Pack

TEXTS = ("filing_zh", "filing_en", "closing_zh", "closing_en", "limit")


def install(packs: Iterable[Pack]) -> None:
    """Bring them to what is declared; what is declared no more is offered no more and kept. What an
    office has written stays.
    """
    told = {one.key: one.conditions for pack in packs for one in pack.case_types if one.conditions}
    held = Condition.objects.filter(category__edition=EDITION)
    if not told and not held.exists():
        return
    kinds = list(CaseType.objects.filter(key__in=told))
    homes = _homes(kinds)
    edited = set(held.filter(edited=True).values_list("category", "number"))
    rows = [
        Condition(category=homes[code_of(kind)], number=number, **_facts(one))
        for kind in kinds
        for number, one in enumerate(told[kind.key], 1)
        if (homes[code_of(kind)].pk, number) not in edited
    ]
    held.filter(edited=False, withdrawn=False).update(withdrawn=True)
    Condition.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["category", "number"],
        update_fields=[*TEXTS, "withdrawn"],
    )  # fmt: skip


def _homes(kinds: Iterable[CaseType]) -> dict[str, Category]:
    """The category of each kind, by its code."""
    Category.objects.bulk_create(
        [
            Category(
                edition=EDITION, code=code_of(kind), title_zh=kind.title_zh,
                title_en=kind.title_en, group_zh=kind.pack,
            )
            for kind in kinds
        ],
        update_conflicts=True, unique_fields=["edition", "is_component", "code"],
        update_fields=["title_zh", "title_en", "group_zh"],
    )  # fmt: skip
    return {one.code: one for one in Category.objects.filter(edition=EDITION)}


def _facts(one: api.Condition) -> dict[str, Any]:
    return {name: getattr(one, name) for name in TEXTS} | {"withdrawn": False}

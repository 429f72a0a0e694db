"""Filing conditions that packs declare for their kinds, in the table of the national ones."""

from collections.abc import Iterable

from chengyun.cases.models import CaseType, Category, Condition
from chengyun.cases.standards.own import EDITION, code_of
from chengyun.packs import api
from chengyun.packs.registry import Pack

TEXTS = ("filing_zh", "filing_en", "closing_zh", "closing_en", "limit")


def install(packs: Iterable[Pack]) -> None:
    """Bring them to what is declared; what is declared no more is offered no more and kept."""
    told = {one.key: one for pack in packs for one in pack.case_types if one.conditions}
    held = Category.objects.filter(edition=EDITION).values_list("code", flat=True)
    if not told and not held:
        return
    for kind in CaseType.objects.all():
        if kind.key in told or code_of(kind) in held:
            _write(kind, told[kind.key].conditions if kind.key in told else ())


def _write(kind: CaseType, conditions: tuple[api.Condition, ...]) -> None:
    titles = {"title_zh": kind.title_zh, "title_en": kind.title_en, "group_zh": kind.pack}
    category, _made = Category.objects.update_or_create(
        edition=EDITION, code=code_of(kind), is_component=False, defaults=titles
    )
    for number, one in enumerate(conditions, 1):
        facts = {name: getattr(one, name) for name in TEXTS} | {"withdrawn": False}
        Condition.objects.update_or_create(category=category, number=number, defaults=facts)
    category.conditions.filter(number__gt=len(conditions)).update(withdrawn=True)

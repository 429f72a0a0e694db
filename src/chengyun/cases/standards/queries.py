"""Readers of the category table. The table is no secret: every officer reads all of it."""

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from chengyun.cases.models import Condition
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

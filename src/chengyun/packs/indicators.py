"""Indicators of packs as formulas of goals: `pack:KEY`."""

from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone
from django.utils.functional import lazystr

from chengyun.goals.formulas import FOREIGN, Formula
from chengyun.packs import isolated
from chengyun.packs.api import Indicator
from chengyun.packs.district import of_house
from chengyun.packs.queries import active
from chengyun.places.models import in_language

PREFIX = "pack:"


def formula(key: str) -> Formula | None:
    """The indicator of a pack that is on; None where there is none."""
    for pack in active().packs.values():
        for one in pack.indicators:
            if one.key == key:
                words = lazystr(_Words(one.title_zh, one.title_en))
                return Formula(words, partial(_count, pack.name, one))
    return None


class _Words:
    """A title in the language of whoever reads it."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en

    def __str__(self) -> str:
        return in_language(self.zh, self.en)


def _count(name: str, one: Indicator, path: str, start: datetime, end: datetime) -> float | None:
    """One that raises counts nothing, and is named on the desk."""
    code = path.rstrip("/").rpartition("/")[2]
    first = timezone.localdate(start)
    last = timezone.localdate(end - timedelta(microseconds=1))
    where = f"indicator:{one.key}"
    found = isolated.call(
        name, where, one.of, of_house(name), code, first, last, budget_s=isolated.HOOK_S
    ).value
    return None if found is None else float(found)


def offer() -> None:
    """Let goals count them; called once when the room is ready."""
    FOREIGN[PREFIX] = formula

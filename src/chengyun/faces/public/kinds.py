"""The kinds of case that residents may report: which are offered, which one words look like."""

from datetime import timedelta
from itertools import groupby
from typing import Any, cast

from django.core.cache import cache
from django.db.models import Count
from django.utils import timezone

from chengyun.cases.models import Case, CaseType
from chengyun.cases.services.joining import OTHER
from chengyun.faces.public.open_data import OTHER_LAST
from chengyun.insight import queries as insight
from chengyun.packs import registry
from chengyun.places.models import in_language

OFTEN, OFTEN_DAYS, OFTEN_S = 5, 30, 3600
# From here on a suggestion is marked as chosen; below it is only offered.
SURE = 0.6


def one(key: str | None) -> CaseType | None:
    """A kind that may be reported."""
    return CaseType.objects.filter(key=key, reportable=True).first() if key else None


def chosen(key: str, text: str) -> str:
    """The kind that was said, else the one the words look like, else the one for all the rest."""
    kind = one(key) or _looks_like(text) or one(OTHER)
    return kind.key if kind else ""


def offered(text: str, key: str) -> dict[str, Any]:
    """What the page offers: the kind the words look like, those that come up most, and all."""
    every = list(CaseType.objects.filter(reportable=True).order_by(OTHER_LAST, "pack", "key"))
    guess = insight.suggest(text) if text.strip() else None
    by_key = {kind.key: kind for kind in every}
    likely = by_key.get(guess.case_type) if guess else None
    known = [by_key[k] for k in _often() if k in by_key] or every[:OFTEN]
    first = [kind for kind in (by_key.get(key), likely) if kind]
    return {
        "kinds": list(dict.fromkeys([*first, *known]))[: OFTEN + 1],
        "likely": likely,
        "because": guess.because[:2] if likely and guess else (),
        "chosen": key if key in by_key else _sure(guess, likely),
        "groups": _groups(every),
    }


def _sure(guess: Any, likely: CaseType | None) -> str:
    return likely.key if likely and guess.confidence >= SURE else ""


def _looks_like(text: str) -> CaseType | None:
    guess = insight.suggest(text)
    return one(guess.case_type) if guess else None


def _often() -> list[str]:
    """What residents reported most in the last month."""
    return cast(list[str], cache.get_or_set("kinds-often", _count, OFTEN_S))


def _count() -> list[str]:
    since = timezone.now() - timedelta(days=OFTEN_DAYS)
    rows = Case.objects.filter(opened_at__gte=since, report_count__gt=0, type__reportable=True)
    counted = rows.exclude(type__key=OTHER).order_by().values_list("type__key")
    return [key for key, _n in counted.annotate(n=Count("pk")).order_by("-n", "type__key")[:OFTEN]]


def _groups(kinds: list[CaseType]) -> list[tuple[str, list[CaseType]]]:
    """All kinds by pack, in their order."""
    return [(_title(pack), list(some)) for pack, some in groupby(kinds, lambda k: k.pack)]


def _title(name: str) -> str:
    pack = registry.current().packs.get(name)
    return in_language(pack.manifest.title.zh, pack.manifest.title.en) if pack else name

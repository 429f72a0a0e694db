"""Which open cases a report or a case looks like; a person decides whether they are the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from chengyun.cases.duplicates import FAR, USUAL_REACH_M, Likeness, Matter, compare
from chengyun.cases.models import OPEN, Case, CaseType, Distinct
from chengyun.cases.nearby import DEGREE_M
from chengyun.cases.present import named
from chengyun.people.policy import Viewer, scope_for

SHOWN = 3
# Compared at most; beyond this the newest are.
MOST = 200
# Without a place only what was last heard of within this time is compared.
UNPLACED_DAYS = 30
# A degree of longitude is shorter than one of latitude; up to 60° it is at least half.
WIDER = 2.0


@dataclass(frozen=True)
class Alike:
    """An open case that looks like what was asked about, and why."""

    case: Case
    likeness: Likeness


def alike(viewer: Viewer, case: Case) -> list[Alike]:
    """Open cases within the viewer's scope that look like this one, the likest first, without
    those that a person has found to be different."""
    found = Case.objects.filter(scope_for(viewer).q()).exclude(pk__in=_ruled_out(case))
    return _likest(matter_of(case), found.exclude(parent=case), case.area_path)


def known(matter: Matter, area_path: str = "") -> list[Alike]:
    """Open cases that anybody may hear of and that look like what is about to be reported."""
    public = Case.objects.filter(confidential=False, type__reportable=True)
    return _likest(matter, public, area_path)


def matter_of(case: Case) -> Matter:
    """A case as it is compared: when it was last heard of, in the words of its first report."""
    return matter(case.type, case.seen_at, case.lon, case.lat, case.description or case.title)


def matter(kind: CaseType, at: datetime, lon: float | None, lat: float | None, text: str) -> Matter:
    """Something of that kind as it is compared."""
    reach = float(kind.merge_metres or USUAL_REACH_M)
    return Matter(at, kind.key, kind.category[:2] or kind.pack, text, lon, lat, reach)


def _likest(wanted: Matter, cases: QuerySet[Case], area_path: str) -> list[Alike]:
    near = cases.filter(OPEN, _around(wanted, area_path), type__in=CaseType.objects.values("pk"))
    compared = [_compared(wanted, case) for case in named(near).order_by("-seen_at")[:MOST]]
    found = [one for one in compared if one.likeness.suggested]
    return sorted(found, key=lambda one: one.likeness.score, reverse=True)[:SHOWN]


def _compared(wanted: Matter, case: Case) -> Alike:
    return Alike(case, compare(wanted, matter_of(case)))


def _around(wanted: Matter, area_path: str) -> Q:
    """Where a case must lie to be compared; without a place, where and what it must be."""
    if wanted.lon is None or wanted.lat is None:
        since = wanted.at - timedelta(days=UNPLACED_DAYS)
        return Q(type__key=wanted.kind, area_path__under=area_path, seen_at__gte=since)
    reach = FAR * wanted.reach_m / DEGREE_M
    return Q(
        lat__range=(wanted.lat - reach, wanted.lat + reach),
        lon__range=(wanted.lon - WIDER * reach, wanted.lon + WIDER * reach),
    )


def _ruled_out(case: Case) -> set[int]:
    """The case itself, the one it is part of, and those found to be different."""
    pairs: Iterable[tuple[int, int]] = Distinct.objects.filter(
        Q(low=case) | Q(high=case)
    ).values_list("low", "high")
    found = {pk for pair in pairs for pk in pair} | {case.pk}
    return found | ({case.parent_id} if case.parent_id else set())

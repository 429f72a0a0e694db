"""What is known nearby, on a map and as a list: kind, state, sub-district, a rounded place and
since when. Never words, photos, contacts or confidential cases, and no place to the metre."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from django.core import signing
from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET

from chengyun.cases.choices import Origin, Stage
from chengyun.cases.models import OPEN, Case, CaseType
from chengyun.cases.present import named
from chengyun.cases.queries.follow import PHASE_OF, PHASES
from chengyun.faces.public.known import SALT
from chengyun.places.choices import Level
from chengyun.places.models import Area

DONE_DAYS = 7
PAGE_SIZE, MOST_POINTS, FRESH_S = 24, 3000, 60
# About a hundred metres: a street corner, not a door.
STEPS = 1000
DONE = PHASE_OF[Stage.CLOSED]


@dataclass(frozen=True)
class Wanted:
    """What is looked for; "" is any. `phase` is a number into PHASES."""

    kind: str = ""
    street: str = ""
    phase: str = ""

    @property
    def query(self) -> str:
        return urlencode({name: value for name, value in vars(self).items() if value})


@dataclass(frozen=True)
class Line:
    """A known case as anyone may hear of it."""

    token: str
    kind: str
    place: str
    phase: int
    phase_name: str | Promise
    since: datetime
    reports: int
    open: bool
    lon: float | None
    lat: float | None


def wanted(query: Mapping[str, str]) -> Wanted:
    """The filters of an address; what is no phase is any."""
    phase = query.get("phase", "")
    known = phase if phase in {str(n) for n in range(len(PHASES))} else ""
    return Wanted(query.get("kind", "")[:40], query.get("street", "")[:18], known)


def cases(asked: Wanted) -> QuerySet[Case]:
    """The open ones and those done in the last week, the newest first."""
    done = Q(stage=Stage.CLOSED, closed_at__gte=timezone.now() - timedelta(days=DONE_DAYS))
    public = Case.objects.filter(confidential=False, merged_into=None, type__reportable=True)
    # What a sensor in somebody's home found is not the street's to know.
    public = public.exclude(origin=Origin.ALARM, report_count=0)
    found = public.filter(_in_phase(asked.phase, done) if asked.phase else OPEN | done)
    if asked.kind:
        found = found.filter(type__key=asked.kind)
    if asked.street:
        area = Area.objects.filter(code=asked.street, level=Level.STREET).first()
        found = found.filter(area_path__startswith=area.path) if area else found.none()
    return found.order_by("-opened_at", "-id")


def _in_phase(phase: str, done: Q) -> Q:
    if phase == str(DONE):
        return done
    return OPEN & Q(stage__in=[stage for stage, at in PHASE_OF.items() if str(at) == phase])


def line(case: Case) -> Line:
    place, phase = case.street or case.area, PHASE_OF.get(case.stage, 0)
    return Line(
        signing.dumps(case.pk, salt=SALT), case.type.title, place.title if place else "",
        phase, PHASES[phase], case.opened_at, case.report_count, case.is_open,
        rounded(case.lon), rounded(case.lat),
    )  # fmt: skip


def rounded(degrees: float | None) -> float | None:
    """To the middle of a field of a thousandth of a degree."""
    return None if degrees is None else (int(degrees * STEPS) + 0.5) / STEPS


@never_cache
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The map with the list beside it; the list says all that the map does."""
    asked = wanted(request.GET.dict())
    found: Page[Case] = Paginator(named(cases(asked)), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = {
        "here": "known",
        "page": found,
        "lines": [line(case) for case in found],
        "asked": asked,
        "phases": list(enumerate(PHASES)),
        "kinds": CaseType.objects.filter(reportable=True).order_by("pack", "key"),
        "streets": Area.objects.filter(level=Level.STREET).only("code", "name", "name_en"),
        "days": DONE_DAYS,
    }
    return render(request, "public/known_map.html", shown)


@require_GET
@cache_control(max_age=FRESH_S)
def points(request: HttpRequest) -> JsonResponse:
    """The same as GeoJSON points, at most three thousand, a minute old at most."""
    asked = wanted(request.GET.dict())
    key = f"known-points:{asked.kind}:{asked.street}:{asked.phase}:{get_language()}"
    features = cast(list[Any], cache.get_or_set(_safe(key), lambda: _features(asked), FRESH_S))
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _safe(key: str) -> str:
    return key.encode("ascii", "backslashreplace").decode().replace(" ", "_")


def _features(asked: Wanted) -> list[dict[str, Any]]:
    placed = cases(asked).filter(lon__isnull=False, lat__isnull=False)
    rows = placed.select_related("type").only("stage", "lon", "lat", "type", "opened_at")
    return [_feature(case) for case in rows[:MOST_POINTS]]


def _feature(case: Case) -> dict[str, Any]:
    phase = PHASE_OF.get(case.stage, 0)
    return {
        "type": "Feature",
        "properties": {
            "kind": case.type.title,
            "phase": phase,
            "state": str(PHASES[phase]),
            "since": f"{timezone.localtime(case.opened_at):%m-%d}",
        },
        "geometry": {"type": "Point", "coordinates": [rounded(case.lon), rounded(case.lat)]},
    }

"""Known already? Open cases that look like what is about to be reported, and following one of them.

Shown is what anyone may know: kind, sub-district, rounded distance, how far it is, since when;
never words, contacts or confidential cases.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chengyun.cases import alike, services
from chengyun.cases.follow import PHASE_OF, PHASES
from chengyun.cases.models import Case, CaseType
from chengyun.cases.present import iso
from chengyun.faces.public.forms import FollowForm, PlaceForm
from chengyun.people.throttle import Throttle
from chengyun.places.models import Area

ASKED = Throttle("known", limit=240, seconds=3600)
REPORTS = Throttle("report", limit=10, seconds=3600)
# Only what has just been shown can be followed.
SALT, GOOD_S = "known case", 3600
STEP_M = 50
MOST_WORDS = 1000


@dataclass(frozen=True)
class Known:
    """An open case as anyone may hear of it. `metres` is rounded up to fifty."""

    token: str
    kind: str
    place: str
    metres: int | None
    phase: str
    since: datetime


def find(kind: CaseType, place: Mapping[str, Any], words: str) -> list[Known]:
    """What is known that looks like this, the likest first."""
    about = alike.matter(kind, timezone.now(), place["lon"], place["lat"], words)
    within = Area.objects.filter(code=place.get("street") or "").values_list("path", flat=True)
    found = alike.known(about, within.first() or "")
    return [_shown(one) for one in found]


def _shown(one: alike.Alike) -> Known:
    case, metres = one.case, one.likeness.metres
    place = case.street or case.area
    return Known(
        signing.dumps(case.pk, salt=SALT),
        case.type.title,
        place.title if place else "",
        None if metres is None else max(math.ceil(metres / STEP_M), 1) * STEP_M,
        str(PHASES[PHASE_OF.get(case.stage, 0)]),
        case.opened_at,
    )


def carried(place: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, str]:
    """What has been told so far, for the forms that go on with it."""
    told = {name: str(given.get(name) or "") for name in ("text", "name", "phone")}
    return told | {name: str(place[name]) for name in ("lon", "lat") if place[name] is not None}


def case_of(token: str) -> int | None:
    """The case of a token that was shown within the hour, as its id."""
    try:
        return int(signing.loads(token, salt=SALT, max_age=GOOD_S))
    except signing.BadSignature:
        return None


@never_cache
@require_http_methods(["GET", "POST"])
def known(request: HttpRequest) -> HttpResponse:
    """What is known of a kind at a place, as JSON, or as HTML for htmx. Words come by POST only:
    they are nobody's business in an address."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if ASKED.full(address):
        return HttpResponse(status=429)
    ASKED.count(address)
    kind, place = _asked(request)
    if not place.is_valid():
        return JsonResponse({"known": []}, status=422)
    found = find(kind, place.cleaned_data, request.POST.get("text", "")[:MOST_WORDS])
    if getattr(request, "htmx", False):
        page = {"known": found, "carried": carried(place.cleaned_data, request.POST)}
        return render(request, "public/_known.html", page)
    return JsonResponse({"known": [_plain(one) for one in found]})


def _asked(request: HttpRequest) -> tuple[CaseType, PlaceForm]:
    given = request.POST if request.method == "POST" else request.GET
    kind = get_object_or_404(CaseType, key=given.get("kind", ""), reportable=True)
    return kind, PlaceForm(given)


def _plain(one: Known) -> dict[str, Any]:
    return vars(one) | {"since": iso(one.since)}


@never_cache
@require_POST
def follow_known(request: HttpRequest) -> HttpResponse:
    """Follow a known case instead: a report of it, with a link of its own, in one tap."""
    form = FollowForm(request.POST)
    wanted = case_of(request.POST.get("token", ""))
    if wanted is None or not form.is_valid() or not Case.objects.filter(pk=wanted).exists():
        return redirect("report")
    address = str(request.META.get("REMOTE_ADDR", ""))
    if REPORTS.full(address):
        return render(request, "public/wait.html", status=429)
    report = services.take_report(_witness(form, wanted))
    REPORTS.count(address)
    return redirect("received", token=report.follow)


def _witness(form: FollowForm, case: int) -> services.ReportIn:
    told = form.cleaned_data
    kind = CaseType.objects.filter(case=case).values_list("key", flat=True).first()
    return services.ReportIn(
        text=told["text"],
        lon=told["lon"],
        lat=told["lat"],
        case_type=kind or "",
        name=told["name"],
        phone=told["phone"],
        key=str(told["key"]),
        same_as=case,
    )

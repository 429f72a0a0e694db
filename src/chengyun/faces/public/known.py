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
from django.views.decorators.http import require_GET, require_POST

from chengyun.cases import services
from chengyun.cases.models import Case, CaseType
from chengyun.cases.present import iso
from chengyun.cases.queries import alike
from chengyun.cases.queries.follow import PHASE_OF, PHASES
from chengyun.faces.public import drafts, gate, photos
from chengyun.faces.public.danger import NUMBERS
from chengyun.faces.public.forms import PlaceForm
from chengyun.people.throttle import Throttle
from chengyun.places.models import Area

ASKED = Throttle("known", limit=240, seconds=3600)
# Only what has just been shown can be followed.
SALT, GOOD_S = "known case", 3600
STEP_M = 50


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


def case_of(token: str) -> int | None:
    """The case of a token that was shown within the hour, as its id."""
    try:
        return int(signing.loads(token, salt=SALT, max_age=GOOD_S))
    except signing.BadSignature:
        return None


@never_cache
@require_GET
def known(request: HttpRequest) -> HttpResponse:
    """What is known of a kind at a place, as JSON for other programs."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if ASKED.full(address):
        return HttpResponse(status=429)
    ASKED.count(address)
    kind = get_object_or_404(CaseType, key=request.GET.get("kind", ""), reportable=True)
    place = PlaceForm(request.GET)
    if not place.is_valid():
        return JsonResponse({"known": []}, status=422)
    return JsonResponse({"known": [_plain(one) for one in find(kind, place.cleaned_data, "")]})


def _plain(one: Known) -> dict[str, Any]:
    return vars(one) | {"since": iso(one.since)}


@never_cache
@require_POST
def follow_known(request: HttpRequest) -> HttpResponse:
    """Follow a known case instead: a report of it, with a link of its own, in one tap. What was
    already written in a draft, photos too, goes with it."""
    wanted = case_of(request.POST.get("token", ""))
    if wanted is None or not Case.objects.filter(pk=wanted, confidential=False).exists():
        return redirect("known-map")
    who = gate.sender(request)
    if gate.judge(who, timezone.now() - gate.QUICKEST, danger=False) is gate.Verdict.WAIT:
        return render(request, "public/wait.html", {"numbers": NUMBERS}, status=429)
    draft = drafts.load(request.POST.get("draft", ""))
    try:
        report = photos.take_report(_witness(wanted, draft, request), draft.photos if draft else ())
    except services.Refused:
        return redirect("known-map")
    gate.count(who)
    if draft:
        drafts.save(drafts.new(draft.begun_at).but(secret=draft.secret, sent=report.follow))
    return gate.mark(request, redirect("received", token=report.follow))


def _witness(case: int, draft: drafts.Draft | None, request: HttpRequest) -> services.ReportIn:
    kind = CaseType.objects.filter(case=case).values_list("key", flat=True).first()
    told = draft or drafts.new()
    return services.ReportIn(
        text=told.text,
        lon=told.lon,
        lat=told.lat,
        case_type=kind or "",
        key=draft.key if draft else request.POST.get("key", "")[:40],
        same_as=case,
    )

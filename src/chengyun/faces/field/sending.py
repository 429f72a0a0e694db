"""The door of the outbox: one item at a time, taken in once, refused with a sentence."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from msgspec import DecodeError, json

from chengyun.cases import queries, services
from chengyun.cases.models import Case, CaseType
from chengyun.cases.services import naming, tasks
from chengyun.faces.access import OfficerRequest
from chengyun.faces.field import meanwhile, photos, shell, visit_page, weekly_page
from chengyun.faces.field.door import Unreadable, phone_data
from chengyun.faces.spots import spot_of
from chengyun.people import patrols, receiving
from chengyun.people.refused import Refused as Barred

Answer = dict[str, Any]
# What was done so long before it came is said with it; older than that the phone's clock is wrong.
LATE, OLDEST = timedelta(minutes=5), timedelta(days=14)
TEXT = 1000


@require_GET
@phone_data
def me(request: OfficerRequest) -> HttpResponse:
    """Who is signed in, and with which token to write."""
    return JsonResponse(shell.about(request))


@require_POST
@phone_data
def send(request: OfficerRequest) -> HttpResponse:
    """Take in one item: 200 done, 409 conflict with what happened meanwhile, 422 refused."""
    try:
        answer, again = _taken(request)
    except services.Refused as refused:
        return meanwhile.answer(request, refused)
    except Barred as barred:
        of_visit = request.POST.get("item") == "visit" and visit_page.conflict(request, barred)
        return of_visit or _refused(barred.code, str(barred.message))
    except Unreadable as fault:
        return _refused("unreadable", str(fault))
    return JsonResponse({**answer, "state": "done", "again": again})


def _taken(request: OfficerRequest) -> tuple[Answer, bool]:
    kind, now = request.POST.get("item", ""), timezone.now()
    if kind not in KINDS:
        raise Unreadable("item: report, act, task, patrol, visit or weekly")
    done_at = _moment(request, "done_at", now)
    return receiving.once(
        request.user,
        _key(request, "key"),
        kind,
        lambda: KINDS[kind](request, done_at),
        done_at,
        now,
    )


def _refused(code: str, message: str) -> JsonResponse:
    return JsonResponse({"state": "refused", "code": code, "message": message}, status=422)


def _key(request: OfficerRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Unreadable(f"{name}: a UUID") from None


def _moment(request: OfficerRequest, name: str, now: datetime) -> datetime:
    """When it was done by the phone's clock, as far as that can be."""
    try:
        told = parse_datetime(request.POST.get(name, ""))
    except ValueError:
        told = None
    if told is None or timezone.is_naive(told):
        raise Unreadable(f"{name}: a time with its zone, as in 2026-11-21T09:02:00+08:00")
    return min(max(told, now - OLDEST), now)


def _words(text: str, done_at: datetime) -> str:
    """The officer's words; with when they were true, if that was well before they came."""
    if not text.strip() or timezone.now() - done_at < LATE:
        return text.strip()
    with translation.override(settings.LANGUAGE_CODE):
        at = f"{timezone.localtime(done_at):%m-%d %H:%M}"
        note = _("(on the spot at %(at)s, sent later)") % {"at": at}
    return f"{text.strip()[: TEXT - len(note)]}{note}"


def _report(request: OfficerRequest, done_at: datetime) -> Answer:
    """A report; without words those of its kind, without a position that of a photo."""
    given = photos.placed(request)
    spot = spot_of(given)
    kind = CaseType.objects.filter(key=given.get("kind", "")).first()
    if kind is None or spot is None:
        raise Unreadable("kind: the key of a kind; lon and lat: degrees")
    told = services.ReportIn(
        text=_words(given.get("text", "").strip() or kind.title_zh, done_at),
        lon=spot.lon,
        lat=spot.lat,
        case_type=kind.key,
        name=str(request.user),
        channel="patrol",
        key=request.POST["key"],
    )
    made = photos.report(request, told)
    if made.case and (code := given.get("component", "")):
        _name(request, made.case.number, code)
    return {"receipt": made.receipt, **_seen(request, made.case)}


def _name(request: OfficerRequest, number: str, code: str) -> None:
    """Say what it is about, where that can still be said; the report stands either way."""
    try:
        naming.name_component(request.user, number, code)
    except services.Refused:
        return


def _act(request: OfficerRequest, done_at: datetime) -> Answer:
    number, action = request.POST.get("number", ""), request.POST.get("action", "")
    try:
        queries.get(request.viewer, number)
    except Case.DoesNotExist:
        raise services.Refused(meanwhile.UNKNOWN.code, meanwhile.UNKNOWN.message) from None
    reason = _words(request.POST.get("reason", ""), done_at)
    return _seen(request, photos.act(request, number, action, reason, _version(request)))


def _version(request: OfficerRequest) -> int | None:
    told = request.POST.get("version", "")
    return int(told) if told.isascii() and told.isdigit() else None


def _task(request: OfficerRequest, done_at: datetime) -> Answer:
    """A task moves on; 吹哨报到 with the place where the phone knew it. The time is the server's:
    who is late must not be in time by a wrong clock."""
    told, spot = request.POST.get("task", ""), spot_of(request.POST)
    pk = int(told) if told.isascii() and told.isdigit() else 0
    place = (spot.lon, spot.lat) if spot else None
    said = _words(request.POST.get("reason", ""), done_at)
    moved = tasks.move(request.user, pk, request.POST.get("action", ""), said, place)
    return {"number": moved.case.number, "stage": str(moved.get_stage_display())}


def _patrol(request: OfficerRequest, done_at: datetime) -> Answer:
    now = timezone.now()
    ended = _moment(request, "ended_at", now) if request.POST.get("ended_at") else None
    batch = patrols.Batch(
        _key(request, "key"),
        _key(request, "patrol"),
        _moment(request, "started_at", now),
        patrols.fixes_of(_points(request)),
        ended,
    )
    made = patrols.take(request.user, batch)
    return {"metres": made.metres, "seen_m2": made.seen_m2, "area_m2": made.area_m2}


def _points(request: OfficerRequest) -> object:
    try:
        return json.decode(request.POST.get("points", ""))
    except DecodeError:
        raise Unreadable("points: JSON") from None


def _seen(request: OfficerRequest, case: Case | None) -> Answer:
    """The case as it stands now, for the phone to show and to go on from."""
    if case is None or not queries.visible(request.viewer).filter(pk=case.pk).exists():
        return {}
    return {
        "number": case.number,
        "version": case.version,
        "stage": str(case.get_stage_display()),
        "title": case.headline,
    }


KINDS: dict[str, Callable[[OfficerRequest, datetime], Answer]] = {
    "report": _report,
    "act": _act,
    "task": _task,
    "patrol": _patrol,
    "visit": visit_page.take,
    "weekly": weekly_page.take,
}

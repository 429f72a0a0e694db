"""Reporting in three steps: what and where; what is known nearby; who, and send.

Each step is a page with an address of its own, so that back and forward do what they say, nothing
typed is lost, and all of it works without scripts.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chengyun.cases import services
from chengyun.cases.files import serving, store
from chengyun.cases.services.attachments import MOST_OF_REPORT
from chengyun.faces import sent_files
from chengyun.faces.public import danger, drafts, finding, gate, kinds, known, photos, stamps
from chengyun.faces.public.drafts import Draft
from chengyun.faces.public.forms import MatterForm, SendForm, Who
from chengyun.people.throttle import TOO_MANY, Throttle

FIND = Throttle("find", limit=240, seconds=3600)
KEPT = ("text", "street", "address", "lon", "lat")
THUMB = 320


@never_cache
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Step 1 on an empty page; `kind`, `lon` and `lat` in the address are taken as said."""
    if request.method == "POST":
        return _told(request, drafts.new(stamps.begun(request.POST.get("stamp", ""))))
    given = {name: request.GET.get(name, "") for name in ("kind", "lon", "lat", "text")}
    return gate.mark(request, _matter_page(request, None, MatterForm(initial=given)))


@never_cache
@require_http_methods(["GET", "POST"])
def matter(request: HttpRequest, secret: str) -> HttpResponse:
    """Step 1 again, with what was told."""
    draft = _draft(secret)
    if isinstance(draft, HttpResponse):
        return draft
    if request.method == "POST":
        return _told(request, draft)
    shown = {name: getattr(draft, name) for name in KEPT} | {"kind": draft.kind}
    return _matter_page(request, draft, MatterForm(initial=shown))


def _draft(secret: str) -> Draft | HttpResponse:
    """The draft of an address, or where to go when there is none any more."""
    draft = drafts.load(secret)
    if draft is None:
        return redirect("report")
    return redirect("received", token=draft.sent) if draft.sent else draft


def _told(request: HttpRequest, draft: Draft) -> HttpResponse:
    """What step 1 says is kept whatever is wrong with it; photos cannot be chosen again by us."""
    form = MatterForm(request.POST)
    good = form.is_valid()
    draft, problem = _with_photos(request, _with_words(draft, form))
    if problem:
        form.add_error(None, problem)
    wants_more = any(name in request.POST for name in ("find", "drop"))
    if not good or problem or wants_more:
        page = _matter_page(request, drafts.save(draft), form, quiet=wants_more)
        return gate.mark(request, page)
    return gate.mark(request, _next(drafts.save(draft)))


def _next(draft: Draft) -> HttpResponse:
    """To what is known nearby, if anything is."""
    found = _known(draft)
    return redirect("report-nearby" if found else "report-send", secret=draft.secret)


def _with_words(draft: Draft, form: MatterForm) -> Draft:
    told = form.cleaned_data
    kept = {name: told[name] for name in KEPT if name in told}
    kind = kinds.chosen(told.get("other") or told.get("kind") or "", told.get("text", ""))
    changed = draft.but(**kept, kind=kind)
    same = (changed.place, changed.kind) == (draft.place, draft.kind)
    return changed.but(apart=draft.apart and same)


def _with_photos(request: HttpRequest, draft: Draft) -> tuple[Draft, str]:
    """The photos that are kept and those that came; a sentence where one could not be taken."""
    dropped = request.POST.get("drop", "")
    kept = tuple(one for one in draft.photos if one.sha256 != dropped)
    if not sent_files.sent(request):
        return draft.but(photos=kept), ""
    address = gate.sender(request).address
    if photos.UPLOADS.full(address):
        return draft.but(photos=kept), str(TOO_MANY)
    photos.UPLOADS.count(address)
    try:
        came = sent_files.taken(request, MOST_OF_REPORT - len(kept))
    except services.Refused as refused:
        return draft.but(photos=kept), str(refused.message)
    return draft.but(photos=(*kept, *came)), ""


def _matter_page(
    request: HttpRequest, draft: Draft | None, form: MatterForm, quiet: bool = False
) -> HttpResponse:
    """Step 1. `quiet`: something was looked up, nothing is to be blamed."""
    text, chosen = form["text"].value() or "", (draft.kind if draft else form["kind"].value())
    bad = form.is_bound and not quiet
    page = {
        "here": "report",
        "step": 1,
        "form": form,
        "blame": bad,
        "draft": draft,
        "stamp": stamps.new() if draft is None else "",
        "found": finding.find(request.POST["address"]) if "find" in request.POST else None,
        "looked": "find" in request.POST,
        "numbers": danger.NUMBERS,
        "danger": danger.threatens(kinds.one(chosen), text),
        **kinds.offered(text, chosen or ""),
        **photos.FORM,
        "room": MOST_OF_REPORT - (len(draft.photos) if draft else 0),
    }
    return render(request, "public/matter.html", page, status=422 if bad else 200)


@never_cache
@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    """While one types: the kind it looks like, and whom to call if it is dangerous, as HTML."""
    who, text = gate.sender(request), request.POST.get("text", "")[:1000]
    if FIND.full(who.address):
        return HttpResponse(status=429)
    FIND.count(who.address)
    chosen = request.POST.get("other") or request.POST.get("kind") or ""
    page = kinds.offered(text, chosen) | {"numbers": danger.NUMBERS}
    page["danger"] = danger.threatens(kinds.one(chosen), text)
    return render(request, "public/_kinds.html", page)


@never_cache
@require_POST
def find_places(request: HttpRequest) -> HttpResponse:
    """Places by name, as HTML."""
    who = gate.sender(request)
    if FIND.full(who.address):
        return HttpResponse(status=429)
    FIND.count(who.address)
    found = finding.find(request.POST.get("address", ""))
    return render(request, "public/_found.html", {"found": found, "looked": True})


@never_cache
@require_http_methods(["GET", "POST"])
def nearby(request: HttpRequest, secret: str) -> HttpResponse:
    """Step 2: is it one of these? It may be followed instead, or is another matter."""
    draft = _draft(secret)
    if isinstance(draft, HttpResponse):
        return draft
    if not draft.placed:
        return redirect("report-matter", secret=secret)
    if request.method == "POST":
        drafts.save(draft.but(apart=True))
        return redirect("report-send", secret=secret)
    page = _shown(draft) | {"step": 2, "known": _known(draft)}
    return render(request, "public/nearby.html", page)


def _known(draft: Draft) -> list[known.Known]:
    kind = kinds.one(draft.kind)
    return known.find(kind, draft.place, draft.text) if kind and draft.placed else []


def _shown(draft: Draft) -> dict[str, Any]:
    """What every later step says of the report."""
    kind = kinds.one(draft.kind)
    return {
        "here": "report",
        "draft": draft,
        "kind": kind,
        "danger": danger.threatens(kind, draft.text),
        "numbers": danger.NUMBERS,
    }


@never_cache
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, secret: str) -> HttpResponse:
    """Step 3: who, and send; the same draft sent twice is one report."""
    draft = _draft(secret)
    if isinstance(draft, HttpResponse):
        return draft
    if not draft.placed or not draft.text:
        return redirect("report-matter", secret=secret)
    form = SendForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return gate.mark(request, _send_page(request, draft, form))
    if not draft.apart and form.cleaned_data["who"] != Who.SEALED and _known(draft):
        return redirect("report-nearby", secret=secret)
    return _at_the_door(request, draft, form)


def _send_page(
    request: HttpRequest, draft: Draft, form: SendForm, asks: bool = False
) -> HttpResponse:
    who = gate.sender(request)
    page = _shown(draft) | {"step": 3, "form": form, "whos": Who.choices, "asked": asks}
    first = not form.is_bound and gate.busy(who) and not page["danger"]
    if asks or first:
        page["challenge"] = gate.challenge(who)
        page["sum_closed"] = gate.SUMS.full(who.address)
    return render(request, "public/send.html", page, status=422 if form.is_bound else 200)


def _at_the_door(request: HttpRequest, draft: Draft, form: SendForm) -> HttpResponse:
    who, shown = gate.sender(request), _shown(draft)
    verdict = gate.judge(who, draft.begun_at, shown["danger"])
    if verdict is gate.Verdict.WAIT:
        return render(request, "public/wait.html", shown, status=429)
    if verdict is gate.Verdict.CHECK and not gate.proved(who, request.POST.dict()):
        return gate.mark(request, _send_page(request, draft, form, asks=True))
    try:
        report = photos.take_report(_report(draft, form.cleaned_data), draft.photos)
    except services.Refused as refused:
        form.add_error(None, str(refused.message))
        return _send_page(request, draft, form)
    gate.count(who)
    drafts.save(drafts.new(draft.begun_at).but(secret=draft.secret, sent=report.follow))
    return redirect("received", token=report.follow)


def _report(draft: Draft, told: dict[str, Any]) -> services.ReportIn:
    return services.ReportIn(
        text=draft.text,
        lon=draft.lon,
        lat=draft.lat,
        case_type=draft.kind,
        name=told["name"],
        phone=told["phone"],
        channel="web",
        address=draft.address,
        area=draft.street,
        confidential=told["who"] == Who.SEALED,
        apart=draft.apart,
        key=draft.key,
    )


@require_safe
def photo(request: HttpRequest, secret: str, sha256: str) -> HttpResponse:
    """A photo of a draft, small and painted anew."""
    draft = drafts.load(secret)
    if draft is None or not any(one.sha256 == sha256 for one in draft.photos):
        raise Http404
    try:
        content = b"".join(store.current().read(store.rendition(sha256, THUMB)))
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(content, content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = serving.POLICY
    return response

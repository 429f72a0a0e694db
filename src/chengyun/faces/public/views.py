"""The residents' pages: what the district does, report in three steps, follow, rate.

The three steps carry everything in their addresses, so that they work without scripts, with the
back button and without a session.
"""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chengyun.cases import services
from chengyun.cases.models import CaseType, Report
from chengyun.faces.public import open_data, photos
from chengyun.faces.public.forms import PlaceForm, RatingForm, ReportForm
from chengyun.faces.shared import shared
from chengyun.people.throttle import Throttle

REPORTS = Throttle("report", limit=10, seconds=3600)
KEY_S = 24 * 3600


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the way to report, and the district's figures today."""
    return render(request, "public/home.html", {"figures": open_data.figures()})


@require_GET
def what(request: HttpRequest) -> HttpResponse:
    """Step 1 of 3: which kind."""
    q = request.GET.get("q", "").strip()[:40]
    page = {"kinds": open_data.kinds(q), "q": q, "step": 1}
    return render(request, "public/what.html", page)


@require_GET
def where(request: HttpRequest, kind: str) -> HttpResponse:
    """Step 2 of 3: which place; a good place goes on to step 3."""
    case_type = _kind(kind)
    form = PlaceForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return redirect(_details_address(kind, form.cleaned_data))
    page = {"kind": case_type, "form": form, "step": 2}
    return render(request, "public/where.html", page, status=422 if form.is_bound else 200)


def _kind(key: str) -> CaseType:
    return get_object_or_404(CaseType, key=key, reportable=True)


def _details_address(kind: str, place: dict[str, Any]) -> str:
    told = {"address": place["address"]}
    if place["in_words"]:
        told["street"] = place["street"]
    else:
        told |= {"lon": f"{place['lon']:.6f}", "lat": f"{place['lat']:.6f}"}
    return f"{reverse('report-details', args=[kind])}?{urlencode(told)}"


@never_cache
@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, kind: str) -> HttpResponse:
    """Step 3 of 3: what is the matter; the same form sent twice is one report."""
    case_type, place = _kind(kind), PlaceForm(request.GET)
    if not place.is_valid():
        return redirect("report-where", kind=kind)
    form = ReportForm(request.POST or None)
    if form.is_bound and form.is_valid():
        return _send_once(request, case_type, place.cleaned_data, form)
    return _details_page(request, case_type, place.cleaned_data, form)


def _details_page(
    request: HttpRequest, case_type: CaseType, place: dict[str, Any], form: ReportForm
) -> HttpResponse:
    near = [] if place["in_words"] else open_data.near(case_type, place["lon"], place["lat"])
    page = {"kind": case_type, "place": place, "form": form, "near": near, "step": 3}
    page |= photos.FORM
    return render(request, "public/details.html", page, status=422 if form.is_bound else 200)


def _send_once(
    request: HttpRequest, case_type: CaseType, place: dict[str, Any], form: ReportForm
) -> HttpResponse:
    sent = shared().get(_cache_key(form))
    if sent:
        return redirect("received", token=sent)
    if REPORTS.full(_address(request)):
        return render(request, "public/wait.html", status=429)
    try:
        return _send(request, case_type, place, form)
    except services.Refused as refused:
        form.add_error(None, str(refused.message))
        return _details_page(request, case_type, place, form)


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _cache_key(form: ReportForm) -> str:
    return f"report:{form.cleaned_data['key']}"


def _send(
    request: HttpRequest, case_type: CaseType, place: dict[str, Any], form: ReportForm
) -> HttpResponse:
    told = form.cleaned_data
    report = photos.take_report(
        request,
        services.ReportIn(
            text=told["text"],
            lon=place["lon"],
            lat=place["lat"],
            case_type=case_type.key,
            name=told["name"],
            phone=told["phone"],
            channel="web",
            address=place["address"],
            area=place["street"],
        ),
    )
    REPORTS.count(_address(request))
    shared().set(_cache_key(form), report.follow, KEY_S)
    return redirect("received", token=report.follow)


@never_cache
@require_GET
def received(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt: its number, the link to follow, what happens next."""
    report = _report(token)
    link = request.build_absolute_uri(reverse("follow", args=[token]))
    return render(request, "public/received.html", {"report": report, "link": link})


def _report(token: str) -> Report:
    try:
        return open_data.by_follow(token)
    except Report.DoesNotExist:
        raise Http404 from None


@never_cache
@require_GET
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """What has become of a report, without the name of any person."""
    return _follow_page(request, _report(token), RatingForm())


def _follow_page(request: HttpRequest, report: Report, form: RatingForm) -> HttpResponse:
    page = {"report": report, "case": report.case, "steps": open_data.steps(report), "form": form}
    page |= photos.of(report)
    return render(request, "public/follow.html", page, status=422 if form.is_bound else 200)


@require_POST
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """The resident's judgement of a closed case, once."""
    report, form = _report(token), RatingForm(request.POST)
    if not form.is_valid():
        return _follow_page(request, report, form)
    try:
        services.rate(token, form.cleaned_data["rating"], form.cleaned_data["text"])
    except services.Refused as refused:
        form.add_error(None, str(refused.message))
        return _follow_page(request, report, form)
    return redirect("follow", token=token)

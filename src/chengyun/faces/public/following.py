"""A report from its receipt to its rating, by the secret of its link and without an account."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chengyun.cases import services
from chengyun.cases.models import Report
from chengyun.cases.queries.follow import PHASES, Followed, follow
from chengyun.faces.public import codes, photos
from chengyun.faces.public.forms import AnswerForm, RatingForm


@never_cache
@require_GET
def received(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt: its number, the link to follow, what happens next."""
    link = request.build_absolute_uri(reverse("follow", args=[token]))
    found = _found(token)
    page = {"found": found, "link": link, "code": codes.code_of(found.report)}
    return render(request, "public/received.html", page)


@never_cache
@require_GET
def following(request: HttpRequest, token: str) -> HttpResponse:
    """What has become of a report, without the name of any person."""
    return _page(request, _found(token))


@require_POST
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """The resident's judgement: of a closed case once, and of the call-back once."""
    found, form = _found(token), RatingForm(request.POST)
    if not form.is_valid():
        return _page(request, found, rating=form)
    try:
        _rate(found, form.cleaned_data["rating"], form.cleaned_data["text"])
    except services.Refused as refused:
        form.add_error(None, str(refused.message))
        return _page(request, found, rating=form)
    return redirect("follow", token=token)


def _rate(found: Followed, rating: int, text: str) -> None:
    if asks_again(found.report):
        services.rate_again(found.report.follow, rating)
    else:
        services.rate(found.report.follow, rating, text)


@require_POST
def answer(request: HttpRequest, token: str, question: int) -> HttpResponse:
    """The resident's answer to what the office asked."""
    found, form = _found(token), AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, answer=form, answering=question)
    try:
        services.answer(token, question, form.cleaned_data["text"])
    except services.Refused as refused:
        form.add_error(None, str(refused.message))
        return _page(request, found, answer=form, answering=question)
    return redirect("follow", token=token)


def asks_again(report: Report) -> bool:
    """True after a call-back that has no second rating yet."""
    made = getattr(report, "callback", None)
    return made is not None and made.done_at is not None and made.rating is None


def _found(token: str) -> Followed:
    try:
        return follow(token)
    except Report.DoesNotExist:
        raise Http404 from None


def _page(request: HttpRequest, found: Followed, **forms: Any) -> HttpResponse:
    form = forms.get("rating") or RatingForm()
    page = {
        "found": found,
        "report": found.report,
        "case": found.case,
        "phases": PHASES,
        "form": form,
        "answer": forms.get("answer") or AnswerForm(),
        "answering": forms.get("answering"),
        "again": asks_again(found.report),
        "call_back": getattr(found.report, "callback", None),
        "scores": dict(RatingForm.SCORES),
        "code": codes.code_of(found.report),
        **photos.of(found.report),
    }
    return render(request, "public/follow.html", page, status=422 if forms else 200)

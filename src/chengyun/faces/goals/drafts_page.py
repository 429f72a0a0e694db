"""Plan-making: the list of plan texts, one of them with its opinions, a comparison, a new one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.faces.goals import draft_view, forms
from chengyun.goals import texts
from chengyun.goals.choices_drafts import DRAFT_CHAIN, DraftKind, DraftStage
from chengyun.goals.models import Draft, DraftVersion
from chengyun.goals.queries import drafts as queries
from chengyun.goals.refused import Refused
from chengyun.goals.rights import HANDLERS
from chengyun.goals.services import drafts as verbs
from chengyun.people.models import Unit


@never_cache
@require_GET
@officers_only
def listed(request: OfficerRequest) -> HttpResponse:
    """The plan texts by kind, each with its chain."""
    asked = {name: request.GET.get(name, "").strip() for name in ("kind", "stage", "q")}
    found = queries.search(request.viewer, **asked, today=timezone.localdate())
    groups = [
        (kind.label, [line for line in found if line.draft.kind == kind]) for kind in DraftKind
    ]
    page = {
        "here": "drafts",
        "groups": [group for group in groups if group[1]],
        "total": len(found),
        "asked": asked,
        "narrowed": any(asked.values()),
        "kinds": DraftKind.choices,
        "stages": DraftStage.choices,
        "chain": DRAFT_CHAIN,
        "may_begin": verbs.may_begin(request.user.role),
    }
    return render(request, "goals/drafts.html", page | pages.shell())


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def new(request: OfficerRequest) -> HttpResponse:
    """Begin a plan text: its kind, its unit, the dates of its stages."""
    if not verbs.may_begin(request.user.role):
        raise PermissionDenied
    problem = ""
    if request.method == "POST":
        try:
            made = _begun(request, request.POST)
            return redirect("draft", draft=made.number)
        except Refused as refused:
            problem = str(refused)
    units = Unit.objects.order_by("code")
    if request.user.role in HANDLERS:
        units = units.filter(pk=request.user.unit_id or 0)
    page = {"here": "drafts", "problem": problem, "given": request.POST, "units": units}
    page |= {"kinds": DraftKind.choices, "dates": _typed_dates(request.POST)}
    status = 422 if problem else 200
    return render(request, "goals/draft_new.html", page | pages.shell(), status=status)


def _typed_dates(post: QueryDict) -> list[tuple[str, Any, str]]:
    return [(stage.value, stage.label, post.get(f"due_{stage}", "")) for stage in DRAFT_CHAIN]


def _begun(request: OfficerRequest, post: QueryDict) -> Draft:
    unit = Unit.objects.filter(code=post.get("unit", "")).first()
    if unit is None:
        raise Refused(_("Choose the unit that writes it."))
    dates = [forms.day_or_none(text) for _name, _label, text in _typed_dates(post)]
    return verbs.begin(request.user, post.get("kind", ""), post.get("title", ""), unit, dates)


@never_cache
@require_GET
@officers_only
def one(request: OfficerRequest, draft: str) -> HttpResponse:
    """The text of a version, its opinions beside the paragraphs, what the reader may do."""
    return _one(request, _found(request, draft))


def _one(
    request: OfficerRequest, draft: Draft, problem: str = "", action: str = "", status: int = 200
) -> HttpResponse:
    asked = version_asked(request.GET.get("version", ""))
    page: dict[str, Any] = {"here": "drafts", "problem": problem, "tried": action}
    page |= draft_view.context(request.viewer, draft, asked)
    page |= {"given": request.POST, "given_units": request.POST.getlist("units")}
    return render(request, "goals/draft.html", page | pages.shell(), status=status)


def version_asked(text: str) -> int:
    """The number of a version in an address; 0 is the latest."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0


@never_cache
@require_POST
@officers_only
def act(request: OfficerRequest, draft: str, action: str) -> HttpResponse:
    """Do something with it; what is refused is said beside the form that was sent."""
    found = _found(request, draft)
    try:
        verbs.act(request.user, draft, action, draft_view.given(request.POST))
    except Refused as refused:
        return _one(request, found, str(refused), action, 422)
    except Draft.DoesNotExist:
        raise Http404 from None
    answer = redirect("draft", draft=draft)
    if action in ("opine", "decide"):
        answer["Location"] += f"#{request.POST.get('paragraph', '')}"
    else:
        messages.success(request, _("Done: %(action)s") % {"action": draft_view.word(action)})
    return answer


@never_cache
@require_GET
@officers_only
def compare(request: OfficerRequest, draft: str) -> HttpResponse:
    """Any two versions as one redlined text: ?a=1&b=2, without them the last two."""
    found = _found(request, draft)
    versions = queries.versions(found)
    if not versions:
        raise Http404
    new = _chosen(versions, version_asked(request.GET.get("b", "")), len(versions))
    old = _chosen(versions, version_asked(request.GET.get("a", "")), max(1, new.number - 1))
    compared = texts.compare(queries.paragraphs(old), queries.paragraphs(new))
    page = {
        "here": "drafts",
        "draft": found,
        "versions": versions,
        "old": old,
        "new": new,
        "compared": compared,
        "changes": sum(one.how != "" for one in compared),
        "counts": draft_view.counts(compared),
    }
    return render(request, "goals/draft_compare.html", page | pages.shell())


def _chosen(versions: list[DraftVersion], asked: int, usual: int) -> DraftVersion:
    numbers = {version.number: version for version in versions}
    return numbers.get(asked) or numbers[usual]


def _found(request: OfficerRequest, number: str) -> Draft:
    try:
        return queries.one(request.viewer, number)
    except Draft.DoesNotExist:
        raise Http404 from None

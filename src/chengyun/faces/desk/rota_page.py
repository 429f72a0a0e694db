"""The duty rota in the desk: who is on duty now, the week by posts, putting officers on it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages, typed
from chengyun.faces.desk.typed import LOCAL, Form
from chengyun.people import rota
from chengyun.people.choices import PostKind, Role
from chengyun.people.models import Post, Shift, Unit, User
from chengyun.people.policy import Viewer, is_whole, scope_for
from chengyun.people.refused import Refused

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@dataclass(frozen=True)
class Cell:
    """A turn as one day of the week shows it."""

    turn: rota.Turn
    whole: bool
    now: bool

    @property
    def hours(self) -> str:
        start, end = timezone.localtime(self.turn.start), timezone.localtime(self.turn.end)
        return f"{start:%H:%M}–{end:%H:%M}"


@dataclass(frozen=True)
class Line:
    """A post and its week, a list of turns for each day."""

    post: Post
    days: list[list[Cell]]
    now: list[User]


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def week(request: OfficerRequest) -> HttpResponse:
    """The week of the posts within the reader's scope, with the form to put someone on it."""
    if request.method == "GET":
        return _page(request, Form(_blank(request)))
    if not rota.may_plan(request.user):
        raise PermissionDenied
    form = typed.read(request.POST, _NAMES)
    shift = _assigned(form, request)
    if shift is None:
        return _page(request, form, 422)
    messages.success(request, _("%(name)s is on the rota.") % {"name": shift.user})
    return redirect(f"/desk/rota/?week={timezone.localtime(shift.start):%Y-%m-%d}")


@require_POST
@officers_only
def end(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a shift off the rota from now on."""
    seen = rota.visible(request.viewer)
    shift = Shift.objects.filter(pk=pk, post__in=seen).select_related("post").first()
    if shift is None:
        raise Http404
    try:
        rota.take_off(request.user, shift, timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The shift is off the rota."))
    return redirect(f"/desk/rota/?week={request.POST.get('week', '')}")


@require_POST
@officers_only
def post(request: OfficerRequest) -> HttpResponse:
    """A new post, of a unit or of the whole house."""
    unit = Unit.objects.filter(code=request.POST.get("unit", "")).first()
    title = request.POST.get("title", "").strip()
    try:
        rota.add_post(request.user, unit, request.POST.get("kind", ""), title)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The post is on the rota."))
    return redirect("rota")


_NAMES = ("post", "officer", "start", "end", "every")


def _blank(request: OfficerRequest) -> dict[str, str]:
    begin = timezone.localtime().replace(hour=9, minute=0)
    given = {"post": request.GET.get("post", ""), "officer": "", "every": "0"}
    return given | {"start": f"{begin:{LOCAL}}", "end": f"{begin + DAY:{LOCAL}}"}


def _page(request: OfficerRequest, form: Form, status: int = 200) -> HttpResponse:
    now = timezone.now()
    first = _monday(request.GET.get("week", ""))
    days = [first + n * DAY for n in range(7)]
    posts = list(rota.visible(request.viewer))
    lines = _lines(posts, days, now)
    page = {
        "here": "rota",
        "form": form,
        "days": days,
        "today": timezone.localdate(),
        "previous": first - 7 * DAY,
        "next": first + 7 * DAY,
        "units": [(unit, list(own)) for unit, own in groupby(lines, lambda line: line.post.unit)],
        "posts": posts,
        "on_duty": [line for line in lines if line.now],
        "empty": [line for line in lines if not line.now],
        "may_plan": rota.may_plan(request.user),
        "may_import": rota.may_plan(request.user) and is_whole(request.viewer.area_path),
        "kinds": PostKind,
        "officers": _officers(request.viewer),
        "all_units": Unit.objects.all(),
    }
    return render(request, "desk/rota.html", page | pages.shell(), status=status)


def _lines(posts: Sequence[Post], days: Sequence[date], now: datetime) -> list[Line]:
    edges = [_midnight(day) for day in [*days, days[-1] + DAY]]
    week_of = _by_post(rota.turns(posts, edges[0], edges[-1]))
    now_of = _by_post(rota.turns(posts, now, now + SECOND))
    return [
        Line(
            one,
            [_cells(week_of[one.pk], start, stop, now) for start, stop in pairwise(edges)],
            [turn.shift.user for turn in now_of[one.pk]],
        )
        for one in posts
    ]


def _by_post(turns: Sequence[rota.Turn]) -> dict[int, list[rota.Turn]]:
    found: dict[int, list[rota.Turn]] = defaultdict(list)
    for turn in turns:
        found[turn.shift.post_id].append(turn)
    return found


def _cells(turns: Sequence[rota.Turn], start: datetime, end: datetime, now: datetime) -> list[Cell]:
    """The turns that touch a day."""
    return [
        Cell(turn, turn.start <= start and turn.end >= end, turn.start <= now < turn.end)
        for turn in turns
        if turn.start < end and turn.end > start
    ]


def _officers(viewer: Viewer) -> QuerySet[User]:
    """Whom the reader may put on the rota: officers whose area lies within theirs."""
    path = scope_for(viewer).area_path
    found = User.objects.filter(is_active=True).exclude(role=Role.GRID_OFFICER)
    inside = Q(area__path__startswith=path) | Q(area=None) if path else Q()
    return found.filter(inside).select_related("unit").order_by("unit__code", "username")


def _assigned(form: Form, request: OfficerRequest) -> Shift | None:
    posts, officers = rota.visible(request.viewer), _officers(request.viewer)
    chosen = posts.filter(pk=_number(form.typed["post"])).first()
    officer = officers.filter(username=form.typed["officer"]).first()
    if chosen is None:
        form.errors["post"] = _("Choose a post.")
    if officer is None:
        form.errors["officer"] = _("Choose an officer.")
    start, stop = form.moment("start"), form.moment("end")
    if chosen is None or officer is None or start is None or stop is None:
        return None
    try:
        return rota.assign(request.user, chosen, officer, start, stop, _number(form.typed["every"]))
    except Refused as refused:
        form.problem = str(refused)
        return None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _monday(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = timezone.localdate()
    day = min(max(day, date(2000, 1, 3)), date(2099, 12, 1))
    return day - day.weekday() * DAY


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001

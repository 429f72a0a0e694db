"""揭榜挂帅: the board of problems wanted solved, and what came of the packs on trial."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages
from chengyun.packs import registry
from chengyun.packs.models import Challenge
from chengyun.packs.queries import challenges as board
from chengyun.packs.queries.switched import switched_on
from chengyun.packs.services import challenges, using
from chengyun.people.policy import scope_for
from chengyun.places.models import Area, in_language

STATES = ("wanted", "taken", "trial", "ended")


@dataclass(frozen=True)
class Line:
    """A problem with the use of the pack that is tried out for it."""

    row: Challenge
    title: str
    use: board.Use | None
    mine: int


@never_cache
@require_GET
@officers_only
def show(request: OfficerRequest) -> HttpResponse:
    """The board: wanted, taken up, on trial, ended; and how each pack is used."""
    lines = _lines(request)
    columns = [(s, STATE_WORDS[s](), [one for one in lines if one.row.state == s]) for s in STATES]
    page = {
        "here": "challenges",
        "columns": columns,
        "total": len(lines),
        "may_write": challenges.may_write(request.user),
        "areas": _areas(request),
        "packs": sorted(switched_on()),
        "stars": (1, 2, 3, 4, 5),
        "today": timezone.localdate(),
    }
    return render(request, "scenes/challenges.html", page | pages.shell())


STATE_WORDS = {
    "wanted": lambda: _("Wanted"),
    "taken": lambda: _("Taken up"),
    "trial": lambda: _("On trial"),
    "ended": lambda: _("Ended"),
}


def _lines(request: OfficerRequest) -> list[Line]:
    mine = board.stars_of(request.user.pk)
    return [_line(request, row, mine.get(row.pack, 0)) for row in board.visible(request.viewer)]


def _line(request: OfficerRequest, row: Challenge, mine: int) -> Line:
    if not row.pack:
        return Line(row, "", None, 0)
    pack = registry.current().packs.get(row.pack)
    title = in_language(pack.manifest.title.zh, pack.manifest.title.en) if pack else row.pack
    today = timezone.localdate()
    use = board.use_of(request.viewer, row.pack, row.trial_at, row.minutes_saved, today)
    return Line(row, title, use, mine)


def _areas(request: OfficerRequest) -> Any:
    scope = scope_for(request.viewer)
    rows = Area.objects.filter(level__in=("district", "street")).defer("boundary")
    return rows.filter(path__under=scope.area_path or "") if scope.area_path is not None else []


@require_POST
@officers_only
def new(request: OfficerRequest) -> HttpResponse:
    """Put a problem on the board."""
    told = {key: str(request.POST.get(key, "")).strip() for key in WIDTHS}
    area = Area.objects.filter(code=told["area"]).first()
    try:
        if area is None:
            raise challenges.Refused(_("There is no such area within your own."))
        cut = {
            key: told[key][:width] for key, width in WIDTHS.items() if key not in ("area", "until")
        }
        until = date.fromisoformat(told["until"])
        wanted = challenges.Wanted(area=area, until=until, **cut)
        challenges.put_up(request.user, wanted, timezone.localtime())
        messages.success(request, _("It is on the board."))
    except challenges.Refused as refused:
        messages.error(request, str(refused.message))
    except ValueError:
        messages.error(request, _("Write the day as YYYY-MM-DD."))
    return redirect("challenges")


WIDTHS = {"title": 80, "text": 2000, "wanted_by": 60, "measure": 200, "area": 18, "until": 10}


@require_POST
@officers_only
def act(request: OfficerRequest, pk: int, verb: str) -> HttpResponse:
    """take, try, end or rate: one step of one problem."""
    row = board.visible(request.viewer).filter(pk=pk).first()
    if row is None or verb not in VERBS:
        raise Http404
    try:
        VERBS[verb](request, row)
    except challenges.Refused as refused:
        messages.error(request, str(refused.message))
    except ValueError:
        messages.error(request, _("This is no number that fits."))
    return redirect("challenges")


def _take(request: OfficerRequest, row: Challenge) -> None:
    challenges.take_up(request.user, row, _said(request, "by")[:60], timezone.now())


def _try(request: OfficerRequest, row: Challenge) -> None:
    minutes = int(_said(request, "minutes") or 0)
    challenges.try_out(request.user, row, _said(request, "pack"), minutes, timezone.now())


def _end(request: OfficerRequest, row: Challenge) -> None:
    challenges.end(request.user, row, _said(request, "verdict"), timezone.now())


def _rate(request: OfficerRequest, row: Challenge) -> None:
    if row.pack:
        using.rate(request.user, row.pack, int(_said(request, "stars")))


def _said(request: OfficerRequest, name: str) -> str:
    return str(request.POST.get(name, "")).strip()


VERBS = {"take": _take, "try": _try, "end": _end, "rate": _rate}

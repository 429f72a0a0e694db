"""Who else has a case open now. Kept for half a minute in the cache that all processes share."""

import time

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.cases import queries
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.shared import shared

# The page says every 15 s that it is still open.
AWAY_S = 35
Here = dict[int, tuple[str, float]]


@never_cache
@require_GET
@officers_only
def present(request: OfficerRequest, number: str) -> HttpResponse:
    """Note that the reader is on the case, and name the others."""
    if not queries.shared(request.viewer).order_by().filter(number=number).exists():
        raise Http404
    others = note(number, request.user.pk, str(request.user))
    return render(request, "desk/_present.html", {"others": others})


def note(number: str, user: int, name: str) -> list[str]:
    """Keep that somebody is on a case; gives the names of the others.

    Two at the same moment may lose one of them, until that page says so again.
    """
    key, now = f"presence:{number}", time.time()
    known: Here = shared().get(key) or {}
    here = {pk: one for pk, one in known.items() if now - one[1] < AWAY_S}
    shared().set(key, here | {user: (name, now)}, AWAY_S)
    return [one[0] for pk, one in here.items() if pk != user]

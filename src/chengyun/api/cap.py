"""GET /api/v1/cap/: the alarms that a reader may see, as warnings of CAP 1.2."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.errors import HttpError

from chengyun.api import cap_xml
from chengyun.api.auth import viewer
from chengyun.api.cap_xml import Warned
from chengyun.cases import queries
from chengyun.cases.models import Alarm
from chengyun.people.policy import scope_for
from chengyun.places.choices import Level
from chengyun.places.models import Area
from chengyun.sensing.models import Datastream

router = Router()
LISTED = 200


@router.get("/")
def feed(request: HttpRequest) -> HttpResponse:
    """An Atom feed of the last 200 alarms, the newest first."""
    warnings = _warnings(request, LISTED)
    links = {w.alarm.key: _link(request, f"{w.alarm.key}.xml") for w in warnings}
    body = cap_xml.feed(warnings, sender(), _link(request, ""), links)
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


@router.get("/{key}.xml")
def message(request: HttpRequest, key: str) -> HttpResponse:
    """One alarm as it is now."""
    found = _warnings(request, 1, key)
    if not found:
        raise HttpError(404, "there is no such alarm among yours")
    return HttpResponse(cap_xml.message(found[0]), content_type="application/cap+xml")


def sender() -> str:
    """Who warns: the district, by its code."""
    area = Area.objects.filter(level=Level.DISTRICT).order_by("code").first()
    return f"chengyun.{area.code if area else 'district'}"


def _warnings(request: HttpRequest, limit: int, key: str = "") -> list[Warned]:
    seen = queries.visible(viewer(request)).order_by()
    wanted = {"key": key} if key else {}
    mine = scope_for(viewer(request)).q("case__")
    alarms = list(Alarm.objects.filter(mine, **wanted).order_by("-pk")[:limit])
    cases = seen.in_bulk([alarm.case_id for alarm in alarms])
    streams = Datastream.objects.select_related("thing__area").in_bulk(
        [alarm.datastream_id for alarm in alarms]
    )
    who = sender()
    return [
        Warned(alarm, cases[alarm.case_id], streams.get(alarm.datastream_id), who)
        for alarm in alarms
        if alarm.case_id in cases
    ]


def _link(request: HttpRequest, name: str) -> str:
    """An address below the feed's; a kiosk's token goes with it, as it came."""
    base = request.build_absolute_uri("/api/v1/cap/")
    token = request.GET.get("token")
    return f"{base}{name}{'?' + urlencode({'token': token}) if token else ''}"

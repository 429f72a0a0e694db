"""REST: what other systems and our own pages read and do. The OpenAPI text is at openapi.json."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from ninja import NinjaAPI, Query, Router, Schema, Status
from ninja.decorators import decorate_view
from ninja.errors import HttpError

from chengyun import __version__
from chengyun.api import cap, files, past, points, stills, suggestion, tasks, wall
from chengyun.api.auth import OFFICER, READER, own_path, viewer
from chengyun.cases import queries as cases
from chengyun.cases import services
from chengyun.cases.evaluation.api import router as evaluation_router
from chengyun.cases.models import Case, CaseType, Report
from chengyun.cases.queries import CaseFilter, follow, persons
from chengyun.goals.api import router as goals_router
from chengyun.insight import queries as insight
from chengyun.insight.api import router as insight_router
from chengyun.notices.api import router as webhooks_router
from chengyun.people import services as people
from chengyun.people.models import Unit
from chengyun.people.refused import Refused
from chengyun.people.throttle import Throttle
from chengyun.places import queries as places
from chengyun.sensing.models import Datastream

router = Router(auth=READER)
# One address may stand for a whole street office or a hotline.
REPORTS = Throttle("api-report", limit=600, seconds=3600)


class SignIn(Schema):
    username: str
    password: str


class SignedIn(Schema):
    token: str
    expires: datetime


class ReportBody(Schema):
    text: str
    lon: float | None = None
    lat: float | None = None
    case_type: str = ""
    name: str = ""
    phone: str = ""
    confidential: bool = False
    key: str = ""
    simulated: bool = False


class PartBody(Schema):
    """A part of a case that is split; without a `case_type` it is of the same kind."""

    title: str = ""
    case_type: str = ""
    unit: str = ""
    condition: int | None = None


class ActionBody(Schema):
    action: str
    reason: str = ""
    unit: str = ""
    handler: str = ""
    key: str = ""
    version: int | None = None
    condition: int | None = None
    outcome: str = ""
    into: str = ""
    parts: list[PartBody] = []
    anyway: bool = False


class CaseQuery(Schema):
    stage: str = ""
    area: str = ""
    unit: str = ""
    severity: int | None = None
    q: str = ""
    mine: bool = False
    overdue: bool = False
    open: bool = False
    outcome: str = ""
    review: bool = False
    page: int = 1
    size: int = 50


@router.post("/sign-in", auth=None, response=SignedIn)
def sign_in(request: HttpRequest, body: SignIn) -> dict[str, Any]:
    """A bearer token for an officer's name and password."""
    try:
        token, expires = people.sign_in(body.username, body.password)
    except Refused as error:
        raise HttpError(error.status, str(error)) from None
    return {"token": token, "expires": expires}


@router.post("/reports", auth=None, response={201: dict[str, str]})
def report(request: HttpRequest, body: ReportBody) -> Status[dict[str, str]]:
    """What a resident saw. No account is needed; the follow link is a secret of the reporter's.
    The same report with the same `key`, or again within ten minutes, gives the same receipt."""
    _throttle(request)
    told = body.dict()
    if not body.case_type and (found := insight.suggest(body.text)):
        told["case_type"] = found.case_type
    try:
        made = services.take_report(
            services.ReportIn(channel="api", sender=_address(request), **told)
        )
    except services.Refused as error:
        raise HttpError(422, str(error.message)) from None
    return Status(201, {"receipt": made.receipt, "follow": f"/follow/{made.follow}/"})


@router.get("/reports/{secret}", auth=None)
def report_status(request: HttpRequest, secret: str) -> dict[str, Any]:
    """How a report stands, in plain words, for whoever has the secret of its follow link."""
    try:
        return follow.as_json(follow.follow(secret))
    except Report.DoesNotExist:
        raise HttpError(404, "there is no such report") from None


@router.get("/cases")
def case_list(request: HttpRequest, query: Query[CaseQuery]) -> dict[str, Any]:
    """Cases within the reader's scope, newest first. Without `exact` there are at least `total`."""
    wanted = CaseFilter(
        stage=query.stage, area=query.area, unit=query.unit, severity=query.severity, q=query.q,
        mine=query.mine, overdue=query.overdue, open=query.open, outcome=query.outcome,
        review=query.review,
    )  # fmt: skip
    page = cases.search(viewer(request), wanted, page=query.page, size=min(query.size, 200))
    return {
        "total": page.total,
        "exact": page.exact,
        "page": page.page,
        "cases": cases.as_dicts(page.items),
    }


@router.get("/cases/{number}")
def case(request: HttpRequest, number: str) -> dict[str, Any]:
    """One case, its history, and what its reader may do with it now."""
    found = _case(request, number)
    steps = cases.timeline(viewer(request), found)
    more = cases.loop_facts(viewer(request), found)
    return {**cases.as_dict(found), **more, "actions": _allowed(request, found), "timeline": steps}


@router.post("/cases/{number}/actions", auth=OFFICER)
def act(request: HttpRequest, number: str, body: ActionBody) -> dict[str, Any]:
    """Do something to a case; the same `key` twice is done once."""
    _case(request, number)
    unit = _unit(body.unit)
    try:
        done = services.act(
            request.auth, number, body.action,  # type: ignore[attr-defined]
            reason=body.reason, unit=unit, handler=persons.chosen(unit, body.handler),
            key=body.key or None, version=body.version, condition=body.condition,
            outcome=body.outcome, into=body.into, parts=[_part(part) for part in body.parts],
            anyway=body.anyway,
        )  # fmt: skip
    except services.Refused as error:
        raise HttpError(409, str(error.message)) from None
    return {**cases.as_dict(done), "actions": _allowed(request, done)}


@router.get("/areas.geojson")
@decorate_view(gzip_page)
def areas(request: HttpRequest, level: str = "street", within: str = "") -> dict[str, Any]:
    """Areas of one level with their boundaries."""
    return places.areas_geojson(level, within, own_path(request))


@router.get("/layers/{kind}.geojson")
@decorate_view(gzip_page)
def layer(request: HttpRequest, kind: str) -> HttpResponse:
    """One layer of the base map."""
    text = places.layer_geojson(kind)
    if text is None:
        raise HttpError(404, f"there is no layer {kind}")
    response = HttpResponse(text, content_type="application/geo+json")
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@router.get("/points")
@decorate_view(gzip_page)
def all_points(request: HttpRequest, within: str = "", scene: str = "") -> Any:
    """Every datastream of an area with its latest value and state, as columns: JSON, or raw
    numbers for `Accept: application/octet-stream`. `scene` narrows it to a pack's scene."""
    path, of = places.path_of(within), wall.properties_of(scene)
    if request.headers.get("Accept") == points.BINARY:
        return HttpResponse(points.packed(viewer(request), path, of), content_type=points.BINARY)
    return points.columns(viewer(request), path, of)


@router.get("/datastreams/{stream}/history")
def history(request: HttpRequest, stream: int, query: Query[past.Span]) -> dict[str, Any]:
    """One datastream over a time: its readings, or buckets where these are more than `points`."""
    found = Datastream.objects.filter(
        id=stream, thing__area__path__within=own_path(request)
    ).select_related("observed_property").first()  # fmt: skip
    if found is None:
        raise HttpError(404, "there is no such datastream")
    observed = found.observed_property
    return {"title": observed.title, "unit": observed.unit, **past.columns(stream, query)}


def _case(request: HttpRequest, number: str) -> Case:
    try:
        return cases.get(viewer(request), number)
    except Case.DoesNotExist:
        raise HttpError(404, "there is no such case among yours") from None


def _allowed(request: HttpRequest, found: Case) -> list[dict[str, Any]]:
    return [allowed.as_json() for allowed in cases.allowed_actions(viewer(request), found)]


def _unit(code: str) -> Unit | None:
    unit = Unit.objects.filter(code=code).first() if code else None
    if code and unit is None:
        raise HttpError(422, f"no unit has the code {code}")
    return unit


def _part(told: PartBody) -> services.Part:
    kind = CaseType.objects.filter(key=told.case_type).first() if told.case_type else None
    if told.case_type and kind is None:
        raise HttpError(422, f"no kind of case has the key {told.case_type}")
    return services.Part(told.title, kind, _unit(told.unit), told.condition)


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _throttle(request: HttpRequest) -> None:
    try:
        REPORTS.take(_address(request))
    except Refused as error:
        raise HttpError(error.status, str(error)) from None


def make() -> NinjaAPI:
    """The API with every room's router."""
    api = NinjaAPI(title="Chengyun 城运", version=__version__, docs_url=None)
    api.add_router("", router)
    api.add_router("", suggestion.router, auth=OFFICER)
    api.add_router("", files.router)
    api.add_router("", stills.router)
    api.add_router("", tasks.router)
    api.add_router("/wall", wall.router, auth=READER)
    api.add_router("/cap", cap.router, auth=READER)
    api.add_router("/insight", insight_router, auth=OFFICER)
    api.add_router("/goals", goals_router, auth=OFFICER)
    api.add_router("/evaluation", evaluation_router, auth=OFFICER)
    api.add_router("/webhooks", webhooks_router, auth=OFFICER)
    return api

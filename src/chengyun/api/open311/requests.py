"""Service requests: residents' reports, each with the state of the case it belongs to."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from chengyun.api.open311 import asking, services
from chengyun.api.open311.formats import w3
from chengyun.api.open311.problems import Problem
from chengyun.cases.models import Case, Partner, Report
from chengyun.cases.queries import partners as queries
from chengyun.cases.queries.partners import Asked
from chengyun.cases.services import ReportIn, partners
from chengyun.cases.services.refused import Refused

ATTRIBUTE = re.compile(r"attribute\[([^\]]+)\](?:\[\])?")
# What other systems call their own name of a request, the first that is there.
EXTERNAL = ("external_id", "fixmystreet_id", "fixmystreet_report_id")
STATES = ("open", "closed")
# About eleven metres: whose house it is, is nobody's business.
DIGITS = 4

Fields = dict[str, Any]


def many(request: HttpRequest, partner: Partner | None) -> list[Fields]:
    """GET requests."""
    given = request.GET
    part = asking.paged(given)
    found = queries.requests(_asked(given))[part.first : part.last]
    extended = _extends(given, partner)
    return [_fields(report, partner, extended) for report in found]


def one(request: HttpRequest, partner: Partner | None, receipt: str) -> list[Fields]:
    """GET one request, or several with commas between. Problem 404."""
    ids = [part.strip() for part in receipt.split(",") if part.strip()]
    found = queries.requests(Asked(ids=ids))[: asking.MOST]
    extended = _extends(request.GET, partner)
    rows = [_fields(report, partner, extended) for report in found]
    if not rows:
        raise Problem(404, f"service_request_id {receipt!r} is not known")
    return rows


def create(request: HttpRequest, partner: Partner) -> list[Fields]:
    """POST a request; the answer has its id at once."""
    given = request.POST
    code = given.get("service_code", "")
    if not code:
        raise Problem(400, "service_code is missing")
    attributes = _attributes(given)
    told = _report(given, code, attributes)
    external = next((v for name in EXTERNAL if (v := given.get(name) or attributes.get(name))), "")
    media = [url for url in given.getlist("media_url") if url]
    try:
        report, _new = partners.take(partner, told, external, media)
    except Refused as error:
        raise Problem(400, str(error.message)) from None
    return [_receipt(report)]


def token(receipt: str) -> list[Fields]:
    """A request has its id at once; who asks with a token all the same is told it again."""
    if not queries.requests(Asked(ids=[receipt])).exists():
        raise Problem(404, f"token {receipt!r} is not known")
    return [{"service_request_id": receipt, "token": receipt}]


def _receipt(report: Report) -> Fields:
    return {"service_request_id": report.receipt, "service_notice": "", "account_id": ""}


def _report(given: Mapping[str, str], code: str, attributes: dict[str, str]) -> ReportIn:
    kind = services.kind_of(code)
    lines = [given.get("description", "").strip(), *services.attributes_told(kind, attributes)]
    name = f"{given.get('last_name', '')} {given.get('first_name', '')}".strip()
    lon, lat = asking.number(given, "long"), asking.number(given, "lat")
    address = given.get("address_string", "").strip()
    if lon is None and lat is None and not address:
        raise Problem(400, "a place is missing: give lat and long, or address_string")
    return ReportIn(
        text="\n".join(line for line in lines if line) or kind.title,
        lon=lon,
        lat=lat,
        case_type=kind.key,
        name=name,
        phone=given.get("phone", ""),
        channel="open311",
        address=address,
    )


def _attributes(given: Mapping[str, str]) -> dict[str, str]:
    found = ((ATTRIBUTE.fullmatch(name), value) for name, value in given.items())
    return {match[1]: value.strip() for match, value in found if match}


def _asked(given: Mapping[str, str]) -> Asked:
    ids = asking.listed(given, "service_request_id")
    status = asking.listed(given, "status")
    if wrong := [one for one in status if one not in STATES]:
        raise Problem(400, f"status {wrong[0]!r} is neither open nor closed")
    # The standard: who asks for certain requests gets them, however old.
    span = None if ids else asking.span(given)
    return Asked(
        ids=ids,
        services=asking.listed(given, "service_code"),
        status=sorted(set(status)) if len(set(status)) == 1 else [],
        start=span.start if span else None,
        end=span.end if span else None,
        updated_after=asking.moment(given, "updated_after"),
        updated_before=asking.moment(given, "updated_before"),
    )


def _fields(report: Report, partner: Partner | None, extended: bool) -> Fields:
    case, own = report.case, queries.is_of(report, partner)
    if case is None:
        raise AssertionError("the query takes none without a case")
    unit = case.unit.title if case.unit else ""
    through = report.through if own else None
    fields = {
        "service_request_id": report.receipt,
        "status": "open" if case.is_open else "closed",
        "status_notes": str(case.get_stage_display()),
        "service_name": case.type.title,
        "service_code": case.type.key,
        "description": report.text if own else case.type.title,
        "agency_responsible": unit,
        "service_notice": "",
        "requested_datetime": w3(report.reported_at),
        "updated_datetime": w3(report.changed),  # type: ignore[attr-defined]
        "expected_datetime": w3(case.due_at),
        "address": report.case.address if own and report.case else "",
        "address_id": "",
        "zipcode": "",
        "lat": _place(report.lat if report.lat is not None else case.lat, own),
        "long": _place(report.lon if report.lon is not None else case.lon, own),
        "media_url": (through.media[:1] or [""])[0] if through else "",
    }
    return fields | {"extended_attributes": _extended(case)} if extended else fields


def _extends(given: Mapping[str, str], partner: Partner | None) -> bool:
    """The number of a case opens other doors: it is for those who have a key."""
    return partner is not None and asking.flag(given, "extensions")


def _extended(case: Case) -> Fields:
    """What the standard has no field for: the matter that several requests may share."""
    return {
        "case_number": case.number,
        "requests": case.report_count,
        "stage": case.stage,
        "overdue": case.overdue,
    }


def _place(degrees: float | None, own: bool) -> float | None:
    return degrees if own or degrees is None else round(degrees, DIGITS)

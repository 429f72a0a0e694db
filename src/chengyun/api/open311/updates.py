"""Updates, the extension that councils run: what happened to requests, in order and stable.

An update is a row of the ledger and its id the row's number: the same answer however often it is
asked for, and never out of order.
"""

from typing import Any

from django.http import HttpRequest

from chengyun.api.open311 import asking
from chengyun.api.open311.formats import w3
from chengyun.api.open311.problems import Problem
from chengyun.cases.models import LedgerEntry, Partner
from chengyun.cases.queries import partners as queries
from chengyun.cases.queries.follow import STEPS, UNIT
from chengyun.cases.queries.partners import CLOSED_STATES, TOLD
from chengyun.cases.services import partner_updates
from chengyun.cases.services.partner_updates import Told
from chengyun.cases.services.refused import Refused

Fields = dict[str, Any]


def many(request: HttpRequest) -> list[Fields]:
    """GET servicerequestupdates."""
    given = request.GET
    span, part = asking.span(given), asking.paged(given)
    ids = asking.listed(given, "service_request_id")
    rows = list(queries.updates(span.start, span.end, ids)[part.first : part.last])
    receipts = queries.receipts_of({row.case_id for row in rows}, ids)
    extended = asking.flag(given, "extensions")
    return [
        _fields(row, receipt, first, extended)
        for row in rows
        for first, receipt in _numbered(receipts.get(row.case_id, []))
    ]


def take(request: HttpRequest, partner: Partner) -> list[Fields]:
    """POST an update of a request that the partner sent; the same update_id twice is one."""
    given = request.POST
    for name in ("update_id", "service_request_id", "updated_datetime"):
        if not given.get(name):
            raise Problem(400, f"{name} is missing")
    at = asking.moment(given, "updated_datetime")
    if at is None:
        raise Problem(400, "updated_datetime is missing")
    told = Told(
        update=given["update_id"],
        request=given["service_request_id"],
        status=given.get("status", "").lower(),
        at=at,
        text=given.get("description", ""),
    )
    try:
        partner_updates.from_reporter(partner, told)
    except Refused as error:
        raise Problem(404 if error.code == "unknown_report" else 400, str(error.message)) from None
    return [{"update_id": told.update}]


def _numbered(receipts: list[str]) -> list[tuple[bool, str]]:
    return [(at == 0, receipt) for at, receipt in enumerate(receipts)]


def _fields(row: LedgerEntry, receipt: str, first: bool, extended: bool) -> Fields:
    state = TOLD[row.action]
    closed = state in CLOSED_STATES
    return {
        # One step of a case that several reported is an update of each of them.
        "update_id": str(row.seq) if first else f"{row.seq}-{receipt}",
        "service_request_id": receipt,
        "status": state if extended else "closed" if closed else "open",
        "description": _text(row),
        "updated_datetime": w3(row.at),
        "media_url": "",
    }


def _text(row: LedgerEntry) -> str:
    """The step as residents read it; never what officers wrote to each other."""
    unit = row.case.unit.title if row.case.unit else UNIT
    return str(STEPS[row.action]) % {"unit": unit}

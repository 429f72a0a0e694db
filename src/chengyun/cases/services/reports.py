"""What residents tell us: taken in once, joined to what is known, personal details sealed."""

import json
import math
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.crypto import salted_hmac

from chengyun.cases import reporter_rules as rules
from chengyun.cases.choices import Origin
from chengyun.cases.models import Case, CaseType, Report
from chengyun.cases.rules import Refusal
from chengyun.cases.services.appending import insert
from chengyun.cases.services.joining import OTHER, Desk, types_of
from chengyun.cases.services.journal import RECEIPT, Journal, writing
from chengyun.cases.services.places import Place, streets
from chengyun.cases.services.refused import refuse_if
from chengyun.people.privacy import masked_text
from chengyun.people.secrets import seal
from chengyun.places import queries as places
from chengyun.places.models import Area

TITLE_LENGTH = 40
PHONE = re.compile(r"\+?[0-9][0-9 \-]{3,18}[0-9]")


@dataclass(frozen=True)
class ReportIn:
    """A report as it comes in; place in WGS84 degrees, or only in words with an area's code."""

    text: str
    lon: float | None = None
    lat: float | None = None
    case_type: str = ""
    name: str = ""
    phone: str = ""
    channel: str = "web"
    simulated: bool = False
    address: str = ""
    area: str = ""
    # The reporter wishes to be known only to those who call back, and only with a reason.
    confidential: bool = False
    # Made by the sender: the same report with the same key is one report, whenever it comes.
    key: str = ""
    # Who sent it as far as the door knows; only a digest is kept.
    sender: str = ""
    # The reporter was shown what is known: it is that case (its id), or none of those.
    same_as: int | None = None
    apart: bool = False


def take_report(told: ReportIn, at: datetime | None = None) -> Report:
    """Take in a report; it joins the open case of the same thing, or opens one. The same from
    the same sender within ten minutes, or with the same key, gives the same receipt again.

    Raises Refused: needs_text, too_long, bad_phone, no_contact, bad_place, outside.
    """
    now = at or timezone.now()
    refuse_if(_fault(told))
    place, sent = _place(told), fingerprint(told)
    with writing() as journal:
        known = _sent_before(sent, None if told.key else now - rules.DOUBLE_TAP)
        if known is not None:
            return known
        kind = _kind(told)
        case, joined = _join_or_open(Desk(journal, [(kind, place)]), told, kind, place, now)
        return _keep(journal, told, case, now, sent=sent, witness=joined)


def fingerprint(told: ReportIn) -> str:
    """A digest of who sent what; "" where nothing tells senders apart. A key alone is not
    enough: whoever guesses one learns nothing without the words and the place."""
    who = told.key or told.sender or told.phone
    what = vars(told) | {"who": who, "sender": "", "key": ""}
    text = json.dumps(what, sort_keys=True, ensure_ascii=False)
    return salted_hmac("report", text, algorithm="sha256").hexdigest() if who else ""


def _sent_before(sent: str, since: datetime | None) -> Report | None:
    if not sent:
        return None
    found = Report.objects.filter(sent=sent)
    return (found if since is None else found.filter(reported_at__gte=since)).first()


def _kind(told: ReportIn) -> CaseType:
    key = told.case_type or OTHER
    return types_of([key])[key]


def _fault(told: ReportIn) -> Refusal | None:
    if not told.text.strip() and told.same_as is None:
        return rules.NEEDS_TEXT
    if len(told.text) > rules.MAX_TEXT:
        return rules.TOO_LONG
    return _contact_fault(told) or (None if _on_earth(told.lon, told.lat) else rules.BAD_PLACE)


def _contact_fault(told: ReportIn) -> Refusal | None:
    if told.phone and not PHONE.fullmatch(told.phone.strip()):
        return rules.BAD_PHONE
    return rules.NO_CONTACT if told.confidential and not told.phone.strip() else None


def _on_earth(lon: float | None, lat: float | None) -> bool:
    if lon is None or lat is None:
        return lon is None and lat is None
    return math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90


def _place(told: ReportIn) -> Place:
    if told.lon is None or told.lat is None:
        return _in_words(told)
    area = places.locate(told.lon, told.lat)
    if area is None and places.has_outlines():
        refuse_if(rules.OUTSIDE)
    return _placed(told, area)


def _in_words(told: ReportIn) -> Place:
    """Without a point a report joins no case by itself; a person puts it where it belongs."""
    return _placed(told, Area.objects.defer("boundary").filter(code=told.area).first())


def _placed(told: ReportIn, area: Area | None) -> Place:
    street = streets([area.path]).get(area.path) if area else None
    address = masked_text(told.address.strip())[:200]
    return Place(told.lon, told.lat, area, street, address, told.simulated)


def _join_or_open(
    desk: Desk, told: ReportIn, kind: CaseType, place: Place, now: datetime
) -> tuple[Case, bool]:
    """The case of a report, and whether it was known before."""
    case = _known_case(desk, told, kind, place, now)
    if case is None:
        opened = desk.open(_case(told, kind, now), place, now)
        desk.save()
        return opened, False
    case.report_count += 1
    grave = kind.severity if case.type_id == kind.pk else case.severity
    desk.join(case, grave, now, {"source": "report"})
    desk.save()
    return case, True


def _known_case(
    desk: Desk, told: ReportIn, kind: CaseType, place: Place, now: datetime
) -> Case | None:
    """What the reporter says goes before what distance says; confidential reports stay alone."""
    if told.confidential:
        return None
    said = desk.open_case(told.same_as) if told.same_as is not None else None
    return said or (None if told.apart else desk.match(kind, place, now))


def _case(told: ReportIn, kind: CaseType, now: datetime) -> Case:
    text = _shown(told) or kind.title_zh
    return Case(
        type=kind,
        title=text if len(text) <= TITLE_LENGTH else text[: TITLE_LENGTH - 1] + "…",
        description=text,
        severity=kind.severity,
        origin=Origin.REPORT,
        opened_at=now,
        seen_at=now,
        report_count=1,
        confidential=told.confidential,
    )


def _keep(journal: Journal, told: ReportIn, case: Case, now: datetime, **more: Any) -> Report:
    report = Report(
        receipt=journal.number(RECEIPT, now),
        follow=secrets.token_urlsafe(32),
        case=case,
        text=_shown(told),
        contact=seal(_contact(told)),
        lon=told.lon,
        lat=told.lat,
        reported_at=now,
        channel=told.channel[:20],
        confidential=told.confidential,
        simulated=told.simulated,
        **more,
    )
    insert([report])
    return report


def _shown(told: ReportIn) -> str:
    """The words with personal details masked: what is stored openly and copied into the case."""
    return masked_text(told.text.strip(), [told.name.strip()])


def _contact(told: ReportIn) -> dict[str, str]:
    """What is sealed: how to reach the reporter, and the words as written where they say more."""
    words = told.text.strip()
    return {
        "name": told.name.strip()[:60],
        "phone": told.phone.strip(),
        "text": words if words != _shown(told) else "",
    }

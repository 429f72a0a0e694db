"""What residents tell us, and what they think of how it was handled."""

import math
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chengyun.cases.choices import Action, Origin, Stage
from chengyun.cases.models import Case, CaseType, Report
from chengyun.cases.present import named
from chengyun.cases.rules import Refusal
from chengyun.cases.services.joining import OTHER, Desk, types_of
from chengyun.cases.services.journal import RECEIPT, Journal, Step, writing
from chengyun.cases.services.places import Place, streets
from chengyun.cases.services.refused import Refused, refuse_if
from chengyun.people.secrets import seal
from chengyun.places import queries as places
from chengyun.places.models import Area

MAX_TEXT = 2_000
TITLE_LENGTH = 40
PHONE = re.compile(r"\+?[0-9][0-9 \-]{3,18}[0-9]")

NEEDS_TEXT = Refusal("needs_text", _("Tell us what is wrong, in a few words."))
TOO_LONG = Refusal("too_long", _("The text is too long; 2,000 characters are enough."))
BAD_PHONE = Refusal("bad_phone", _("This is not a telephone number; leave it empty if you like."))
BAD_PLACE = Refusal("bad_place", _("These are not coordinates of a place on earth."))
OUTSIDE = Refusal("outside", _("This place is outside the district; please report it there."))
UNKNOWN_REPORT = Refusal("unknown_report", _("There is no such report."))
BAD_RATING = Refusal("bad_rating", _("Give one to five stars."))
NOT_CLOSED = Refusal("not_closed", _("You can rate it once it is closed."))
RATED = Refusal("rated", _("You have rated it already; thank you."))


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


def take_report(told: ReportIn, at: datetime | None = None) -> Report:
    """Take in a report; it joins the open case of the same thing, or opens one.

    Raises Refused: needs_text, too_long, bad_phone, bad_place, outside.
    """
    now = at or timezone.now()
    refuse_if(_fault(told))
    place = _place(told)
    with writing() as journal:
        key = told.case_type or OTHER
        kind = types_of([key])[key]
        case = _join_or_open(Desk(journal, [(kind, place)]), told, kind, place, now)
        return _keep(journal, told, case, now)


def rate(follow: str, rating: int, text: str = "") -> Report:
    """The resident's verdict, 1 to 5, once and only after closing.

    Raises Refused: unknown_report, bad_rating, not_closed, rated.
    """
    with writing() as journal:
        report = Report.objects.filter(follow=follow).first()
        if report is None or report.case_id is None:
            raise Refused(UNKNOWN_REPORT.code, UNKNOWN_REPORT.message)
        case = named(Case.objects.filter(pk=report.case_id)).get()
        refuse_if(_no_rating(report, case, rating))
        _rate(journal, report, case, rating, text)
    return report


def _fault(told: ReportIn) -> Refusal | None:
    if not told.text.strip():
        return NEEDS_TEXT
    if len(told.text) > MAX_TEXT:
        return TOO_LONG
    if told.phone and not PHONE.fullmatch(told.phone.strip()):
        return BAD_PHONE
    return None if _on_earth(told.lon, told.lat) else BAD_PLACE


def _on_earth(lon: float | None, lat: float | None) -> bool:
    if lon is None or lat is None:
        return lon is None and lat is None
    return math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90


def _place(told: ReportIn) -> Place:
    if told.lon is None or told.lat is None:
        return _in_words(told)
    area = places.locate(told.lon, told.lat)
    if area is None and places.has_outlines():
        refuse_if(OUTSIDE)
    return _placed(told, area)


def _in_words(told: ReportIn) -> Place:
    """Without a point a report joins no case by itself; a person puts it where it belongs."""
    return _placed(told, Area.objects.defer("boundary").filter(code=told.area).first())


def _placed(told: ReportIn, area: Area | None) -> Place:
    street = streets([area.path]).get(area.path) if area else None
    address = told.address.strip()[:200]
    return Place(told.lon, told.lat, area, street, address, told.simulated)


def _join_or_open(desk: Desk, told: ReportIn, kind: CaseType, place: Place, now: datetime) -> Case:
    case = desk.match(kind, place, now)
    if case is None:
        case = desk.open(_case(told, kind, now), place, now)
    else:
        case.report_count += 1
        case = desk.join(case, kind.severity, now, {"source": "report"})
    desk.save()
    return case


def _case(told: ReportIn, kind: CaseType, now: datetime) -> Case:
    text = told.text.strip()
    return Case(
        type=kind,
        title=text if len(text) <= TITLE_LENGTH else text[: TITLE_LENGTH - 1] + "…",
        description=text,
        severity=kind.severity,
        origin=Origin.REPORT,
        opened_at=now,
        seen_at=now,
        report_count=1,
    )


def _keep(journal: Journal, told: ReportIn, case: Case, now: datetime) -> Report:
    return Report.objects.create(
        receipt=journal.number(RECEIPT, now),
        follow=secrets.token_urlsafe(32),
        case=case,
        text=told.text.strip(),
        contact=seal({"name": told.name.strip()[:60], "phone": told.phone.strip()}),
        lon=told.lon,
        lat=told.lat,
        reported_at=now,
        channel=told.channel[:20],
        simulated=told.simulated,
    )


def _no_rating(report: Report, case: Case, rating: int) -> Refusal | None:
    if not 1 <= rating <= 5:
        return BAD_RATING
    if report.rating is not None:
        return RATED
    return None if case.stage == Stage.CLOSED else NOT_CLOSED


def _rate(journal: Journal, report: Report, case: Case, rating: int, text: str) -> None:
    report.rating, report.rating_text = rating, text.strip()[:300]
    report.save(update_fields=["rating", "rating_text"])
    case.rating = rating
    detail = {"rating": rating, "receipt": report.receipt}
    journal.add(Step(case, Action.RATE, timezone.now(), case.stage, detail=detail))
    case.save(update_fields=["rating", "version"])

"""Opening a case that neither an alarm nor a report tells of: an inspection or a pack found it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from chengyun.cases.choices import Origin
from chengyun.cases.models import Case, CaseType
from chengyun.cases.present import named
from chengyun.cases.services.joining import Desk
from chengyun.cases.services.journal import writing
from chengyun.cases.services.places import Place, streets
from chengyun.people.privacy import masked_text
from chengyun.places import queries as places
from chengyun.places.models import Area


@dataclass(frozen=True)
class Found:
    """What was found: the key of a declared kind of case, and where. key is the finder's own."""

    kind: str
    title: str
    text: str = ""
    lon: float | None = None
    lat: float | None = None
    area: str = ""
    address: str = ""
    key: str = ""
    simulated: bool = False


def open_case(found: Found, at: datetime | None = None) -> Case:
    """Open a case of it, which waits for the duty officer; the same key again gives that case.

    Raises CaseType.DoesNotExist for a kind that nobody declares.
    """
    now = at or timezone.now()
    kind = CaseType.objects.get(key=found.kind)
    with writing() as journal:
        known = _known(found.key)
        if known is not None:
            return known
        place = _place(found)
        case = _case(found, kind, now)
        desk = Desk(journal, [(kind, place)])
        desk.open(case, place, now)
        desk.save()
    return case


def _known(key: str) -> Case | None:
    return named(Case.objects.filter(external_key=key)).first() if key else None


def _case(found: Found, kind: CaseType, now: datetime) -> Case:
    return Case(
        type=kind,
        title=masked_text(found.title)[:200],
        description=masked_text(found.text),
        severity=kind.severity,
        origin=Origin.PATROL,
        external_key=found.key or None,
        opened_at=now,
        seen_at=now,
    )


def _place(found: Found) -> Place:
    area = Area.objects.defer("boundary").filter(code=found.area).first() if found.area else None
    if area is None and found.lon is not None and found.lat is not None:
        area = places.locate(found.lon, found.lat)
    street = streets([area.path]).get(area.path) if area else None
    return Place(found.lon, found.lat, area, street, found.address, found.simulated)

"""Taking in the service requests of other systems, with their own times, again and again.

Each becomes a case with its ledger rows. The bus is not told: it carries what happens now, and
screens read the past from the database.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from chengyun.calendar import Limit
from chengyun.cases import deadlines, request_rows
from chengyun.cases.choices import Action, Origin, Stage
from chengyun.cases.lifecycle import NEW
from chengyun.cases.models import Case, CaseType
from chengyun.cases.request_rows import ENDED, BadRow, Refused, Request, Row
from chengyun.cases.rules import Clock
from chengyun.cases.services.joining import other_type
from chengyun.cases.services.journal import NUMBER, Journal, Step, writing
from chengyun.cases.services.places import home_path, streets
from chengyun.cases.services.steps import office
from chengyun.people.models import Unit
from chengyun.places import queries as places
from chengyun.places.models import Area

BATCH = 1_000
T = TypeVar("T")
# How a case came to the stage it is taken in at.
LAST_STEP = {
    Stage.FILED: Action.FILE,
    Stage.DISPATCHED: Action.DISPATCH,
    Stage.HANDLING: Action.ACCEPT,
    Stage.CHECK: Action.HANDLE,
    Stage.CLOSED: Action.CLOSE,
    Stage.CANCELLED: Action.REJECT,
}
AT_A_UNIT = (Stage.DISPATCHED, Stage.HANDLING, Stage.CHECK)


@dataclass
class Imported:
    """What became of the rows: taken in, known from an earlier import, left out and why."""

    taken: int = 0
    known: int = 0
    refused: list[Refused] = field(default_factory=list)


def import_requests(
    rows: Iterable[Row],
    *,
    simulated: bool = False,
    say: Callable[[Imported], None] = lambda so_far: None,
) -> Imported:
    """Take in rows of our schema (`request_rows.COLUMNS`); times without a zone are local."""
    return take_in(enumerate(rows, 1), simulated, say)


def take_in(
    rows: Iterable[tuple[int, Row | Refused]],
    simulated: bool = False,
    say: Callable[[Imported], None] = lambda so_far: None,
) -> Imported:
    """As `import_requests`, of rows with their lines; `say` follows each batch."""
    done = Imported()
    house = _House.known(simulated)
    checked = _checked(rows, done, house.zone)
    while batch := list(islice(checked, BATCH)):
        fresh = _unknown(batch)
        done.known += len(batch) - len(fresh)
        done.taken += len(fresh)
        if fresh:
            _write(fresh, house)
        say(done)
    return done


@dataclass(frozen=True)
class _House:
    """What the whole import needs to know."""

    kinds: Mapping[str, CaseType]
    other: CaseType
    units: Mapping[str, Unit]
    home: str
    zone: ZoneInfo
    now: datetime
    simulated: bool

    @staticmethod
    def known(simulated: bool) -> "_House":
        other = other_type()
        return _House(
            kinds=_by_names(CaseType.objects.all(), "category", "title_en", "title_zh", "key"),
            other=other,
            units=_by_names(Unit.objects.all(), "name_en", "name_zh", "code"),
            home=home_path(),
            zone=ZoneInfo(settings.TIME_ZONE),
            now=timezone.now(),
            simulated=simulated,
        )


def _by_names(things: Iterable[T], *names: str) -> dict[str, T]:
    """By every name a thing goes by, in lower case; of equal names the later of `names` wins."""
    all_ = list(things)
    pairs = ((str(getattr(one, name)).lower(), one) for name in names for one in all_)
    return {name: one for name, one in pairs if name}


def _checked(
    rows: Iterable[tuple[int, Row | Refused]], done: Imported, zone: ZoneInfo
) -> Iterator[Request]:
    for line, row in rows:
        if isinstance(row, Refused):
            done.refused.append(row)
            continue
        try:
            yield request_rows.parse(row, zone)
        except BadRow as fault:
            done.refused.append(Refused(line, str(fault)))


def _unknown(batch: list[Request]) -> list[Request]:
    """Those not taken in before, each key once."""
    by_key = {request.key: request for request in batch}
    known = Case.objects.filter(external_key__in=by_key).values_list("external_key", flat=True)
    for key in known:
        by_key.pop(key or "", None)
    return list(by_key.values())


def _write(batch: list[Request], house: _House) -> None:
    spots = _areas(batch)
    by_path = streets(area.path for area in spots if area)
    with writing() as journal:
        numbers = journal.numbers(NUMBER, [request.opened_at for request in batch])
        cases = [_case(request, house) for request in batch]
        for case, number, area in zip(cases, numbers, spots, strict=True):
            case.number, case.area = number, area
            case.area_path = area.path if area else house.home
            case.street = by_path.get(area.path) if area else None
        Case.objects.bulk_create(cases)
        for case, request in zip(cases, batch, strict=True):
            _tell(journal, case, request)


def _areas(batch: list[Request]) -> list[Area | None]:
    """The area of each request, or None outside all of them or without a place."""
    placed = [i for i, r in enumerate(batch) if r.lon is not None]
    lons, lats = [batch[i].lon or 0.0 for i in placed], [batch[i].lat or 0.0 for i in placed]
    held = places.locate_all(lons, lats)
    areas = Area.objects.defer("boundary").in_bulk([key for key in held if key])
    found: list[Area | None] = [None] * len(batch)
    for i, key in zip(placed, held, strict=True):
        found[i] = areas.get(key or 0)
    return found


def _case(request: Request, house: _House) -> Case:
    kind = house.kinds.get(request.category.lower(), house.other)
    unit = house.units.get(request.unit.lower())
    case = Case(
        type=kind,
        title=request.title[:200],
        description=request.description,
        stage=_stage(request.stage, unit),
        severity=request.severity or kind.severity,
        origin=request.origin,
        unit=unit,
        lon=request.lon,
        lat=request.lat,
        address=request.address[:200],
        opened_at=request.opened_at,
        seen_at=request.opened_at,
        closed_at=request.closed_at,
        alarm_count=int(request.origin == Origin.ALARM),
        report_count=int(request.origin == Origin.REPORT),
        rating=request.rating,
        external_key=request.key,
        simulated=house.simulated,
    )
    _set_clock(case, request, house.now)
    return case


def _stage(stage: Stage, unit: Unit | None) -> Stage:
    """A case whose unit we do not know waits for dispatch; an open one with a unit is there."""
    if stage in AT_A_UNIT and unit is None:
        return Stage.FILED
    return Stage.DISPATCHED if stage == Stage.REPORTED and unit else stage


def _set_clock(case: Case, request: Request, now: datetime) -> None:
    limit, hours = Limit.parse(case.type.limit), office(case.unit)
    start = deadlines.moved(Clock.START, deadlines.Deadline(), case.opened_at, limit, hours)
    case.due_at, case.warn_at = request.due_at or start.due_at, start.warn_at
    if case.stage not in NEW:
        case.filed_at, case.limit = case.opened_at, case.type.limit
    elif request.due_at is None:
        case.due_at = case.warn_at = None
    case.handled_at = case.closed_at if case.stage == Stage.CLOSED else None
    until = case.closed_at or now
    case.overdue = case.stage != Stage.CANCELLED and bool(case.due_at and until > case.due_at)
    case.warned = case.overdue


def _tell(journal: Journal, case: Case, request: Request) -> None:
    detail = {"source": "import", "key": request.key, "category": request.category}
    stage = case.stage
    case.stage = Stage.REPORTED
    journal.add(Step(case, Action.OPEN, case.opened_at, "", detail=detail), tell=False)
    case.stage = stage
    last = LAST_STEP.get(Stage(stage))
    if last is None:
        return
    at = case.closed_at if stage in ENDED and case.closed_at else case.opened_at
    step = Step(case, last, at, Stage.REPORTED, note=request.result, detail={"source": "import"})
    journal.add(step, tell=False)

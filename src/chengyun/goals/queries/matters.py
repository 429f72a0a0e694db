"""Readers of matters under supervision; each takes the viewer."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from chengyun.goals import rules_matters as rules
from chengyun.goals.choices_matters import ENDED, MatterStage, Slip
from chengyun.goals.models import (
    Circular,
    Matter,
    MatterItem,
    MatterNotice,
    MatterProof,
    MatterStep,
    MatterUnit,
)
from chengyun.goals.transitions import Actor
from chengyun.people.models import Unit
from chengyun.people.offices import calendar_of
from chengyun.people.policy import Viewer, scope_for


@dataclass(frozen=True)
class State:
    """The lamp of a matter, always the computed one; and, where somebody set another, that one
    beside it. `expected` is a share from 0 to 1.
    """

    computed: Slip
    by_hand: Slip | None
    expected: float
    days_left: int

    @property
    def expected_percent(self) -> int:
        return round(100 * self.expected)

    @property
    def days_over(self) -> int:
        return -self.days_left


@dataclass(frozen=True)
class Line:
    """A matter beside its state."""

    matter: Matter
    state: State


def visible(viewer: Viewer) -> QuerySet[Matter]:
    """Handlers: what their unit leads or supports, wherever it is. Others: their area's."""
    scope = scope_for(viewer)
    if scope.area_path is None:
        return Matter.objects.none()
    if scope.unit_id:
        of_unit = MatterUnit.objects.filter(unit=scope.unit_id).values("matter")
        return Matter.objects.filter(pk__in=of_unit)
    return Matter.objects.filter(scope.q())


def loaded(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    """Matters with their units and sub-items, in three queries."""
    parties = MatterUnit.objects.select_related("unit")
    items = MatterItem.objects.select_related("unit").order_by("order")
    return rows.select_related("lead", "lamp_by").prefetch_related(
        Prefetch("parties", parties), Prefetch("items", items)
    )


def one(viewer: Viewer, number: str) -> Matter:
    """A matter in scope. Raises Matter.DoesNotExist."""
    return loaded(visible(viewer)).get(number=number)


def proofs(viewer: Viewer) -> QuerySet[MatterProof]:
    """The proof files of the matters in scope that were not erased."""
    seen = visible(viewer).order_by().values("pk")
    return MatterProof.objects.filter(matter__in=seen, erased_at=None)


def parts(matter: Matter) -> tuple[rules.Part, ...]:
    """The sub-items as the rules see them."""
    return tuple(
        rules.Part(
            str(item.pk), str(item.parent_id) if item.parent_id else None, item.share, item.due,
            item.progress,
        )
        for item in matter.items.all()
    )  # fmt: skip


def facts(matter: Matter) -> rules.Facts:
    """What guards and the lamp ask of a matter."""
    return rules.Facts(
        due=matter.due, assigned_on=matter.assigned_on, sign_due=matter.sign_due,
        signed=matter.signed_on is not None, reported_on=matter.reported_on,
        returned=matter.returns > 0 and matter.reported_on is None, progress=matter.progress,
        asked=matter.asked_due is not None, extensions=matter.extensions,
        lamp_set=bool(matter.lamp_set), parts=parts(matter),
        unsigned_support=any(not p.leads and not p.signed_at for p in matter.parties.all()),
    )  # fmt: skip


def state_of(matter: Matter, today: date) -> State:
    """The lamp, what should be done by now (0 to 1), and the days left to the date."""
    told = facts(matter)
    return State(
        rules.lamp(told, today, calendar_of(None).is_workday),
        Slip(matter.lamp_set) if matter.lamp_set else None,
        rules.expected(told, min(today, matter.reported_on or today)),
        (matter.due - (matter.reported_on or today)).days,
    )


def actor_of(viewer: Viewer, matter: Matter) -> Actor:
    """Who the viewer is to a matter."""
    mine = [p for p in matter.parties.all() if p.unit_id == viewer.unit_id]
    leads = any(p.leads for p in mine)
    return Actor(viewer.role, leads, bool(mine) and not leads)


def lines(rows: Iterable[Matter], today: date) -> list[Line]:
    return [Line(matter, state_of(matter, today)) for matter in rows]


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; "" is anything. `open` "1" leaves the ended out."""

    lamp: str = ""
    stage: str = ""
    unit: str = ""
    source: str = ""
    q: str = ""
    open: str = ""


def wanted_of(given: Mapping[str, str]) -> Wanted:
    """The filters of an address; unknown ones are ignored."""
    return Wanted(**{name: str(given.get(name, "")).strip() for name in Wanted.__annotations__})


def matching(viewer: Viewer, wanted: Wanted) -> QuerySet[Matter]:
    """The visible matters that answer the filters, all but that of the lamp."""
    rows = visible(viewer)
    if wanted.stage:
        rows = rows.filter(stage=wanted.stage)
    elif wanted.open or wanted.lamp:
        rows = rows.exclude(stage__in=ENDED)
    if wanted.unit:
        of_unit = MatterUnit.objects.filter(unit__code=wanted.unit).values("matter")
        rows = rows.filter(pk__in=of_unit)
    if wanted.source:
        rows = rows.filter(source=wanted.source)
    if wanted.q:
        words = Q(number__icontains=wanted.q) | Q(title_zh__icontains=wanted.q)
        rows = rows.filter(words | Q(title_en__icontains=wanted.q) | Q(text__icontains=wanted.q))
    return rows


def search(viewer: Viewer, wanted: Wanted, today: date) -> list[Line]:
    """The list: the worst lamp first, then by date; the ended last."""
    found = lines(loaded(matching(viewer, wanted)), today)
    if wanted.lamp:
        found = [line for line in found if line.state.computed == wanted.lamp]
    return sorted(found, key=_rank)


def _rank(line: Line) -> tuple[bool, int, date, str]:
    matter = line.matter
    return matter.stage in ENDED, -line.state.computed.order, matter.due, matter.number


@dataclass(frozen=True)
class UnitLine:
    """A unit on the board: how many of its open matters have each colour."""

    unit: Unit
    counts: dict[str, int]
    total: int


@dataclass(frozen=True)
class Board:
    """Open matters by lamp, by stage and by leading unit."""

    lamps: dict[str, int]
    stages: list[tuple[MatterStage, int]]
    units: list[UnitLine]
    open: int
    struck_off: int


def board(viewer: Viewer, today: date) -> Board:
    """Counts of what the viewer may see."""
    found = lines(loaded(visible(viewer).exclude(stage__in=ENDED)), today)
    stages = Counter(line.matter.stage for line in found)
    lamps = Counter(line.state.computed.value for line in found)
    return Board(
        {slip.value: lamps[slip.value] for slip in reversed(Slip)},
        [(stage, stages[stage]) for stage in MatterStage if stage not in ENDED],
        _by_unit(found),
        len(found),
        visible(viewer).filter(stage=MatterStage.STRUCK_OFF).count(),
    )


def _by_unit(found: list[Line]) -> list[UnitLine]:
    units: dict[int, Unit] = {}
    counts: dict[int, Counter[str]] = {}
    for line in found:
        if line.matter.lead:
            units[line.matter.lead.pk] = line.matter.lead
            counts.setdefault(line.matter.lead.pk, Counter())[line.state.computed.value] += 1
    rows = [
        UnitLine(units[pk], {s.value: n[s.value] for s in Slip}, n.total())
        for pk, n in counts.items()
    ]
    return sorted(rows, key=lambda row: (-row.counts["red"], -row.counts["yellow"], row.unit.code))


def unread(viewer: Viewer) -> QuerySet[MatterNotice]:
    """Notices to the viewer's unit that nobody has marked as seen; of handlers' units only."""
    scope = scope_for(viewer)
    if not scope.unit_id:
        return MatterNotice.objects.none()
    mine = MatterNotice.objects.filter(unit=scope.unit_id, read_at=None)
    return mine.filter(matter__in=visible(viewer)).select_related("matter", "circular")


def circulars(viewer: Viewer) -> QuerySet[Circular]:
    """Circulars of the viewer's area; a handler's are those with a line to their unit."""
    scope = scope_for(viewer)
    if scope.area_path is None:
        return Circular.objects.none()
    if scope.unit_id:
        mine = MatterNotice.objects.filter(unit=scope.unit_id).exclude(circular=None)
        return Circular.objects.filter(pk__in=mine.values("circular"))
    return Circular.objects.filter(scope.q())


def circular_lines(viewer: Viewer, circular: Circular) -> list[MatterNotice]:
    """Its lines, a matter once with its leading unit; of matters that the viewer may see."""
    rows = circular.lines.filter(matter__in=visible(viewer)).select_related("matter", "unit")
    rows = rows.order_by("matter__due", "matter__number", "-pk")
    lead = MatterUnit.objects.filter(matter__in=rows.values("matter"), leads=True)
    leads = set(lead.values_list("matter", "unit"))
    return [row for row in rows if (row.matter_id, row.unit_id) in leads]


def circular_progress(circular: Circular) -> dict[int, int]:
    """What was done of each matter, per cent, on the day of the circular; of newer ones only."""
    steps = MatterStep.objects.filter(action="circulate", note=circular.number)
    rows = steps.values_list("matter", "detail")
    return {matter: detail["progress"] for matter, detail in rows if "progress" in detail}


def told(line: Line) -> dict[str, Any]:
    """A matter for other systems."""
    matter, state = line.matter, line.state
    return {
        "number": matter.number,
        "title": matter.title,
        "source": matter.source,
        "stage": matter.stage,
        "lead": matter.lead.code if matter.lead else None,
        "supporting": [p.unit.code for p in matter.parties.all() if not p.leads],
        "registered_on": matter.registered_on.isoformat(),
        "due": matter.due.isoformat(),
        "progress": matter.progress,
        "expected": state.expected_percent,
        "lamp": str(state.computed),
        "lamp_by_hand": str(state.by_hand) if state.by_hand else None,
        "simulated": matter.simulated,
    }

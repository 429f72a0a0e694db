"""Joining alarms and reports of one thing into one case, within one transaction."""

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import cast

from django.db import connection

from chengyun.cases.choices import Action
from chengyun.cases.known import known
from chengyun.cases.lifecycle import NEW
from chengyun.cases.models import Case, CaseType
from chengyun.cases.nearby import Nearby, Reach, Spot
from chengyun.cases.present import named
from chengyun.cases.rules import FILES_ITSELF
from chengyun.cases.services.appending import insert, instant
from chengyun.cases.services.dispatching import DispatchList, said
from chengyun.cases.services.given import Given
from chengyun.cases.services.journal import NUMBER, Journal, Step
from chengyun.cases.services.merging import remaining
from chengyun.cases.services.places import Place
from chengyun.cases.services.steps import carry_out

OTHER = "other"
# A degree is a little more.
METRES = 100_000
# The open cases near, then the merged ones: each half has an index of its own.
NEAR = """SELECT {merged}, type_id, id, lon, lat, seen_at FROM cases_case WHERE NOT confidential
AND type_id IN (KINDS) AND lat BETWEEN %s AND %s AND lon BETWEEN %s AND %s AND {which}"""
SPOTS = " UNION ALL ".join(
    (
        NEAR.format(merged=0, which="closed_at IS NULL"),
        NEAR.format(merged=1, which="merged_into_id IS NOT NULL"),
    )
)


class Desk:
    """The open cases that this batch touches: opened here, or fetched once and saved once."""

    def __init__(self, journal: Journal, places: Sequence[tuple[CaseType, Place]]) -> None:
        self.journal = journal
        self.cases: dict[int, Case] = {}
        self._changed: dict[int, Case] = {}
        self._opened: list[Case] = []
        self._near, self._instead = nearby(places)

    def fetch(self, ids: Iterable[int]) -> None:
        """Bring in cases by id, with one query."""
        missing = set(ids) - self.cases.keys()
        if missing:
            self.cases |= {case.pk: case for case in named(Case.objects.filter(pk__in=missing))}

    def match(self, kind: CaseType, place: Place, at: datetime) -> Case | None:
        """The open case that something of this kind, here and now, belongs to."""
        if place.lon is None or place.lat is None or kind.pk not in self._near:
            return None
        found = self._near[kind.pk].find(place.lon, place.lat, at)
        if found is None:
            return None
        if found in self._instead:
            return self._merged(found, kind, at)
        self.fetch([found] if found > 0 else [])
        return self.cases[found]

    def open_case(self, key: int) -> Case | None:
        """That case while it is open and no secret, or the one it became part of."""
        found = Case.objects.filter(pk=key).values_list("pk", "merged_into").first()
        wanted = (found[1] or found[0]) if found else 0
        self.fetch([wanted])
        case = self.cases.get(wanted)
        return case if case and case.is_open and not case.confidential else None

    def _merged(self, found: int, kind: CaseType, at: datetime) -> Case:
        """The case that goes on for a merged one; what joins there keeps the merged one known."""
        former = Case.objects.only("lon", "lat", "seen_at").get(pk=found)
        former.seen_at = max(former.seen_at, at)
        former.save(update_fields=["seen_at"])
        spot = Spot(found, former.lon or 0.0, former.lat or 0.0, former.seen_at)
        self._near[kind.pk].put(spot)
        self.fetch([self._instead[found]])
        return self.cases[self._instead[found]]

    def open(self, case: Case, place: Place, at: datetime) -> Case:
        """Number a new case of that place and put it before the duty officer."""
        settle_in(case, place)
        case.number = self.journal.number(NUMBER, at)
        self._opened.append(case)
        # Until it is saved, a case goes by a number below zero.
        self.cases[-len(self._opened)] = case
        self._seen(-len(self._opened), case)
        self.journal.add(Step(case, Action.OPEN, at, "", detail={"source": case.origin}))
        return case

    def join(self, case: Case, severity: int, at: datetime, detail: dict[str, object]) -> Case:
        """One more alarm or report of an open case; it may make the case graver."""
        case.seen_at = max(case.seen_at, at)
        case.severity = min(case.severity, severity)
        self._seen(self._id(case), case)
        self.note(case, Action.ATTACH, at, detail | {"severity": case.severity})
        return case

    def left(self, case: Case) -> None:
        """A case was closed here: nothing joins it any more."""
        near = self._near.get(case.type_id)
        if case.lon is not None and case.lat is not None and near is not None:
            near.drop(Spot(self._id(case), case.lon, case.lat, case.seen_at))
        self.changed(case)

    def note(self, case: Case, action: Action, at: datetime, detail: dict[str, object]) -> None:
        """A ledger row for a change that leaves the stage."""
        self.journal.add(Step(case, action, at, case.stage, detail=detail))
        self.changed(case)

    def settle(self, case: Case, at: datetime) -> None:
        """File and dispatch what is too grave to wait for a person."""
        if case.stage not in NEW or case.severity > FILES_ITSELF or not case.alarm_count:
            return
        carry_out(self.journal, case, Action.FILE, Given(at))
        unit, rule = DispatchList(known().rules, known().units).send(case, at)
        if unit:
            why = said(rule) if rule else ""
            carry_out(self.journal, case, Action.DISPATCH, Given(at, reason=why, unit=unit))
        self.changed(case)

    def changed(self, case: Case) -> None:
        if case.pk:
            self._changed[case.pk] = case

    def save(self) -> None:
        """Write the new cases in one go and the changed ones each once."""
        merged = [(case, case.merged_into) for case in self._opened if case.merged_into]
        for case, _ in merged:
            case.merged_into = None
        insert(self._opened)
        for case, into in merged:
            case.merged_into = into
        if merged:
            Case.objects.bulk_update([case for case, _ in merged], ["merged_into"])
        for case in self._changed.values():
            case.save()

    def _seen(self, key: int, case: Case) -> None:
        lon, lat, near = case.lon, case.lat, self._near.get(case.type_id)
        if lon is not None and lat is not None and near is not None:
            near.put(Spot(key, lon, lat, case.seen_at))

    def _id(self, case: Case) -> int:
        return case.pk or next(key for key, known in self.cases.items() if known is case)


def settle_in(case: Case, place: Place) -> None:
    """Give a case its place."""
    case.area, case.street, case.area_path = place.area, place.street, place.path
    case.lon, case.lat = place.lon, place.lat
    case.address = place.address[:200]
    case.simulated = place.simulated


def nearby(
    places: Sequence[tuple[CaseType, Place]],
) -> tuple[dict[int, Nearby], dict[int, int]]:
    """For each kind, the open cases in the box that the batch falls in, and merged
    ones with the open case that goes on in their stead.
    """
    kinds = {kind.pk: kind for kind, _ in places}
    found = {
        key: Nearby(Reach(key, kind.merge_metres, kind.merge_hours)) for key, kind in kinds.items()
    }
    joined = [key for key, kind in kinds.items() if kind.merge_metres]
    if not joined or all(place.lat is None or place.lon is None for _, place in places):
        return found, {}
    reach = max(kinds[key].merge_metres for key in joined)
    spots = list(_spots(joined, _box([place for _, place in places], reach)))
    merged = {spot.case for was_merged, _, spot in spots if was_merged}
    instead = remaining(merged) if merged else {}
    for was_merged, kind, spot in spots:
        if not was_merged or spot.case in instead:
            found[kind].put(spot)
    return found, instead


def _box(places: Sequence[Place], metres: float) -> tuple[float, float, float, float]:
    """South, north, west and east of the places, and so many metres more, rather too many."""
    lats = [place.lat for place in places if place.lat is not None]
    lons = [place.lon for place in places if place.lon is not None]
    south, north = min(lats) - metres / METRES, max(lats) + metres / METRES
    shrink = max(math.cos(math.radians(max(abs(south), abs(north)))), 0.01)
    wide = metres / METRES / shrink
    return south, north, min(lons) - wide, max(lons) + wide


def _spots(
    kinds: Sequence[int], box: tuple[float, float, float, float]
) -> Iterator[tuple[bool, int, Spot]]:
    """The spots of cases in a box: whether merged, kind and spot."""
    asked = [*kinds, *box]
    marks = ", ".join(["%s"] * len(kinds))
    with connection.cursor() as cursor:
        cursor.execute(SPOTS.replace("KINDS", marks), [*asked, *asked])
        rows = cursor.fetchall()
    for merged, kind, key, lon, lat, seen in rows:
        yield bool(merged), kind, Spot(key, lon, lat, instant(seen))


def other_type() -> CaseType:
    """The kind of what fits no other; never joined by nearness alone."""
    facts = {
        "pack": "core",
        "title_zh": "其他事项",
        "title_en": "Other matter",
        "severity": 3,
        "limit": "5wd",
        "unit_kind": "street",
        "merge_metres": 0,
    }
    return CaseType.objects.get_or_create(key=OTHER, defaults=facts)[0]


def types_of(keys: Iterable[str]) -> dict[str, CaseType]:
    """The declared kinds by key; whatever is not declared becomes "other"."""
    kinds = known().kinds
    found = {key: kinds.get(key) or kinds.get(OTHER) for key in keys}
    other = other_type() if None in found.values() else None
    return {key: kind or cast(CaseType, other) for key, kind in found.items()}

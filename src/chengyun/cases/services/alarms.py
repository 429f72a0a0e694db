"""Alarms become cases: many in one transaction, each taken in once however often it is sent."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chengyun.cases.choices import Action, Origin
from chengyun.cases.known import known
from chengyun.cases.models import Alarm, Case, CaseType
from chengyun.cases.services.appending import insert
from chengyun.cases.services.joining import Desk, types_of
from chengyun.cases.services.journal import writing
from chengyun.cases.services.places import Place
from chengyun.cases.services.storm_cases import recent_alarms
from chengyun.cases.services.storming import Storms, Told, limits, storm_type
from chengyun.cases.storms import raised
from chengyun.places.models import Area
from chengyun.sensing.models import Datastream


@dataclass(frozen=True)
class AlarmIn:
    """One phase of an alarm as detection tells it; `key` is the same in all its phases."""

    key: str
    rule: str
    case_type: str
    datastream_id: int
    severity: int
    value: float
    onset_at: datetime
    at: datetime
    phase: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    title_zh: str = ""
    title_en: str = ""


def take_alarms(alarms: Sequence[AlarmIn]) -> list[Case]:
    """Take in alarms in their order; returns the cases that changed, each once.

    An onset joins the open storm it belongs to, or the open case of the same kind near in space
    and time, or opens one. Repeats of a phase, and phases older than the last one taken in, change
    nothing.
    """
    if not alarms:
        return []
    with writing() as journal:
        bounds = limits()
        onsets = [alarm.onset_at for alarm in alarms]
        recent = recent_alarms(onsets, bounds)
        kinds = types_of(alarm.case_type for alarm in alarms)
        ids = {told.datastream_id for told in alarms} | {one.datastream_id for one in recent}
        places = places_of(ids)
        spots = [(kinds[a.case_type], places.get(a.datastream_id, Place())) for a in alarms]
        storm = storm_type()
        desk = Desk(journal, [*spots, (storm, Place())])
        storms = Storms(desk, storm, bounds)
        intake = _Intake(desk, kinds, places, storms)
        intake.fetch({alarm.key for alarm in alarms}, recent)
        storms.fetch(intake.firsts(recent), ids, places, min(onsets))
        for alarm in alarms:
            intake.take(alarm)
        intake.save()
    return intake.touched


WHERE = ("thing__lon", "thing__lat", "thing__area", "thing__name", "thing__simulated")


def places_of(ids: set[int]) -> dict[int, Place]:
    """Where the datastreams are, in one query."""
    rows = Datastream.objects.filter(pk__in=ids).order_by().values_list("pk", *WHERE)
    return {
        key: Place(lon, lat, *_area(area), name, simulated)
        for key, lon, lat, area, name, simulated in rows
    }


def _area(key: int | None) -> tuple[Area | None, Area | None]:
    """An area by its id, and its sub-district."""
    area = known().areas.get(key) if key else None
    return area, known().street(area.path) if area else None


class _Intake:
    """The state of one batch."""

    def __init__(
        self, desk: Desk, kinds: dict[str, CaseType], places: Mapping[int, Place], storms: Storms
    ) -> None:
        self._desk, self._kinds, self._places, self._storms = desk, kinds, places, storms
        self._known: dict[str, Alarm] = {}
        self._new: list[Alarm] = []
        self._changed: dict[str, Alarm] = {}
        self._touched: dict[int, Case] = {}

    @property
    def touched(self) -> list[Case]:
        return list(self._touched.values())

    def fetch(self, keys: set[str], recent: Sequence[Alarm]) -> None:
        """Bring in the alarms that are known, and those that may turn out to be a storm's first."""
        found = {alarm.key: alarm for alarm in Alarm.objects.filter(key__in=keys)}
        self._known = {alarm.key: alarm for alarm in recent} | found
        held = found.values()
        self._desk.fetch(pk for a in held for pk in (a.case_id, a.storm_id) if pk)
        for alarm in held:
            alarm.case = self._desk.cases.get(alarm.case_id or 0)
            alarm.storm = self._desk.cases.get(alarm.storm_id or 0)

    def firsts(self, recent: Sequence[Alarm]) -> list[Alarm]:
        """The recent alarms, each the one object that this batch changes."""
        return [self._known[alarm.key] for alarm in recent]

    def take(self, told: AlarmIn) -> None:
        known = self._known.get(told.key)
        if known is None:
            self._onset(told)
        elif told.at > known.changed_at and known.cleared_at is None:
            known.changed_at = told.at
            # So that a reader of the row alone knows an alarm as it began from one that changed.
            known.detail = {**known.detail, "phase": told.phase}
            self._changed[told.key] = known
            PHASES.get(told.phase, _ignore)(self, known, told)

    def save(self) -> None:
        self._desk.save()
        self._storms.save()
        self._changed |= self._storms.gathered
        for alarm in self._new:
            # The cases have their ids only now.
            alarm.case, alarm.storm = alarm.case, alarm.storm
        insert(self._new)
        fresh = {alarm.key for alarm in self._new}
        for key, alarm in self._changed.items():
            if key not in fresh:
                alarm.save()

    def _onset(self, told: AlarmIn) -> None:
        """A new alarm, whatever its phase: an onset that was lost is made good."""
        kind = self._kinds[told.case_type]
        place = self._places.get(told.datastream_id, Place())
        alarm = _alarm(told)
        if self._in_storm(alarm, told, place):
            return
        case = self._desk.match(kind, place, told.onset_at)
        if case is None:
            case = self._desk.open(_case(told, kind), place, told.onset_at)
        else:
            case.alarm_count += 1
            self._desk.join(case, told.severity, told.onset_at, _facts(told))
        alarm.case = case
        self._remember(alarm)
        self._storms.saw(alarm)
        self.settle(case, told.onset_at)

    def _in_storm(self, alarm: Alarm, told: AlarmIn, place: Place) -> bool:
        onset = self._storms.onset(alarm)
        case = self._storms.take(alarm, Told(onset, place, told.title_zh, told.title_en))
        if case is None:
            return False
        self._remember(alarm)
        self.settle(case, told.onset_at)
        return True

    def _remember(self, alarm: Alarm) -> None:
        self._known[alarm.key] = alarm
        self._new.append(alarm)

    def settle(self, case: Case, at: datetime) -> None:
        self._desk.settle(case, at)
        self._touched[id(case)] = case

    def escalate(self, alarm: Alarm, told: AlarmIn) -> None:
        self._changed_severity(alarm, told)
        if alarm.storm is not None:
            self._graver(alarm.storm, raised(told.severity), told)
        if alarm.case is not None and alarm.case is not alarm.storm:
            self._graver(alarm.case, told.severity, told)

    def _graver(self, case: Case, severity: int, told: AlarmIn) -> None:
        if not case.is_open or severity >= case.severity:
            return
        case.severity = severity
        self._desk.note(case, Action.ESCALATE, told.at, _facts(told))
        self.settle(case, told.at)

    def downgrade(self, alarm: Alarm, told: AlarmIn) -> None:
        """The alarm is milder; the case stays as grave as it once was, until a person decides."""
        self._changed_severity(alarm, told)

    def _changed_severity(self, alarm: Alarm, told: AlarmIn) -> None:
        alarm.severity, alarm.value = told.severity, told.value
        if alarm.storm is None:
            self._storms.saw(alarm)

    def clear(self, alarm: Alarm, told: AlarmIn) -> None:
        alarm.cleared_at = told.at
        if alarm.case is None:
            return
        self._desk.note(alarm.case, Action.CLEAR, told.at, _facts(told))
        self._touched[id(alarm.case)] = alarm.case


Phase = Callable[[_Intake, Alarm, AlarmIn], None]


def _ignore(intake: _Intake, alarm: Alarm, told: AlarmIn) -> None:
    """A phase that changes nothing: the onset again."""


PHASES: dict[str, Phase] = {
    "escalate": _Intake.escalate,
    "downgrade": _Intake.downgrade,
    "clear": _Intake.clear,
}


def _case(told: AlarmIn, kind: CaseType) -> Case:
    return Case(
        type=kind,
        title=(told.title_zh or kind.title_zh)[:200],
        title_en=(told.title_en or kind.title_en)[:200],
        severity=told.severity,
        origin=Origin.ALARM,
        opened_at=told.onset_at,
        seen_at=told.onset_at,
        alarm_count=1,
    )


def _alarm(told: AlarmIn) -> Alarm:
    return Alarm(
        key=told.key,
        rule=told.rule,
        datastream_id=told.datastream_id,
        severity=told.severity,
        value=_finite(told.value) or 0.0,
        onset_at=told.onset_at,
        changed_at=told.at,
        cleared_at=told.at if told.phase == "clear" else None,
        detail={key: _finite(value) for key, value in told.detail.items()},
    )


def _facts(told: AlarmIn) -> dict[str, object]:
    value = _finite(told.value)
    return {"alarm": told.key, "rule": told.rule, "value": value, "severity": told.severity}


def _finite(value: Any) -> Any:
    """JSON has no NaN and no infinity."""
    return None if isinstance(value, float) and not math.isfinite(value) else value

"""Storms within one batch of alarms: which open storm takes an onset, and what makes a new one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from chengyun.cases.choices import Origin
from chengyun.cases.known import known
from chengyun.cases.models import Alarm, Case, CaseType, Storm
from chengyun.cases.services.joining import Desk
from chengyun.cases.services.places import Place
from chengyun.cases.services.storm_cases import gather
from chengyun.cases.storms import Limits, Onset, Recent, counts, groups, raised, takes
from chengyun.places.models import Area
from chengyun.sensing.models import Datastream, ObservedProperty

STORM = "alarm_storm"
# An open case of the same matter goes on where a new storm breaks out within this time.
SAME_MATTER = timedelta(hours=24)


def limits() -> Limits:
    """What makes a storm here (`CHENGYUN_STORM_…`)."""
    config = settings.CONFIG
    return Limits(
        config.storm_alarms,
        timedelta(seconds=config.storm_window_s),
        timedelta(seconds=config.storm_quiet_s),
        config.storm_keeps,
    )


def storm_type() -> CaseType:
    """The kind of case that storms are; the civic pack declares it."""
    if declared := known().kinds.get(STORM):
        return declared
    facts = {
        "pack": "civic",
        "title_zh": "告警风暴",
        "title_en": "Alarm storm",
        "severity": 3,
        "limit": "4h",
        "unit_kind": "centre",
        "merge_metres": 0,
        "reportable": False,
    }
    return CaseType.objects.get_or_create(key=STORM, defaults=facts)[0]


@dataclass(frozen=True)
class Told:
    """The alarm in hand: what is decided by, its place, its rule's name in both languages."""

    onset: Onset
    place: Place
    rule_zh: str
    rule_en: str


class Storms:
    """The storms that this batch may touch, and the onsets that may become one."""

    def __init__(self, desk: Desk, kind: CaseType, bounds: Limits) -> None:
        self.desk, self.kind, self.limits = desk, kind, bounds
        self.storms: dict[str, Storm] = {}
        self._recent = Recent(bounds)
        self._alarms: dict[str, Alarm] = {}
        self._properties: dict[int, ObservedProperty] = {}
        self._streets: dict[int, Area] = {}
        self._seen: set[tuple[str, int]] = set()
        self._touched: dict[str, Storm] = {}
        self.gathered: dict[str, Alarm] = {}
        """Alarms that were taken in before and belong to a storm now; to be saved."""

    def fetch(
        self, recent: Iterable[Alarm], ids: set[int], places: Mapping[int, Place], since: datetime
    ) -> None:
        """Bring in the open storms, what is known of the datastreams, and the recent onsets."""
        if not self.limits.alarms:
            return
        rows = Storm.objects.filter(case__closed_at=None, last_onset_at__gte=since - SAME_MATTER)
        for storm in rows.order_by("id"):
            self.storms[storm.group] = storm
        self.desk.fetch(storm.case_id for storm in self.storms.values())
        for storm in self.storms.values():
            storm.case = self.desk.cases[storm.case_id]
        self._fetch_seen(ids)
        streams = Datastream.objects.filter(pk__in=ids).select_related("observed_property")
        self._properties = {row.pk: row.observed_property for row in streams}
        self._streets = {key: place.street for key, place in places.items() if place.street}
        for alarm in recent:
            self.saw(alarm)

    def _fetch_seen(self, ids: set[int]) -> None:
        """Which of the batch's devices each open storm has counted already."""
        names = {storm.case_id: group for group, storm in self.storms.items()}
        if names:
            rows = Alarm.objects.filter(storm__in=names, datastream_id__in=ids)
            pairs = rows.values_list("storm", "datastream_id")
            self._seen = {(names[case], stream) for case, stream in pairs if case}

    def saw(self, alarm: Alarm) -> None:
        """An alarm with a case of its own; it may turn out to be the first of a storm."""
        self._alarms[alarm.key] = alarm
        self._recent.add(self.onset(alarm))

    def onset(self, alarm: Alarm) -> Onset:
        """What decisions look at in an alarm."""
        observed = self._properties.get(alarm.datastream_id)
        street = self._streets.get(alarm.datastream_id)
        return Onset(
            key=alarm.key,
            rule=alarm.rule,
            stream=alarm.datastream_id,
            at=alarm.onset_at,
            severity=alarm.severity,
            silent=alarm.detail.get("rule") == "silence",
            property=observed.code if observed else "",
            street=street.path if street else "",
        )

    def take(self, alarm: Alarm, told: Told) -> Case | None:
        """The storm's case that the alarm belongs to, with the alarm counted in; None: no storm."""
        if not counts(told.onset, self.limits):
            return None
        group = self._open(told.onset)
        if group is None:
            found = self._recent.storm(told.onset)
            if found is None:
                return None
            group = found[0]
            self._begin(group, found[1], told)
        storm = self.storms[group]
        self._count(storm, told)
        alarm.case = alarm.storm = storm.case
        self.desk.join(storm.case, raised(told.onset.severity), told.onset.at, _facts(alarm))
        return storm.case

    def _open(self, onset: Onset) -> str | None:
        """The group of an open storm that takes this onset."""
        for group in groups(onset):
            storm = self.storms.get(group)
            if storm and takes(storm.began_at, storm.last_onset_at, onset.at, self.limits):
                return group
        return None

    def _begin(self, group: str, before: Sequence[Onset], told: Told) -> None:
        """Open the storm's case, or go on with an open one, and bring in the first onsets."""
        storm = self._same(group, told.onset.at) or self._new(group, before, told)
        storm.began_at = min([storm.began_at, *(one.at for one in before)])
        self.storms[group] = self._touched[group] = storm
        self._recent.drop(before)
        self._gather(storm, [self._alarms[one.key] for one in before], told.onset.at)

    def _same(self, group: str, at: datetime) -> Storm | None:
        storm = self.storms.get(group)
        return storm if storm and abs(at - storm.last_onset_at) <= SAME_MATTER else None

    def _new(self, group: str, before: Sequence[Onset], told: Told) -> Storm:
        name_zh, name_en = self._name(group, told)
        worst = min(one.severity for one in (*before, told.onset))
        devices = len({one.stream for one in (*before, told.onset)})
        case = Case(
            type=self.kind,
            title=name_zh.format(n=devices)[:200],
            title_en=name_en.format(n=devices)[:200],
            severity=raised(worst),
            origin=Origin.ALARM,
            opened_at=told.onset.at,
            seen_at=told.onset.at,
        )
        storm = Storm(
            case=case, group=group, began_at=told.onset.at, last_onset_at=told.onset.at,
            name_zh=name_zh, name_en=name_en,
        )  # fmt: skip
        self.desk.open(case, self._place(group, told), told.onset.at)
        return storm

    def _name(self, group: str, told: Told) -> tuple[str, str]:
        """The title in both languages, with {n} for the number of devices."""
        kind = group.partition("|")[0]
        street = told.place.street
        where_zh, where_en = (street.name, street.name_en or street.name) if street else ("", "")
        if kind == "silence":
            return f"{where_zh} {{n}} 台设备同时失联", f"{{n}} devices silent at once, {where_en}"
        observed = self._properties.get(told.onset.stream)
        if kind == "property" and observed:
            zh, en = observed.name_zh, observed.name_en or observed.name_zh
            return (
                f"{where_zh} {{n}} 台设备{zh}同时告警",
                f"{en}: {{n}} devices at once, {where_en}",
            )
        return f"{told.rule_zh}：{{n}} 台设备同时告警", f"{told.rule_en}: {{n}} devices at once"

    def _place(self, group: str, told: Told) -> Place:
        """The sub-district of the storm; one that is anywhere belongs to the whole district."""
        local = not group.startswith("rule|")
        street = told.place.street if local else None
        lon, lat = (street.lon, street.lat) if street else (told.place.lon, told.place.lat)
        return Place(lon, lat, street, street, "", told.place.simulated)

    def _gather(self, storm: Storm, alarms: Sequence[Alarm], at: datetime) -> None:
        """Bring the first onsets in, and their own cases as far as nobody has touched them."""
        for alarm in alarms:
            alarm.storm = storm.case
            self.gathered[alarm.key] = alarm
            self._count(storm, Told(self.onset(alarm), Place(), "", ""))
        gather(self.desk, storm.case, alarms, at)

    def _count(self, storm: Storm, told: Told) -> None:
        pair = (storm.group, told.onset.stream)
        if pair not in self._seen:
            self._seen.add(pair)
            storm.devices += 1
        storm.case.alarm_count += 1
        storm.last_onset_at = max(storm.last_onset_at, told.onset.at)
        storm.ended_at = None
        _entitle(storm)
        self.desk.journal.reworded(storm.case)
        self._touched[storm.group] = storm
        self.desk.changed(storm.case)

    def save(self) -> None:
        """Write the storms; their cases have been saved."""
        for storm in self._touched.values():
            storm.case_id = storm.case.pk
            storm.save()


def _entitle(storm: Storm) -> None:
    storm.case.title = storm.name_zh.format(n=storm.devices)[:200]
    storm.case.title_en = storm.name_en.format(n=storm.devices)[:200]


def _facts(alarm: Alarm) -> dict[str, Any]:
    return {"alarm": alarm.key, "rule": alarm.rule, "value": alarm.value, "storm": True}

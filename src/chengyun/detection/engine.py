"""The engine: batches of readings in, alarms out, live state on the way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import tzinfo
from typing import Any, Self
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from chengyun.calendar import WorkCalendar

from .ages import Ages
from .alarms import Alarm, order_of
from .clock import Clock, fixed
from .composites import CompositeFollower
from .intake import Counts, Intake, Live, Taken
from .mutes import Mutes
from .operators import Operator, operator_for
from .ordered import Group
from .readings import Bools, Ids, Ints, Readings
from .rules import LEAST_SEVERE, Composite, Rule, RuleError
from .snapshot import pack, unpack
from .state import Array
from .table import NONE, Slots, StreamTable
from .vicinity import Place

CHINA = ZoneInfo("Asia/Shanghai")
_QUIET = np.uint8(np.iinfo(np.uint8).max)


class Engine:
    """Runs `rules` over the streams of `table`; `properties[code]` names a property code.

    Hours and days are local to `zone` (China), or to a fixed `utc_offset_s`; which days are worked
    says `calendar` (China's). Raises RuleError when two rules share a key or one watches a
    property that does not exist.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        table: StreamTable,
        properties: Sequence[str],
        *,
        zone: tzinfo = CHINA,
        utc_offset_s: int | None = None,
        calendar: WorkCalendar | None = None,
    ) -> None:
        _insist_sound(rules, properties)
        self.properties = tuple(properties)
        self.clock = Clock(zone if utc_offset_s is None else fixed(utc_offset_s), calendar)
        self.position = 0
        """The caller's place in the stream of batches, as given to the last snapshot."""
        self._intake = Intake(len(self.properties))
        self._slots = Slots(len(self.properties))
        self._operators: list[list[Operator]] = [
            [operator_for(rule, self.clock) for rule in _plain(rules) if rule.property == name]
            for name in self.properties
        ]
        self._composites = [CompositeFollower(rule) for rule in _composite(rules)]
        self._ages = [Ages(r) for r in rules if r.escalate_after or r.downgrade_after_s]
        self._hidden = frozenset(rule.key for rule in rules if not rule.report)
        self.grow(table)

    @property
    def counts(self) -> Counts:
        """Readings taken so far, and those left out and why."""
        return self._intake.counts

    @property
    def last_time(self) -> Ints:
        """Time of each stream's last reading, int64 µs; NEVER where there was none."""
        return self.live().last_time

    @property
    def last_value(self) -> NDArray[np.float64]:
        """Value of each stream's last reading, float64."""
        return self.live().last_value

    @property
    def alarm_state(self) -> NDArray[np.uint8]:
        """0 normal, 1..4 severity of the worst active alarm, 5 silent."""
        return self.live().alarm_state

    def live(self) -> Live:
        """The live state of all streams, by datastream id (views)."""
        return self._intake.live()

    def grow(self, table: StreamTable) -> None:
        """Follow the registry: more streams, other intervals. What is known of a stream stays,
        unless its property changed: then it begins anew and its alarms end without a word.
        """
        if len(table) and int(table.property_code.max()) >= len(self.properties):
            raise ValueError("the table has a property code beyond the list of properties")
        table = table.padded(len(self._slots.code))
        self._mutes = Mutes(table)
        self._intake.resize(table, self._slots.update(table), self._slots.slot)
        for members, operators in self._by_property():
            interval = np.where(members == NONE, 0, table.interval_s[members].astype(np.float64))
            for operator in operators:
                operator.resize(interval)
                operator.locate(Place(members, table))
                operator.narrow(_of_members(table.scopes.get(operator.key), members))

        for composite in self._composites:
            composite.locate(table, self._in_force)
        for ages in self._ages:
            ages.keep(self._in_force)

    def _in_force(self, key: str, stream: int) -> bool:
        """Whether a rule has an alarm in force at a stream."""
        if any(key == each.key for each in self._composites):
            return any(key == each.key and stream in each.carried for each in self._composites)
        code, slot = int(self._slots.code[stream]), self._slots.slot[stream : stream + 1]
        operators = self._operators[code] if code != NONE else []
        return any(o.key == key and bool(o.condition(slot)[0]) for o in operators)

    def process(self, readings: Readings) -> list[Alarm]:
        """Take one batch; returns its alarms in order of time, stream, rule.

        Within the batch a stream's readings are taken in order of time. Those not newer than
        the stream's last one, of unknown streams, or without a usable value (NaN, infinite,
        beyond 1e18) are counted and change nothing.
        """
        told: list[Alarm] = []
        with np.errstate(over="ignore", invalid="ignore"):
            for piece in self._mutes.pieces(readings):
                told += self._process(self._intake.take(piece))
        return self._told(told)

    def _process(self, taken: Taken) -> list[Alarm]:
        alarms = self._mute(taken.muted)
        for code, group in taken.groups():
            for operator in self._operators[code]:
                if len(watched := operator.watched(group)):
                    alarms += operator.process(watched)
        return alarms

    def _mute(self, muted: Group) -> list[Alarm]:
        """What was under way at these streams ends, for they are under maintenance."""
        alarms: list[Alarm] = []
        codes = self._slots.code[muted.stream]
        for code in np.unique(codes).tolist():
            group = muted.take(np.flatnonzero(codes == code))
            for operator in self._operators[code]:
                alarms += operator.mute(group)
        return alarms

    def tick(self, now_us: int) -> list[Alarm]:
        """Take notice of the time, µs since epoch UTC; returns the alarms of what the clock alone
        tells: silence, the end of a window, the beginning of maintenance.
        """
        live = self.live()
        alarms = self._mute(self._intake.silenced(self._mutes.at(now_us), now_us))
        heard = self._mutes.heard(now_us, live.last_time)
        for members, operators in self._by_property():
            watchers = [operator for operator in operators if operator.watches_time]
            if watchers:
                time, value = heard[members], live.last_value[members]
                for operator in watchers:
                    alarms += operator.tick(now_us, operator.seen(members), time, value)
        return self._told(alarms, now_us)

    def snapshot(self, position: int = 0) -> bytes:
        """All state as bytes, with the caller's place in the stream of batches."""
        self.position = position
        header = {
            "position": position,
            "properties": self.properties,
            "counts": asdict(self.counts),
            "ages": {each.key: each.dump() for each in self._ages},
            "composites": {each.key: each.dump() for each in self._composites},
        }
        return pack(header, self._dump())

    @classmethod
    def restore(
        cls,
        data: bytes,
        rules: Sequence[Rule],
        table: StreamTable,
        properties: Sequence[str],
        **local: Any,
    ) -> Self:
        """The engine that wrote `data`, as if it had never stopped; `position` is where it was.
        `local` are the zone and calendar, as for a new one.

        Rules are matched by key and kind: a changed one keeps what still fits, a new one starts
        fresh, one that is gone is forgotten. Raises SnapshotError for bytes it cannot read.
        """
        header, arrays = unpack(data)
        nothing = StreamTable.of([], [])
        engine = cls(rules, nothing, properties, **local)
        engine.position = header["position"]
        engine._intake.counts = Counts(**header["counts"])
        engine._load(header["properties"], arrays)
        for ages in engine._ages:
            ages.load(header["ages"].get(ages.key, ()))
        for composite in engine._composites:
            composite.load(header["composites"].get(composite.key))
        engine.grow(table)
        engine._refresh(np.flatnonzero(engine._slots.code != NONE))
        return engine

    def _dump(self) -> dict[str, Array]:
        """All arrays by name: of the streams, of the slots, of each rule."""
        live = self.live()
        arrays: dict[str, Array] = {"last_time": live.last_time, "last_value": live.last_value}
        arrays |= self._slots.dump(self.properties)
        for operators in self._operators:
            for operator in operators:
                arrays |= {operator.place + name: a for name, a in operator.dump().items()}
        return arrays

    def _load(self, properties: Sequence[str], arrays: Mapping[str, Array]) -> None:
        self._slots.load(properties, self.properties, arrays)
        self._intake.load(self._slots.code, arrays["last_time"], arrays["last_value"])
        for operators in self._operators:
            for operator in operators:
                names = (name for name in arrays if name.startswith(operator.place))
                operator.load({name.removeprefix(operator.place): arrays[name] for name in names})

    def _by_property(self) -> Iterator[tuple[Ids, list[Operator]]]:
        return zip(self._slots.members, self._operators, strict=True)

    def _told(self, alarms: list[Alarm], now_us: int | None = None) -> list[Alarm]:
        plain = sorted(alarms, key=order_of)
        for composite in self._composites:
            alarms = alarms + composite.follow(plain)
        concerned = {alarm.stream for alarm in alarms}
        alarms = sorted(alarms, key=order_of) if self._composites else plain
        for ages in self._ages:
            alarms = ages.follow(alarms)
            if now_us is not None:
                alarms = alarms + ages.tick(now_us)
        concerned |= {alarm.stream for alarm in alarms}
        self._refresh(np.array(sorted(concerned), np.int64))
        return sorted((alarm for alarm in alarms if alarm.rule not in self._hidden), key=order_of)

    def _refresh(self, streams: Ints) -> None:
        """Work out the alarm state of the given streams from all rules."""
        if not len(streams):
            return
        code, slot = self._slots.code[streams], self._slots.slot[streams].astype(np.int64)
        worst = np.full(len(streams), _QUIET)
        for number, operators in enumerate(self._operators):
            rows = np.flatnonzero(code == number)
            for operator in operators:
                state = operator.lamp(slot[rows])
                worst[rows] = np.minimum(worst[rows], np.where(state, state, _QUIET))
        for composite in self._composites:
            if composite.rule.report and composite.carried:
                carries = np.isin(streams, list(composite.carried))
                worst[carries] = np.minimum(worst[carries], composite.rule.severity)
        for ages in self._ages:
            if ages.standing and ages.rule.report:
                told = np.array([ages.severity(s) for s in streams.tolist()], np.uint8)
                worst = np.minimum(worst, np.where(told > LEAST_SEVERE, _QUIET, told))
        self.live().alarm_state[streams] = np.where(worst == _QUIET, 0, worst)


def _plain(rules: Sequence[Rule]) -> list[Rule]:
    return [rule for rule in rules if not isinstance(rule, Composite)]


def _composite(rules: Sequence[Rule]) -> list[Composite]:
    return [rule for rule in rules if isinstance(rule, Composite)]


def _of_members(scope: Bools | None, members: Ids) -> Bools | None:
    return None if scope is None else scope[members] & (members != NONE)


def _insist_sound(rules: Sequence[Rule], properties: Sequence[str]) -> None:
    keys: set[str] = set()
    for rule in rules:
        if rule.property not in properties:
            raise RuleError(f"rule {rule.key!r} watches {rule.property!r}, which no one measures")
        if rule.key in keys:
            raise RuleError(f"there are two rules {rule.key!r}")
        keys.add(rule.key)

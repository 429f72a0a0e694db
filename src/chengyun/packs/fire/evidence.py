"""What is seen around an alarm: read once for a page, then asked for each alarm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chengyun.packs.api import AlarmView, CaseView, District, EntryView, Live, say
from chengyun.packs.fire import weighing
from chengyun.packs.fire.words import HEAT, SILENT, SMOKE, apart

DAY, YEAR = timedelta(days=1), timedelta(days=365)
HEAT_WITHIN = timedelta(minutes=15)
TOLD_WITHIN = timedelta(minutes=30)
TOLD_M = 150.0
# A last value that is so many times the one that began it is rising, or falling.
RISE, FALL = 1.25, 0.6
KINDS = ("smoke_alarm", "charger_overheat", "gas_leak")
MOST_PASTS = 3000


@dataclass(frozen=True)
class Seen:
    """An alarm, what each sign says of it, a few words on each, and how likely it is a fire."""

    alarm: AlarmView
    levels: Mapping[str, str]
    words: Mapping[str, str]
    found: weighing.Likelihood


@dataclass(frozen=True)
class Around:
    """All that stands around alarms of the last day, and what past verdicts have taught."""

    smoke: Sequence[AlarmView]
    heat: Sequence[AlarmView]
    silent: Sequence[AlarmView]
    cases: Sequence[CaseView]
    lives: Mapping[str, Live]
    pasts: Sequence[weighing.Past]
    weights: weighing.Weights
    base: weighing.Base
    near_m: float
    within: timedelta
    own_trust: float

    def see(self, alarm: AlarmView, after: bool = True) -> Seen:
        """What every sign says of an alarm; without `after`, only what was known at its onset."""
        told = (self._others(alarm, after), self._heat(alarm), self._course(alarm, after),
                self._hour(alarm), self._people(alarm), self._fault(alarm))  # fmt: skip
        levels = {sign.key: level for sign, (level, _) in zip(weighing.SIGNS, told, strict=True)}
        words = {sign.key: said for sign, (_, said) in zip(weighing.SIGNS, told, strict=True)}
        levels = {key: level for key, level in levels.items() if level}
        own = weighing.device(self.pasts, alarm.stream, self.base.share, self.own_trust)
        found = weighing.likelihood(levels, self.weights, self.base, own)
        return Seen(alarm, levels, words, found)

    def _others(self, alarm: AlarmView, after: bool) -> tuple[str, str]:
        last = self.within if after else timedelta()
        near = {
            one.stream
            for one in self.smoke
            if one.stream != alarm.stream
            and -self.within <= one.onset_at - alarm.onset_at <= last
            and apart(alarm.lon, alarm.lat, one.lon, one.lat) <= self.near_m
        }
        level = ("none", "one", "more")[min(len(near), 2)]
        minutes = round(self.within.total_seconds() / 60)
        return level, say(f"{self.near_m:.0f} 米、{minutes} 分钟内 {len(near)} 个",
                          f"{len(near)} within {self.near_m:.0f} m and {minutes} min")  # fmt: skip

    def _heat(self, alarm: AlarmView) -> tuple[str, str]:
        near = [
            apart(alarm.lon, alarm.lat, one.lon, one.lat)
            for one in self.heat
            if abs(one.onset_at - alarm.onset_at) <= HEAT_WITHIN or one.cleared_at is None
        ]
        close = min(near, default=self.near_m + 1)
        if close > self.near_m:
            return "none", say(f"{self.near_m:.0f} 米内没有", f"none within {self.near_m:.0f} m")
        return "some", say(f"最近 {close:.0f} 米", f"the nearest {close:.0f} m away")

    def _course(self, alarm: AlarmView, after: bool) -> tuple[str, str]:
        """From the value that began it to the last one; one that only says yes says nothing."""
        live = self.lives.get(alarm.stream)
        if not after or live is None or live.at <= alarm.onset_at:
            return "", say("报警后还没有新读数", "nothing was read since")
        if alarm.value in (0, 1) and live.value in (0, 1):
            return "", say(
                "该设备只报有无（GB/T 26875.3）", "it says yes or no alone (GB/T 26875.3)"
            )
        minutes = max((live.at - alarm.onset_at).total_seconds() / 60, 0.1)
        rate = (live.value - alarm.value) / minutes
        share = live.value / alarm.value if alarm.value > 0 else 1.0
        level = "rising" if share >= RISE else "falling" if share <= FALL else "steady"
        said = f"{alarm.value:.2f} → {live.value:.2f} dB/m"
        return level, say(f"{said}，每分钟 {rate:+.3f}", f"{said}, {rate:+.3f} a minute")

    def _hour(self, alarm: AlarmView) -> tuple[str, str]:
        return hour_level(alarm.onset_at), f"{alarm.onset_at.astimezone():%H:%M}"

    def _people(self, alarm: AlarmView) -> tuple[str, str]:
        own = next((one for one in self.cases if one.number == alarm.case), None)
        near = [
            one
            for one in self.cases
            if one.number != alarm.case
            and one.reports
            and abs(one.opened_at - alarm.onset_at) <= TOLD_WITHIN
            and apart(alarm.lon, alarm.lat, one.lon, one.lat) <= TOLD_M
        ]
        n = (own.reports if own else 0) + sum(one.reports for one in near)
        said = say(
            f"{TOLD_M:.0f} 米、半小时内 {n} 件", f"{n} within {TOLD_M:.0f} m and half an hour"
        )
        return ("some" if n else "none"), said

    def _fault(self, alarm: AlarmView) -> tuple[str, str]:
        """A fault before the alarm; what fails after it may have burnt."""
        told = [one.onset_at for one in self.silent
                if one.stream == alarm.stream and one.onset_at < alarm.onset_at]  # fmt: skip
        last = max(told, default=None)
        if last is None:
            return "sound", ""
        return "faulty", say(
            f"{last.astimezone():%H:%M} 失联", f"silent at {last.astimezone():%H:%M}"
        )


def hour_level(at: datetime) -> str:
    """Which part of the local day it is."""
    hour = at.astimezone().hour
    if hour < 6:
        return "night"
    return "meals" if hour in (11, 12, 17, 18, 19) else "other"


def pasts(district: District) -> list[weighing.Past]:
    """The alarms of the past year that have a verdict; tests and drills are neither."""
    rows = [one for one in district.entries("fire_alarm", ended=True)
            if one.values.get("verdict") in ("real", "false")]  # fmt: skip
    recent = [one for one in rows if one.added_at and one.added_at >= district.now - YEAR]
    recent.sort(key=lambda one: one.added_at or district.now)
    return [past(one) for one in recent[-MOST_PASTS:]]


def past(one: EntryView) -> weighing.Past:
    """A record of the register as the reckoning reads it."""
    told, values = one.values.get("likelihood"), one.values
    return weighing.Past(
        {sign.key: str(values[sign.key]) for sign in weighing.SIGNS if values.get(sign.key)},
        values["verdict"] == "real",
        str(values.get("stream") or ""),
        None if told is None else float(told) / 100,
    )


def around(district: District) -> Around:
    """Everything there is to be seen now; some ten queries, whatever the number of alarms."""
    since, known = district.now - DAY, pasts(district)
    learn = int(district.setting("learn_from"))
    base = weighing.base(known, float(district.setting("prior")) / 100,
                         float(district.setting("prior_trust")))  # fmt: skip
    smoke = {one.key: one for one in district.alarms(SMOKE)}
    smoke |= {one.key: one for one in district.alarms(SMOKE, open=False, since=since)}
    alive = sorted({one.stream for one in smoke.values() if one.cleared_at is None})
    return Around(
        smoke=list(smoke.values()),
        heat=district.alarms(HEAT, open=False, since=since),
        silent=district.alarms(SILENT, open=False, since=since),
        cases=district.cases(KINDS, open=False, since=since),
        lives={one.stream: one for one in district.latest("smoke", alive)},
        pasts=known,
        weights=weighing.weights(known, learn),
        base=base,
        near_m=float(district.setting("near_m")),
        within=timedelta(minutes=float(district.setting("near_min"))),
        own_trust=float(district.setting("own_trust")),
    )


def standing(district: District, held: Around | None = None) -> list[Seen]:
    """The smoke alarms that stand, the likeliest fire first; none is left out."""
    held = held or around(district)
    found = [held.see(one) for one in held.smoke if one.cleared_at is None]
    return sorted(found, key=lambda one: (-one.found.share, one.alarm.onset_at, one.alarm.key))


def of_case(district: District, case: CaseView, held: Around | None = None) -> Seen | None:
    """The likeliest alarm of a case, standing or not; else the nearest one around its time."""
    held = held or around(district)
    mine = [one for one in held.smoke if one.case == case.number]
    if not mine and case.lon is not None and case.lat is not None:
        mine = [
            one for one in held.smoke
            if abs(one.onset_at - case.opened_at) <= TOLD_WITHIN
            and apart(one.lon, one.lat, case.lon, case.lat) <= held.near_m
        ]  # fmt: skip
    return max((held.see(one) for one in mine), key=lambda one: one.found.share, default=None)

"""The rules again, written as plainly as possible: one reading at a time, dictionaries, no speed.

The engine must agree with this to the last bit of every detail.
"""

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import chinese_calendar
import numpy as np

from chengyun.detection import (
    Alarm,
    Baseline,
    RateOfChange,
    Readings,
    Rule,
    Silence,
    StreamTable,
    Stuck,
    Threshold,
    alarm_id,
)

SECOND = 1_000_000
HOUR = 3600 * SECOND


class Steps:
    """One stream's level under limits, clearing values and a hold."""

    def __init__(self, limits: list[float], clears: list[float], hold_us: int) -> None:
        self.limits, self.clears, self.hold_us = limits, clears, hold_us
        self.above_since: list[int | None] = [None] * len(limits)
        self.active = [False] * len(limits)
        self.onset = 0

    def take(self, score: float, time: int) -> tuple[int, int]:
        """Level before and after this score."""
        before = sum(self.active)
        for i, (limit, clear) in enumerate(zip(self.limits, self.clears, strict=True)):
            if score > limit and self.above_since[i] is None:
                self.above_since[i] = time
            if score <= limit:
                self.above_since[i] = None
            since = self.above_since[i]
            if score > limit and since is not None and time - since >= self.hold_us:
                self.active[i] = True
            if score <= clear:
                self.active[i] = False
        after = sum(self.active)
        if after and not before:
            assert self.above_since[0] is not None
            self.onset = self.above_since[0]
        return before, after


def _steps(base: float, clear: float, hold_s: float, steps: list[float]) -> Steps:
    margin = base - clear
    return Steps([base, *steps], [clear, *(s - margin for s in steps)], round(hold_s * SECOND))


class OneRule:
    """One rule on one stream."""

    def __init__(self, rule: Any, stream: int, interval_s: float, offset_s: int) -> None:
        self.rule, self.stream = rule, stream
        self.interval_s, self.offset_s = interval_s, offset_s
        self.last: tuple[int, float] | None = None
        self.alarms: list[Alarm] = []

    def say(
        self, phase: Any, onset: int, time: int, value: float, severity: int, /, **detail: Any
    ) -> None:
        self.alarms.append(
            Alarm(
                id=alarm_id(self.rule.key, self.stream, onset),
                rule=self.rule.key,
                stream=self.stream,
                onset_us=onset,
                time_us=time,
                value=value,
                severity=severity,
                phase=phase,
                detail={"rule": self.rule.kind, **detail},
            )
        )

    def say_level(
        self, steps: Steps, score: float, time: int, value: float, turn: float = 1.0, /, **more: Any
    ) -> None:
        before, after = steps.take(score, time)
        if before == after:
            return
        step = after - 1 if after else before - 1
        severities = [self.rule.severity, *(s for _, s in self.rule.steps)]
        rising = "escalate" if before else "onset"
        falling = "downgrade" if after else "clear"
        self.say(
            rising if after > before else falling,
            steps.onset,
            time,
            value,
            severities[step],
            value=value,
            limit=turn * steps.limits[step],
            clear=turn * steps.clears[step],
            limit_step=step,
            held_s=(time - steps.onset) / SECOND,
            previous=self.last[1] if self.last else None,
            **more,
        )

    def bucket(self, time: int) -> tuple[bool, int]:
        """Whether the local day is worked, and the hour."""
        local = datetime.fromtimestamp(time // SECOND, UTC) + timedelta(seconds=self.offset_s)
        return bool(chinese_calendar.is_workday(local.date())), local.hour

    def take(self, time: int, value: float) -> None:
        raise NotImplementedError

    def tick(self, now: int) -> None:
        pass


class OneThreshold(OneRule):
    """Limits by the hour are followed as distances from the limit in force."""

    def __init__(self, *about: Any) -> None:
        super().__init__(*about)
        self.turn = 1.0 if self.rule.above is not None else -1.0
        self.limit = self.rule.above if self.rule.above is not None else self.rule.below
        clear = self.limit if self.rule.clear is None else self.rule.clear
        zero = self.limit if self.rule.hours else 0.0
        levels = [self.turn * (level - zero) for level, _ in self.rule.steps]
        first = (self.turn * (self.limit - zero), self.turn * (clear - zero))
        self.steps = _steps(*first, self.rule.hold_s, levels)

    def take(self, time: int, value: float) -> None:
        zero, about = 0.0, {}
        if self.rule.hours:
            worked, hour = self.bucket(time)
            zero = self.limit
            for begins, ends, limit, day in self.rule.hours:
                fits = day == "all" or (day == "work") == worked
                if fits and hour in [h % 24 for h in range(begins, ends + 24 * (ends < begins))]:
                    zero = limit
            about = {"hour": hour, "day": "work" if worked else "rest"}
        side = "above" if self.turn > 0 else "below"
        before = len(self.alarms)
        score = self.turn * (value - zero)
        self.say_level(self.steps, score, time, value, self.turn, side=side, **about)
        for alarm in self.alarms[before:]:
            alarm.detail["limit"] += zero
            alarm.detail["clear"] += zero


class OneRate(OneRule):
    def __init__(self, *about: Any) -> None:
        super().__init__(*about)
        rule = self.rule
        clear = rule.per_minute if rule.clear is None else rule.clear
        self.steps = _steps(rule.per_minute, clear, rule.hold_s, [at for at, _ in rule.steps])

    def take(self, time: int, value: float) -> None:
        if self.last is None or time - self.last[0] > self.rule.max_gap_s * SECOND:
            return
        gap = time - self.last[0]
        rate = (value - self.last[1]) / (gap / (60 * SECOND))
        score = {"rise": rate, "fall": -rate, "both": abs(rate)}[self.rule.direction]
        direction = self.rule.direction
        about: dict[str, Any] = {"per_minute": rate, "gap_s": gap / SECOND, "direction": direction}
        self.say_level(self.steps, score, time, value, **about)


class OneSilence(OneRule):
    onset: int | None = None

    def detail(self, onset: int, time: int) -> dict[str, Any]:
        assert self.last is not None
        seen = self.last[0]
        return {
            "last_time_us": seen,
            "silent_s": (time - seen) / SECOND,
            "limit_s": (onset - seen) / SECOND,
            "intervals": self.rule.intervals,
        }

    def take(self, time: int, value: float) -> None:
        if self.onset is None:
            return
        about = self.detail(self.onset, time)
        self.say("clear", self.onset, time, value, self.rule.severity, **about)
        self.onset = None

    def tick(self, now: int) -> None:
        if self.last is None or self.onset is not None or not self.interval_s > 0:
            return
        due = self.last[0] + round(self.interval_s * self.rule.intervals * SECOND)
        if now > due:
            self.onset = due
            about = self.detail(due, now)
            self.say("onset", due, now, self.last[1], self.rule.severity, **about)


class OneStuck(OneRule):
    place = 0.0
    since = 0
    count = 0
    stuck = False

    def take(self, time: int, value: float) -> None:
        if self.count and abs(value - self.place) <= self.rule.epsilon:
            self.count += 1
            long = time - self.since >= self.rule.for_s * SECOND
            if long and self.count >= self.rule.min_readings and not self.stuck:
                self.stuck = True
                self.tell("onset", time, value)
            return
        if self.stuck:
            self.tell("clear", time, value)
        self.place, self.since, self.count, self.stuck = value, time, 1, False

    def tell(self, phase: str, time: int, value: float) -> None:
        assert self.last is not None
        self.say(
            phase,
            self.since,
            time,
            value,
            self.rule.severity,
            value=value,
            place=self.place,
            epsilon=self.rule.epsilon,
            previous=self.last[1],
            readings=self.count,
            held_s=(time - self.since) / SECOND,
            limit_s=self.rule.for_s,
        )


ONE = np.float32(1)


def drawn(time: int) -> int:
    """The lot that decides which way to round."""
    return time * 0x9E3779B97F4A7C15 % 2**64


def narrow(variance: np.float32, time: int) -> np.float32:
    """The variance with nine binary digits, rounded up or down by lot."""
    bits = int(np.float32(variance).view(np.int32)) + drawn(time) // 2**50
    code = min(max(bits // 2**14, 64 * 2**9), 2**16 - 1 + 64 * 2**9)
    if code == 64 * 2**9:
        return np.float32(0)
    return np.float32(np.array(code * 2**14, np.int32).view(np.float32))


class Tally:
    """A count in one byte: sixteen steps of one, sixteen of one, of two, of four …"""

    def __init__(self) -> None:
        self.code = 0

    @property
    def count(self) -> int:
        octave, rest = divmod(self.code, 16)
        return rest if octave == 0 else (16 + rest) * 2 ** (octave - 1)

    def take(self, time: int) -> None:
        stride = max(self.code // 16 - 1, 0)
        if self.code < 255 and drawn(time) // 2**40 % 2**stride == 0:
            self.code += 1


class Cell:
    """What is learnt of one hour of one kind of day."""

    def __init__(self) -> None:
        self.mean = self.variance = np.float32(0)
        self.tally = Tally()


class OneBaseline(OneRule):
    def __init__(self, *about: Any) -> None:
        super().__init__(*about)
        rule = self.rule
        self.cells: dict[tuple[bool, int], Cell] = {}
        self.clear = rule.z / 2 if rule.clear is None else rule.clear
        self.steps = _steps(rule.z, self.clear, rule.hold_s, [at for at, _ in rule.steps])
        self.an_hour = 3600 / min(self.interval_s, 3600.0) if self.interval_s > 0 else 1.0

    def speaks(self, bucket: tuple[bool, int]) -> bool:
        days = 5 if bucket[0] else 2
        need = max(math.ceil(self.rule.min_weeks * days * self.an_hour), self.rule.min_count)
        return bucket in self.cells and self.cells[bucket].tally.count >= need

    def usual(self, time: int, value: float) -> list[tuple[Any, Any, Any]]:
        """Mean, deviation and score of this hour, then those between it and the nearer one."""
        hour = (time + self.offset_s * SECOND) // HOUR * HOUR - self.offset_s * SECOND
        share = (time - hour) / HOUR - 0.5
        here, beside = self.bucket(time), self.bucket(hour + HOUR if share > 0 else hour - HOUR)
        own = self.cells.setdefault(here, Cell())
        found = [(own.mean, own.variance)]
        if self.speaks(here) and self.speaks(beside):
            other, part = self.cells[beside], np.float32(abs(share))
            found.append(
                (
                    own.mean + part * (other.mean - own.mean),
                    own.variance + part * (other.variance - own.variance),
                )
            )
        least = np.float32(self.rule.floor_sd)
        spread = [(mean, max(np.sqrt(variance), least)) for mean, variance in found]
        return [(mean, sd, (np.float32(value) - mean) / sd) for mean, sd in spread]

    def take(self, time: int, value: float) -> None:
        """The arithmetic is in single precision, as what is learnt is kept."""
        bucket = self.bucket(time)
        (mean, sd, z), *other = self.usual(time, value)
        speaks = self.speaks(bucket)
        away = np.float32(value) - mean
        if speaks:
            if abs(z) > self.clear:
                mean, sd, z = min([(mean, sd, z), *other], key=lambda usual: abs(usual[2]))
            score = float({"high": z, "low": -z, "both": abs(z)}[self.rule.side])
            about = {"mean": float(mean), "sd": float(sd), "z": float(z), "side": self.rule.side}
            about |= {"hour": bucket[1], "day": "work" if bucket[0] else "rest"}
            self.say_level(self.steps, score, time, value, 1.0, **about)
        if speaks and abs(z) > self.rule.z:
            return
        cell = self.cells[bucket]
        memory = max(self.rule.memory_weeks * (5 if bucket[0] else 2) * self.an_hour, 1)
        weight = max(ONE / np.float32(cell.tally.count + 1), np.float32(1 / memory))
        step = weight * away
        cell.variance = narrow((ONE - weight) * (cell.variance + step * away), time)
        cell.mean += step
        cell.tally.take(time)


KINDS: dict[type[Rule], type[OneRule]] = {
    Threshold: OneThreshold,
    RateOfChange: OneRate,
    Silence: OneSilence,
    Stuck: OneStuck,
    Baseline: OneBaseline,
}


class Reference:
    """What the engine does, plainly."""

    def __init__(
        self, rules: list[Rule], table: StreamTable, properties: list[str], offset_s: int = 28_800
    ) -> None:
        self.last: dict[int, int] = {}
        self.late = self.unknown = self.unusable = 0
        self.watchers: dict[int, list[OneRule]] = {}
        for stream, code in enumerate(table.property_code.tolist()):
            if code >= 0:
                interval = float(table.interval_s[stream])
                self.watchers[stream] = [
                    KINDS[type(rule)](rule, stream, interval, offset_s)
                    for rule in rules
                    if rule.property == properties[code]
                ]

    def process(self, readings: Readings) -> list[Alarm]:
        rows = zip(
            readings.stream.tolist(), readings.time.tolist(), readings.value.tolist(), strict=True
        )
        for stream, time, value in sorted(rows, key=lambda row: (row[0], row[1])):
            self.take(stream, time, value)
        return self.collect()

    def take(self, stream: int, time: int, value: float) -> None:
        if stream not in self.watchers:
            self.unknown += 1
        elif not abs(value) <= 1e18:
            self.unusable += 1
        elif stream in self.last and time <= self.last[stream]:
            self.late += 1
        else:
            self.last[stream] = time
            for watcher in self.watchers[stream]:
                watcher.take(time, value)
                watcher.last = (time, value)

    def tick(self, now: int) -> list[Alarm]:
        for watchers in self.watchers.values():
            for watcher in watchers:
                watcher.tick(now)
        return self.collect()

    def collect(self) -> list[Alarm]:
        told: list[Alarm] = []
        for watchers in self.watchers.values():
            for watcher in watchers:
                told += watcher.alarms
                watcher.alarms = []
        return sorted(told, key=lambda alarm: (alarm.time_us, alarm.stream, alarm.rule))

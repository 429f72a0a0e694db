"""What time does to an alarm: it grows graver while it lasts, and milder only when it stays so."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from .alarms import Alarm
from .rules import LEAST_SEVERE, Rule

MICROSECONDS = 1_000_000


@dataclass(slots=True)
class Standing:
    """An alarm in force as it was last told, and the downgrade that waits to be told."""

    last: Alarm
    steps: int = 0
    milder: Alarm | None = None


class Ages:
    """Runs `escalate_after` and `downgrade_after_s` of one rule over its alarms and the clock."""

    def __init__(self, rule: Rule) -> None:
        self.rule, self.key = rule, rule.key
        self.steps = tuple((round(s * MICROSECONDS), grave) for s, grave in rule.escalate_after)
        self.patience_us = round(rule.downgrade_after_s * MICROSECONDS)
        self.standing: dict[int, Standing] = {}

    def severity(self, stream: int) -> int:
        """The severity told last, or one that is none."""
        held = self.standing.get(stream)
        return held.last.severity if held else LEAST_SEVERE + 1

    def follow(self, alarms: Iterable[Alarm]) -> list[Alarm]:
        """All alarms in order, the rule's own as they are to be told."""
        told = [self._told(alarm) if alarm.rule == self.key else alarm for alarm in alarms]
        return [alarm for alarm in told if alarm]

    def tick(self, now_us: int) -> list[Alarm]:
        """What the clock alone changes."""
        told = (self._aged(held, now_us) for held in self.standing.values())
        return [alarm for alarm in told if alarm]

    def keep(self, still: Callable[[str, int], bool]) -> None:
        """Forget the streams where the rule has no alarm in force any more."""
        held = self.standing.items()
        self.standing = {stream: one for stream, one in held if still(self.key, stream)}

    def dump(self) -> list[dict[str, Any]]:
        """State as plain data."""
        return [asdict(held) for held in self.standing.values()]

    def load(self, state: Iterable[dict[str, Any]]) -> None:
        """Take over what `dump` gave."""
        for held in state:
            milder = Alarm(**held["milder"]) if held["milder"] else None
            one = Standing(Alarm(**held["last"]), min(held["steps"], len(self.steps)), milder)
            self.standing[one.last.stream] = one

    def _told(self, alarm: Alarm) -> Alarm | None:
        held = self.standing.get(alarm.stream)
        if held is None or alarm.phase == "onset":
            self.standing[alarm.stream] = Standing(alarm)
            return alarm
        if alarm.phase == "clear":
            return replace(self.standing.pop(alarm.stream).last, **_of(alarm, "clear"))
        held.milder = None
        if alarm.phase == "downgrade" and self.patience_us:
            held.milder = alarm
            return None
        if alarm.phase == "escalate" and alarm.severity >= held.last.severity:
            return None
        return self._tell(held, alarm)

    def _tell(self, held: Standing, alarm: Alarm) -> Alarm | None:
        """The alarm, no milder than its age allows; nothing if that is what was told already."""
        aged = min((grave for _, grave in self.steps[: held.steps]), default=alarm.severity)
        alarm = replace(alarm, severity=min(alarm.severity, aged))
        if alarm.severity == held.last.severity:
            return None
        held.last = alarm
        return alarm

    def _aged(self, held: Standing, now_us: int) -> Alarm | None:
        if held.milder and now_us - held.milder.time_us >= self.patience_us:
            milder, held.milder = replace(held.milder, time_us=now_us), None
            return self._tell(held, milder)
        age = now_us - held.last.onset_us
        reached = sum(age >= after for after, _ in self.steps)
        if reached <= held.steps:
            return None
        held.steps = reached
        after, severity = self.steps[reached - 1]
        if severity >= held.last.severity:
            return None
        times = {"after_s": after / MICROSECONDS, "held_s": age / MICROSECONDS}
        detail = {"rule": self.rule.kind, "reason": "time", **times}
        about: dict[str, Any] = {
            "severity": severity,
            "time_us": now_us,
            "phase": "escalate",
            "detail": detail,
        }
        held.last = replace(held.last, **about)
        return held.last


def _of(alarm: Alarm, phase: str) -> dict[str, Any]:
    """What a clearing takes from the rule; its severity is the one told last."""
    return {
        "phase": phase,
        "time_us": alarm.time_us,
        "value": alarm.value,
        "detail": alarm.detail,
    }

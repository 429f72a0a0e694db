"""When many alarms are one matter: a cable cut, a power failure, a rule set too low. Pure.

A storm is more than `alarms` devices within `window` whose onsets belong together: silence in one
sub-district, one property in one sub-district, or one rule anywhere. It takes further onsets until
none has come for `quiet`.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_SEVERE = 1


@dataclass(frozen=True)
class Limits:
    """What makes a storm. `alarms` 0: nothing does. Alarms as grave as `keeps` are never taken by
    one: a second fire must not be a line in a list.
    """

    alarms: int = 20
    window: timedelta = timedelta(minutes=5)
    quiet: timedelta = timedelta(minutes=10)
    keeps: int = 1


@dataclass(frozen=True)
class Onset:
    """What a decision looks at. `street` is the path of a sub-district, "" where there is none."""

    key: str
    rule: str
    stream: int
    at: datetime
    severity: int
    silent: bool = False
    property: str = ""
    street: str = ""


def groups(onset: Onset) -> tuple[str, ...]:
    """The matters an onset may belong to, the narrowest first."""
    found = []
    if onset.silent and onset.street:
        found.append(f"silence|{onset.street}")
    if onset.property and onset.street:
        found.append(f"property|{onset.property}|{onset.street}")
    return (*found, f"rule|{onset.rule}")


def counts(onset: Onset, limits: Limits) -> bool:
    """Whether an onset may belong to a storm at all."""
    return limits.alarms > 0 and onset.severity > limits.keeps


def raised(severity: int) -> int:
    """The severity of a storm: one step graver than the gravest of its alarms."""
    return max(MOST_SEVERE, severity - 1)


def takes(began: datetime, last: datetime, at: datetime, limits: Limits) -> bool:
    """Whether a storm of that time takes an onset."""
    return began - limits.window <= at <= last + limits.quiet


class Recent:
    """Onsets that no storm has taken, by what they may belong to."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._by_group: dict[str, dict[str, Onset]] = defaultdict(dict)

    def add(self, onset: Onset) -> None:
        """Take note of an onset, or of its severity as it is now."""
        self.drop([onset])
        if counts(onset, self.limits):
            for group in groups(onset):
                self._by_group[group][onset.key] = onset

    def drop(self, taken: Sequence[Onset]) -> None:
        for onset in taken:
            for group in groups(onset):
                self._by_group[group].pop(onset.key, None)

    def storm(self, onset: Onset) -> tuple[str, list[Onset]] | None:
        """The storm that this onset completes: its group and the onsets before this one."""
        for group in groups(onset):
            near = self._near(group, onset.at)
            if len({one.stream for one in near} | {onset.stream}) > self.limits.alarms:
                return group, near
        return None

    def _near(self, group: str, at: datetime) -> list[Onset]:
        return [
            one for one in self._by_group[group].values() if abs(one.at - at) <= self.limits.window
        ]

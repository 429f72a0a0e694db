"""Runs a pack's own rules over one made-up series, as detection does."""

from collections.abc import Sequence

import numpy as np

from chengyun.detection import Alarm, Engine, Readings, StreamTable
from chengyun.packs import registry

SECOND = 1_000_000
START_S = 1_767_571_200  # Monday 2026-01-05, 00:00 UTC, 08:00 in Shanghai
STREAM = 1


class Watch:
    """One stream of one property under the rules of one pack."""

    def __init__(self, pack: str, prop: str, interval_s: int = 60) -> None:
        rules = registry.current().packs[pack].rules
        names = sorted({rule.property for rule in rules})
        code = names.index(prop)
        table = StreamTable.of([-1, code], [0, interval_s])
        self.engine = Engine(rules, table, names)
        self.interval_s = interval_s
        self.now_s = START_S

    def see(self, values: Sequence[float]) -> list[Alarm]:
        """One reading an interval."""
        times = self.now_s + self.interval_s * np.arange(len(values))
        self.now_s += self.interval_s * len(values)
        stream = np.full(len(values), STREAM)
        return self.engine.process(Readings.of(stream, times * SECOND, np.array(values, float)))

    def wait(self, seconds: int) -> list[Alarm]:
        """Time goes by without a reading."""
        self.now_s += seconds
        return self.engine.tick(self.now_s * SECOND)


def told(alarms: Sequence[Alarm]) -> list[tuple[str, str, int]]:
    """Rule, phase and severity of each alarm."""
    return [(alarm.rule, alarm.phase, alarm.severity) for alarm in alarms]

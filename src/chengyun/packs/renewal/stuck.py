"""Which stages hold things up: over their term, or far longer than others took."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import median

from chengyun.packs.api import EntryView

# Without a term: stuck is whoever takes so many times as long as half of the others did.
TIMES, LEAST = 2.0, 5


@dataclass(frozen=True)
class Stuck:
    """An entry that is held up: days in its stage, days over its term, what is usual."""

    entry: EntryView
    days: int
    over: int
    usual: float | None


def usual_days(rows: Sequence[EntryView]) -> dict[str, float]:
    """The median days that entries stayed in each stage that they have left, of five or more."""
    stayed: dict[str, list[float]] = defaultdict(list)
    for one in rows:
        steps = sorted(one.stages.items(), key=lambda step: step[1])
        for (stage, begun), (_next, ended) in pairwise(steps):
            stayed[stage].append((ended - begun).total_seconds() / 86400)
    return {stage: median(days) for stage, days in stayed.items() if len(days) >= LEAST}


def stuck(rows: Sequence[EntryView], usual: Mapping[str, float], now: datetime) -> list[Stuck]:
    """Those that are held up, the worst first."""
    found = [_judged(one, usual.get(one.stage), now) for one in rows if one.stage_since]
    held = [one for one in found if one.over > 0 or _slow(one)]
    return sorted(held, key=lambda one: (-one.over, -one.days, one.entry.name))


def _judged(one: EntryView, usual: float | None, now: datetime) -> Stuck:
    since = one.stage_since or now
    over = (now - one.due).days + 1 if one.due and one.due < now else 0
    return Stuck(one, (now - since).days, over, usual)


def _slow(one: Stuck) -> bool:
    no_term = one.entry.due is None and one.entry.ended_at is None
    return no_term and one.usual is not None and one.days > TIMES * one.usual

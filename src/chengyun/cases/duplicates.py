"""How alike two matters are: near in space, time, kind and wording, with reasons in words. Pure.

Joining by itself (`nearby`) is strict; this is what is suggested to a person, who decides. The
weights and thresholds were measured on two public sets; `python -m tests.perf duplicates` repeats
it, `docs/guide/cases.md` tells the figures.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengyun.cases.nearby import metres_between

# Half of the evidence of place is left at the reach of the kind, of time after this.
USUAL_REACH_M = 50.0
HALF_TIME = timedelta(days=30)
# Character pairs that two texts share, of all that they have, from which they say the same.
SAME_WORDS = 0.2
SOME_WORDS = 0.08
KIN = 0.2
# A position is hardly ever truer than this.
SAME_PLACE_M = 10.0
WEIGHTS = {"place": 0.45, "kind": 0.2, "time": 0.1, "words": 0.25}
# From this score on two matters are shown to a person as perhaps the same; where the place of one
# is not known, more is asked of the rest.
SUGGESTED, SUGGESTED_UNPLACED = 0.6, 0.65
# Beyond this many reaches nothing is suggested: what is left of the evidence cannot suffice.
FAR = 8


@dataclass(frozen=True)
class Matter:
    """What is compared. `group` is a wider kind; `reach_m` how near counts as near for it."""

    at: datetime
    kind: str
    group: str = ""
    text: str = ""
    lon: float | None = None
    lat: float | None = None
    reach_m: float = USUAL_REACH_M


@dataclass(frozen=True)
class Likeness:
    """From 0 to 1, and why; `metres` None where a place is not known."""

    score: float
    metres: float | None
    gap: timedelta
    same_kind: bool
    words: float

    @property
    def suggested(self) -> bool:
        return self.score >= (SUGGESTED_UNPLACED if self.metres is None else SUGGESTED)

    @property
    def reasons(self) -> tuple[str | Promise, ...]:
        """Short sentences, the weightiest first."""
        return tuple(_reasons(self))


def compare(one: Matter, other: Matter) -> Likeness:
    """How alike two matters are; symmetric but for the reach, which is the wider of the two."""
    metres = _metres(one, other)
    gap, words = abs(one.at - other.at), wording(one.text, other.text)
    evidence = {
        "kind": _kinship(one, other),
        "time": _fading(gap / HALF_TIME),
        "words": min(words / SAME_WORDS, 1.0),
    }
    if metres is not None:
        evidence["place"] = _fading(metres / max(one.reach_m, other.reach_m, 1.0))
    weight = sum(WEIGHTS[part] for part in evidence)
    score = sum(WEIGHTS[part] * value for part, value in evidence.items()) / weight
    return Likeness(score, metres, gap, one.kind == other.kind, words)


def wording(one: str, other: str) -> float:
    """The share of character pairs that two texts have in common (Jaccard), 0 to 1."""
    a, b = _pairs(one), _pairs(other)
    return len(a & b) / len(a | b) if a and b else 0.0


@lru_cache(4096)
def _pairs(text: str) -> frozenset[str]:
    plain = "".join(char for char in text.lower() if char.isalnum())
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


def _metres(one: Matter, other: Matter) -> float | None:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    return metres_between(one.lon, one.lat, other.lon, other.lat)


def _fading(share: float) -> float:
    """1 at nothing, a half at 1, and little beyond."""
    return 1.0 / (1.0 + share * share)


def _kinship(one: Matter, other: Matter) -> float:
    if one.kind == other.kind:
        return 1.0
    return KIN if one.group and one.group == other.group else 0.0


def _reasons(found: Likeness) -> Iterable[str | Promise]:
    if found.metres is not None:
        away = _("%(metres)d m away") % {"metres": round(found.metres)}
        yield away if found.metres >= SAME_PLACE_M else _("the same place")
    if found.same_kind:
        yield _("the same kind")
    yield _apart(found.gap)
    if found.words >= SOME_WORDS:
        same = found.words >= SAME_WORDS
        yield _("much the same words") if same else _("some of the same words")


def _apart(gap: timedelta) -> str | Promise:
    hours = gap.total_seconds() / 3600
    if hours < 1:
        return _("within an hour")
    if hours < 48:
        return _("%(hours)d hours apart") % {"hours": round(hours)}
    return _("%(days)d days apart") % {"days": round(hours / 24)}

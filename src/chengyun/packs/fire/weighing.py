"""How likely an alarm is a fire: odds, times what each sign is worth, term by term. No database.

Naive Bayes: the odds of all alarms here, corrected by the record of this device, are multiplied for
each sign by P(sign | fire) / P(sign | false alarm). These shares are stated with a reason; where
enough verdicts stand they are those that were counted, drawn towards the stated ones. Signs that go
together (two detectors, and somebody who calls) count fully each: that is what the check of the
likelihoods against the verdicts is for.
"""

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

TRUST = 20  # verdicts that a stated share is worth beside those that were counted
LEAST, MOST = 0.001, 0.999
BINS = (0.0, 0.05, 0.2, 0.5, 1.0)
Z = 1.96
Levels = Mapping[str, str]  # sign → what was seen


@dataclass(frozen=True)
class Level:
    """What may be seen of a sign, and the stated shares of fires and of false alarms with it."""

    key: str
    zh: str
    en: str
    real: float
    false: float


@dataclass(frozen=True)
class Sign:
    """One thing to look at, what it may say, and why its shares are stated so."""

    key: str
    zh: str
    en: str
    levels: tuple[Level, ...]
    why_zh: str
    why_en: str

    def level(self, key: str) -> Level | None:
        return next((one for one in self.levels if one.key == key), None)


SIGNS = (
    Sign("others", "周边烟感", "Detectors near by", (
        Level("none", "只此一个报警", "This one alone", 0.45, 0.93),
        Level("one", "另有 1 个报警", "One more", 0.30, 0.055),
        Level("more", "另有 2 个及以上报警", "Two and more", 0.25, 0.015),
    ), "烟会扩散，误报多为单点。", "Smoke spreads; a false alarm is mostly one detector's own."),
    Sign("heat", "周边发热、燃气", "Heat or gas near by", (
        Level("none", "无", "None", 0.85, 0.975),
        Level("some", "有充电过热或燃气报警", "A charger too hot, or gas", 0.15, 0.025),
    ), "热源与烟同时出现，少有巧合。", "Heat and smoke at once are seldom chance."),
    Sign("course", "浓度走势", "Course of the smoke", (
        Level("rising", "继续上升", "Rising", 0.55, 0.20),
        Level("steady", "持平", "Steady", 0.30, 0.40),
        Level("falling", "回落", "Falling", 0.15, 0.40),
    ), "火越烧越大；油烟、水汽会散。", "A fire grows; cooking and steam clear."),
    Sign("hour", "时段", "Hour", (
        Level("night", "夜间 0–6 时", "Night, 0 to 6", 0.28, 0.15),
        Level("meals", "做饭时段 11–13、17–20 时", "Meals, 11–13 and 17–20", 0.22, 0.40),
        Level("other", "其他时段", "Other hours", 0.50, 0.45),
    ), "做饭时误报多；夜间少有烟源。", "Cooking deceives detectors; at night little else smokes."),
    Sign("people", "群众反映", "People tell", (
        Level("none", "无", "Nobody", 0.50, 0.97),
        Level("some", "有人反映烟火", "Somebody tells of it", 0.50, 0.03),
    ), "有人看见、闻到，最可信。", "What somebody has seen or smelt counts most."),
    Sign("fault", "设备状况", "State of the device", (
        Level("sound", "24 小时内无故障", "No fault in 24 hours", 0.96, 0.86),
        Level("faulty", "24 小时内失联过", "Was silent in the last 24 hours", 0.04, 0.14),
    ), "刚失联过的探测器多误报。", "A detector that was just silent often deceives."),
)  # fmt: skip


@dataclass(frozen=True)
class Past:
    """An alarm with its verdict: what was seen of each sign, whether it was a fire, its device, and
    the likelihood that was told at the time, 0..1, or None."""

    levels: Levels
    real: bool
    stream: str = ""
    told: float | None = None


@dataclass(frozen=True)
class Weight:
    """The shares that count: of `fires` and `falses` verdicts, or stated where both are 0."""

    real: float
    false: float
    fires: int = 0
    falses: int = 0

    @property
    def ratio(self) -> float:
        return self.real / self.false

    @property
    def is_learned(self) -> bool:
        return bool(self.fires or self.falses)


Weights = Mapping[tuple[str, str], Weight]  # by sign and level


def weights(pasts: Sequence[Past], least: int) -> dict[tuple[str, str], Weight]:
    """What each sign is worth. Counted where `least` fires and as many false alarms were seen."""
    found: dict[tuple[str, str], Weight] = {}
    for sign in SIGNS:
        seen = Counter((one.levels[sign.key], one.real) for one in pasts if sign.key in one.levels)
        fires = sum(n for (_, real), n in seen.items() if real)
        falses = seen.total() - fires
        enough = min(fires, falses) >= least
        for one in sign.levels:
            stated = Weight(one.real, one.false)
            found[sign.key, one.key] = stated if not enough else Weight(
                _drawn(one.real, seen[one.key, True], fires),
                _drawn(one.false, seen[one.key, False], falses), fires, falses,
            )  # fmt: skip
    return found


def _drawn(stated: float, hits: int, n: int) -> float:
    """The mean of a Beta posterior whose prior is the stated share, worth `TRUST` verdicts."""
    return (TRUST * stated + hits) / (TRUST + n)


@dataclass(frozen=True)
class Base:
    """How often alarms here are fires, before anything is looked at: the district's own Beta
    prior (mean 0..1, worth `trust` verdicts) with its verdicts."""

    prior: float
    trust: float
    fires: int = 0
    alarms: int = 0

    @property
    def share(self) -> float:
        return (self.prior * self.trust + self.fires) / (self.trust + self.alarms)


def base(pasts: Sequence[Past], prior: float, trust: float) -> Base:
    """The base rate. Raises ValueError unless 0 < prior < 1 and trust > 0."""
    if not (0 < prior < 1 and trust > 0):
        raise ValueError("a prior lies between 0 and 1, its trust above 0")
    return Base(prior, trust, sum(one.real for one in pasts), len(pasts))


@dataclass(frozen=True)
class Device:
    """What a device's alarms were worth in the past year, from a prior at the base rate: a new one
    is neither trusted nor distrusted."""

    share: float
    fires: int = 0
    alarms: int = 0


def device(pasts: Iterable[Past], stream: str, share: float, trust: float) -> Device:
    """Its own record; share is the base rate, worth `trust` of its alarms."""
    own = [one for one in pasts if one.stream == stream]
    fires = sum(one.real for one in own)
    return Device((share * trust + fires) / (trust + len(own)), fires, len(own))


@dataclass(frozen=True)
class Term:
    """One sign in the reckoning: what was seen and what the odds are multiplied by."""

    sign: Sign
    level: Level
    weight: Weight

    @property
    def ratio(self) -> float:
        return self.weight.ratio


@dataclass(frozen=True)
class Likelihood:
    """How likely it is a fire, 0..1, and what that was reckoned from, in order."""

    share: float
    base: Base
    device: Device
    terms: tuple[Term, ...] = field(default=())

    @property
    def strongest(self) -> tuple[Term, ...]:
        """The terms that say most, for or against, the strongest first."""
        return tuple(sorted(self.terms, key=lambda one: -abs(math.log(one.ratio))))


def likelihood(seen: Levels, held: Weights, rate: Base, own: Device) -> Likelihood:
    """What all signs say together. A sign that was not seen says nothing."""
    terms = tuple(
        Term(sign, level, held[sign.key, level.key])
        for sign in SIGNS
        if (level := sign.level(seen.get(sign.key, ""))) is not None
    )
    odds = own.share / (1 - own.share) * math.prod(one.ratio for one in terms)
    return Likelihood(min(max(odds / (1 + odds), LEAST), MOST), rate, own, terms)


@dataclass(frozen=True)
class Bin:
    """Alarms whose likelihood lay in low..high: how many, the mean of what was told, how many were
    fires, and where their share lies with 95 % (Wilson 1927)."""

    low: float
    high: float
    n: int
    told: float
    fires: int

    @property
    def interval(self) -> tuple[float, float]:
        share, square = self.fires / self.n, Z * Z
        middle = (share + square / (2 * self.n)) / (1 + square / self.n)
        half = Z * math.sqrt(share * (1 - share) / self.n + square / (4 * self.n**2))
        half /= 1 + square / self.n
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Check:
    """Likelihoods beside verdicts. brier: mean square of their difference, 0 is best; plain: the
    same of whoever always told the share of fires, known afterwards."""

    n: int
    fires: int
    brier: float
    plain: float
    bins: tuple[Bin, ...]

    @property
    def skill(self) -> float | None:
        """How much nearer than the plain share: 1 is perfect, 0 no better, below it worse."""
        return 1 - self.brier / self.plain if self.plain else None


def check(pasts: Iterable[Past]) -> Check | None:
    """How good the likelihoods were that were told before the verdicts; None without any."""
    pairs = [(one.told, one.real) for one in pasts if one.told is not None]
    if not pairs:
        return None
    fires, n = sum(real for _, real in pairs), len(pairs)
    brier = sum((told - real) ** 2 for told, real in pairs) / n
    share = fires / n
    return Check(n, fires, brier, share * (1 - share), tuple(_bins(pairs)))


def _bins(pairs: Sequence[tuple[float, bool]]) -> Iterable[Bin]:
    for low, high in itertools.pairwise(BINS):
        held = [pair for pair in pairs if low <= pair[0] < high or pair[0] == high == 1.0]
        if held:
            told = sum(one for one, _ in held) / len(held)
            yield Bin(low, high, len(held), told, sum(real for _, real in held))

"""What is due to a household: settings as limits, facts, when it was last seen. Reads entries."""

from datetime import date

from chengyun.packs.api import District, EntryView, Setting
from chengyun.packs.relief.facts import Facts, Limits
from chengyun.packs.relief.signals import WEIGHTS
from chengyun.packs.relief.words import EVERY

DAYS = dict(EVERY)


def _set(
    key: str, zh: str, en: str, kind: str, default: float, most: float, **more: str
) -> Setting:
    return Setting(
        key=key, title_zh=zh, title_en=en, kind=kind, default=default, minimum=0, maximum=most,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


PUBLISHED = {
    "help_zh": "以当地现行公布标准为准。",
    "help_en": "As published where you are.",
}
LIMITS = (
    _set("standard", "低保标准（每人每月）", "Minimum living standard a month", "number", 1595,
         100_000, unit="元", **PUBLISHED),
    _set("edge_times", "低保边缘倍数", "Near poverty, times the standard", "number", 1.5, 5,
         **PUBLISHED),
    _set("cash", "人均货币财产上限", "Money a head at most", "number", 30000, 10_000_000, unit="元",
         **PUBLISHED),
    _set("homes", "住房套数上限", "Homes at most", "whole", 1, 10, **PUBLISHED),
    _set("medical_from", "医疗救助起付线", "Medical assistance from", "number", 10000, 10_000_000,
         unit="元", **PUBLISHED),
    _set("event_days", "突发困难有效期", "Sudden hardship counts for", "whole", 180, 3650,
         unit="天"),
    _set("bear_months", "必需支出超过月收入倍数", "Outlay beyond so many months’ income",
         "number", 3, 60),
    _set("stale_days", "经济状况有效期", "Means are known for", "whole", 365, 3650, unit="天"),
)  # fmt: skip
SETTINGS = (
    *LIMITS,
    *WEIGHTS,
    _set("suggest_from", "达到多少分建议上门", "Points that suggest a visit", "whole", 50, 500),
    _set("signal_days", "线索有效期", "Signals count for", "whole", 30, 365, unit="天"),
    _set("unknown_most", "最多几项条件不明仍列出", "Listed with so many conditions not known",
         "whole", 2, 6),
    Setting(key="office", title_zh="民政部门单位代码", title_en="Code of the civil affairs bureau",
            kind="text", default="civil-affairs"),
)  # fmt: skip


def limits(district: District, area: str) -> Limits:
    """The thresholds as they count in an area."""
    return Limits(**{one.key: district.setting(one.key, area) for one in LIMITS})


def facts(district: District, one: EntryView, known: dict[str, Limits]) -> Facts:
    """What is known of a household; `known` keeps the limits of areas already asked for."""
    if one.area not in known:
        known[one.area] = limits(district, one.area)
    return Facts(one.values, district.today, known[one.area])


def unseen_days(one: EntryView, today: date) -> int:
    """For how many days nobody has seen them; since they came under care, if nobody ever did."""
    since = one.added_at.date() if one.added_at else today
    seen = one.values.get("seen_on")
    return max(0, (today - (date.fromisoformat(seen) if seen else since)).days)


def over(one: EntryView, today: date) -> int:
    """By how many days that is longer than their level allows; 0 if it is not."""
    return max(0, unseen_days(one, today) - DAYS[str(one.values["level"])])

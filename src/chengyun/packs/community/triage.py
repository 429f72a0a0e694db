"""From what was measured to a suggestion with its reasons: how soon a doctor is to look. It names
no illness, and moves nothing: the stage *decided* is a doctor’s own."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chengyun.packs.api import District, EntryView, StageHeard, say
from chengyun.packs.community import news2

# Minutes until a doctor is to look, the gravest first; the district’s own targets.
TERMS = {"high": 30, "urgent": 60, "single": 60, "unscored": 60, "low": 240, "none": 1440}
RED = ("high", "urgent", "single", "unscored")
ORDER = {key: n for n, key in enumerate(TERMS)}
ADVICE = {
    "high": ("医生立即查看；诊间同时准备呼叫 120", "A doctor now; the booth makes ready for 120"),
    "urgent": ("医生紧急查看", "A doctor, urgently"),
    "single": ("单项 3 分，医生查看", "One alone has 3: a doctor"),
    "unscored": ("不适用评分，直接由医生查看", "Not scored: a doctor looks at once"),
    "low": ("医生当班内查看，复测", "A doctor this shift; measure again"),
    "none": ("按预约由医生查看", "A doctor, as booked"),
}


def flag_of(values: Mapping[str, Any]) -> str:
    """The key of the suggestion; "" while something has not been measured."""
    told = news2.score(values)
    if told:
        return told.flag
    return "unscored" if values.get("fit") in ("child", "pregnant") else ""


def reasons(values: Mapping[str, Any]) -> str:
    """The points of every parameter and the total; what is lacking instead."""
    told = news2.score(values)
    if told is None:
        return _unscored(values)
    scale = say("（标度二）", " (scale 2)") if told.scale2 else ""
    total = say(f"NEWS2 合计 {told.total}{scale}", f"NEWS2 {told.total}{scale}")
    return "；".join([total, *map(str, told.parts)])


def _unscored(values: Mapping[str, Any]) -> str:
    if values.get("fit") in ("child", "pregnant"):
        return say("未满 16 岁或孕产，不评分", "Under 16 or pregnant: not scored")
    lacking = [say(*news2.TITLES[k]) for k in news2.TITLES if values.get(k) in (None, "")]
    return say("未测：", "Not measured: ") + "、".join(lacking)


def waiting(district: District) -> list[EntryView]:
    """Who has been measured and waits for a doctor, the gravest first, then the longest."""
    held = district.entries("booth_visit", stage="measured")
    return sorted(held, key=lambda one: (ORDER.get(flag_of(one.values), 9), since(one, district)))


def since(one: EntryView, district: District) -> datetime:
    """When they were measured."""
    return one.stage_since or district.now


def due(one: EntryView, district: District) -> datetime:
    """When a doctor is to have looked."""
    minutes = TERMS.get(flag_of(one.values), TERMS["none"])
    return since(one, district) + timedelta(minutes=minutes)


def measured(district: District, heard: StageHeard) -> None:
    """What was measured is given its suggestion with the reasons; red flags are told at once."""
    one = district.entry(heard.entry)
    if one is None or one.stage != "measured" or not (flag := flag_of(one.values)):
        return
    told = {"flag": flag, "why": reasons(one.values)}
    if any(one.values.get(key) != value for key, value in told.items()):
        district.change(one.key, **told)
    if flag in RED:
        text = say(
            f"云医院：一位来访者待医生查看，限 {TERMS[flag]} 分钟",
            f"Cloud hospital: somebody waits for a doctor, {TERMS[flag]} minutes",
        )
        key = f"flag:{one.key}:{since(one, district):%m%d%H%M}"
        district.notify(str(district.setting("health_office")), text, key, about=one)

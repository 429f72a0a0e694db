"""From what was measured to a suggestion with its reasons: how soon a doctor is to look. It names
no illness, and moves nothing: the stage *decided* is a doctor’s own."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chengyun.packs.api import District, EntryView, StageHeard, in_both, say
from chengyun.packs.community import news2

# Minutes until a doctor is to look, the gravest first; the district’s own targets.
TERMS = {"high": 30, "urgent": 60, "single": 60, "unscored": 60, "low": 240, "none": 1440}
RED = ("high", "urgent", "single", "unscored")
ORDER = {key: n for n, key in enumerate(TERMS)}
ADVICE = {
    "high": ("医生立即查看；诊间同时准备呼叫 120", "A doctor now; the booth makes ready for 120"),
    "urgent": ("医生紧急查看", "A doctor, urgently"),
    "single": ("医生紧急查看", "A doctor, urgently"),
    "unscored": ("直接由医生查看", "A doctor looks at once"),
    "low": ("医生当班内查看，复测", "A doctor this shift; measure again"),
    "none": ("按预约由医生查看", "A doctor, as booked"),
}


def flag_of(values: Mapping[str, Any]) -> str:
    """The key of the suggestion. What could not be measured is no reason to wait: it goes to a
    doctor as a red flag."""
    told = news2.score(values)
    return told.flag if told else "unscored"


def reasons(values: Mapping[str, Any]) -> str:
    """The total and the points of every parameter; without a total why there is none."""
    told = news2.score(values)
    if told is None:
        return "；".join([_why_not(values), *map(str, news2.parts(values))])
    scale = say("（标度二）", " (scale 2)") if told.scale2 else ""
    total = say(f"NEWS2 合计 {told.total}{scale}", f"NEWS2 {told.total}{scale}")
    return "；".join([total, *map(str, told.parts)])


def _why_not(values: Mapping[str, Any]) -> str:
    if values.get("fit") in ("child", "pregnant"):
        return say("未满 16 岁或孕产，不评分", "Under 16 or pregnant: not scored")
    missing = "、".join(say(*news2.TITLES[key]) for key in news2.lacking(values))
    return say(f"未测：{missing}", f"Not measured: {missing}")


def waiting(district: District) -> list[EntryView]:
    """Who has been measured and waits for a doctor, the gravest first, then the longest."""
    held = district.entries("booth_visit", stage="measured")
    return sorted(held, key=lambda one: (ORDER[flag_of(one.values)], since(one, district)))


def since(one: EntryView, district: District) -> datetime:
    """When they were measured."""
    return one.stage_since or district.now


def due(one: EntryView, district: District) -> datetime:
    """When a doctor is to have looked."""
    minutes = TERMS[flag_of(one.values)]
    return since(one, district) + timedelta(minutes=minutes)


def measured(district: District, heard: StageHeard) -> None:
    """What was measured is given its suggestion with the reasons; red flags are told at once."""
    one = district.entry(heard.entry)
    if one is None or one.stage != "measured":
        return
    flag = flag_of(one.values)
    told = {"flag": flag, "why": in_both(lambda: reasons(one.values))}
    if any(one.values.get(key) != value for key, value in told.items()):
        district.change(one.key, **told)
    if flag in RED:
        text = (
            f"云医院：一位来访者待医生查看，限 {TERMS[flag]} 分钟",
            f"Cloud hospital: somebody waits for a doctor, {TERMS[flag]} minutes",
        )
        key = f"flag:{one.key}:{since(one, district):%m%d%H%M}"
        district.notify(str(district.setting("health_office")), text, key, about=one)

"""Whether a written reply is fit to be sent: seven things looked for, each with what was found.

信访工作条例 (2022) arts. 34-36: the reply answers the requests, rests on law, tells of the review.
A proposal asks for no right and has no review: its reply takes it up and says what comes of it.
Nothing is judged by a model: each finding names the words that it rests on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from chengyun.packs.api import say

LAW = re.compile(r"《[^》]{2,40}》(?:（[^）]{0,20}）)?")
CLAUSE = re.compile(r"第[〇零一二三四五六七八九十百\d]{1,6}条")
DAY = re.compile(r"(?:\d{4}\s*年\s*)?\d{1,2}\s*月\s*\d{1,2}\s*日|\d{4}-\d{2}-\d{2}")
RULING = (
    "不予支持",
    "部分支持",
    "予以支持",
    "支持",
    "不予采纳",
    "部分采纳",
    "采纳",
    "驳回",
    "不予受理",
    "已责令",
    "已整改",
)
PERSONAL = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")
# Thanks for somebody's support grant nothing.
THANKS = re.compile(r"感谢[^，。；]{0,8}支持")
# Words that say nothing of what is asked for.
PHRASES = re.compile(r"请求|要求|希望|建议|请|尽快|有关部门|能够|及时|对|的|了|我们|本人")
NUMBER = re.compile(r"^\s*[（(]?[一二三四五六七八九十\d]{1,2}[、.)）]")
ENOUGH = 0.34
LONGEST = 16


@dataclass(frozen=True)
class Finding:
    """One thing looked for: whether it is there, and the reason. `watch`: there, but weak."""

    key: str
    title: str
    lamp: str
    reason: str


# What is not looked for in the reply to a proposal.
OF_RIGHTS = frozenset({"law", "dates", "review"})


def findings(
    request: str, reply: str, replied: date | None, due: date | None, proposal: bool = False
) -> list[Finding]:
    """What is found in a reply to these requests (one a line); of a proposal four things."""
    found = _found(request, reply, replied, due)
    return [one for one in found if not (proposal and one.key in OF_RIGHTS)]


def titles_of() -> dict[str, str]:
    """What is looked for, by its key, in the order of the findings."""
    return {one.key: one.title for one in _found("", "", None, None)}


def _found(request: str, reply: str, replied: date | None, due: date | None) -> list[Finding]:
    return [
        _answers(request, reply),
        _rules(reply),
        _law(reply),
        _dates(reply),
        _review(reply),
        _in_time(replied, due),
        _nameless(reply),
    ]


def requests(text: str) -> list[str]:
    """The single requests: lines, or what is numbered."""
    parts = (NUMBER.sub("", part).strip(" 。.，,") for part in re.split(r"[\n；;]", text))
    return [part for part in parts if len(part) > 1]


def answered(request: str, reply: str) -> tuple[float, list[str]]:
    """The share of a request's pairs of signs that the reply takes up, and its longest words."""
    core = PHRASES.sub("", request)
    pairs = [core[i : i + 2] for i in range(len(core) - 1)]
    held = [pair for pair in pairs if pair in reply]
    return (len(held) / len(pairs) if pairs else 1.0), _common(core, reply)


def _common(core: str, reply: str) -> list[str]:
    """The longest stretches of three signs or more that both have, at most two."""
    found: list[str] = []
    for size in range(min(LONGEST, len(core)), 2, -1):
        for i in range(len(core) - size + 1):
            piece = core[i : i + size]
            if piece in reply and not any(piece in one or one in piece for one in found):
                found.append(piece)
    return found[:2]


def _answers(request: str, reply: str) -> Finding:
    asked = requests(request)
    missed = [one for one in asked if answered(one, reply)[0] < ENOUGH]
    title = say("逐项答复诉求", "Answers each request")
    if not asked or missed:
        told = "；".join(f"“{one[:30]}”" for one in missed) or say("没有诉求", "no request")
        return Finding("answers", title, "bad", say(f"未答复：{told}", f"Not answered: {told}"))
    words = "、".join(f"“{w}”" for one in asked for w in answered(one, reply)[1][:1])
    told = say(f"{len(asked)} 项均有答复：{words}", f"All {len(asked)} taken up: {words}")
    return Finding("answers", title, "good", told)


def _rules(reply: str) -> Finding:
    title, word = say("作出明确处理意见", "Says what is decided"), next(_ruling(reply), "")
    if not word:
        told = say("没有支持、不予支持或已整改等结论", "Neither granted, refused nor mended")
        return Finding("rules", title, "bad", told)
    return Finding("rules", title, "good", say(f"结论：“{word}”", f"It says “{word}”"))


def _ruling(reply: str) -> Iterator[str]:
    told = THANKS.sub("", reply)
    yield from (word for word in RULING if word in told)


def _law(reply: str) -> Finding:
    title = say("载明法律依据", "Names the law")
    law, clause = LAW.search(reply), CLAUSE.search(reply)
    if not law:
        return Finding("law", title, "bad", say("没有引用法规或政策", "No law or rule is named"))
    if not clause:
        told = say(f"{law[0]}未写明条款", f"{law[0]} without a clause")
        return Finding("law", title, "watch", told)
    return Finding("law", title, "good", f"{law[0]}{clause[0]}")


def _dates(reply: str) -> Finding:
    title, found = say("写明时间", "Gives the date"), DAY.findall(reply)
    if not found:
        told = say("没有写明何时已办或何时办成", "Not when it was or will be done")
        return Finding("dates", title, "bad", told)
    return Finding("dates", title, "good", "、".join(found[:3]))


def _review(reply: str) -> Finding:
    title = say("告知复查权利", "Tells of the review")
    told, term = "复查" in reply or "复核" in reply, re.search(r"30\s*[日天]|三十[日天]", reply)
    if told and term:
        return Finding("review", title, "good", say("30 日内可申请复查", "Within 30 days"))
    lamp = "watch" if told else "bad"
    said = say("未写明 30 日期限", "Without the 30 days") if told else say("未告知", "Not told")
    return Finding("review", title, lamp, said)


def _in_time(replied: date | None, due: date | None) -> Finding:
    title = say("在法定期限内", "Within the term")
    if replied is None or due is None:
        return Finding("in_time", title, "watch", say("日期不全", "Dates are missing"))
    told = say(f"{replied} 答复，期限 {due}", f"Replied {replied}, due {due}")
    return Finding("in_time", title, "good" if replied <= due else "bad", told)


def _nameless(reply: str) -> Finding:
    """The reply goes to the unit's file as well: nobody's number stands in it."""
    title, found = say("不泄露个人信息", "Gives nobody away"), PERSONAL.search(reply)
    if found:
        told = say(f"含号码 {found[0][:3]}…", f"Holds the number {found[0][:3]}…")
        return Finding("nameless", title, "bad", told)
    return Finding("nameless", title, "good", say("未见电话、证件号", "No telephone, no identity"))


def worst(found: list[Finding]) -> str:
    """The lamp of all together."""
    lamps = {one.lamp for one in found}
    return next((lamp for lamp in ("bad", "watch") if lamp in lamps), "good")

"""What petitions show: terms, pairs, replies, reception days; figures for the wall and goals."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from chengyun.packs.api import (
    Bar,
    Bars,
    Block,
    Cell,
    Column,
    District,
    EntryView,
    Figure,
    Figures,
    Indicator,
    Page,
    Panel,
    Report,
    Setting,
    Stages,
    Table,
    Text,
    say,
)
from chengyun.packs.petitions import replies
from chengyun.packs.petitions.alike import Pair, Said, groups, pairs
from chengyun.packs.petitions.registers import FLAGS, SUBJECTS

BASE = "/scenes/petitions/petition/"
NEXT = 15
STAGE_WORDS = {
    "registered": ("决定是否受理", "Decide on acceptance"),
    "accepted": ("办理并书面答复", "Handle and reply"),
    "extended": ("延期内书面答复", "Reply within the extension"),
    "replied": ("等待是否申请复查", "A review may be asked for"),
    "review": ("作出复查意见", "Decide the review"),
    "reviewed": ("等待是否申请复核", "A re-review may be asked for"),
    "rereview": ("作出复核意见", "Decide the re-review"),
}
# Whoever is late in these is the office; in the others it is the petitioner's turn.
OURS = ("registered", "accepted", "extended", "review", "rereview")


def terms(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """The clocks of all petitions in hand, the nearest first."""
    rows = district.entries("petition")
    counted = district.count("petition")
    if len(rows) < counted.get("", 0):
        yield Text(
            text=say(
                "信访事项只对信访部门开放，这里只列 5 件及以上的汇总数。",
                "Petitions are open to the petitions office alone; these are figures of five and "
                "more.",
            ),
            lamp="watch",
        )
    yield Figures(items=_figures(district, rows) if rows else outside(district))
    yield Stages(register="petition", title=say("各环节在办", "By stage"))
    if rows or not counted.get("", 0):
        yield _next_due(district, rows)
    yield _subjects(district)


def _next_due(district: District, rows: Sequence[EntryView]) -> Table:
    return Table(
        title=say("最近到期", "Next due"),
        columns=(
            say("编号", "Number"),
            say("事由", "Matter"),
            say("要做的事", "To be done"),
            say("期限", "Due"),
            say("剩余天数", "Days left"),
            say("承办单位", "Unit"),
        ),
        rows=tuple(_line(one, district.today) for one in _ours(rows)[:NEXT]),
        hrefs=tuple(district.link(one) for one in _ours(rows)[:NEXT]),
        empty=say("没有在限时办理的事项。", "Nothing is running against a term."),
    )


def _ours(rows: Sequence[EntryView]) -> list[EntryView]:
    held = [one for one in rows if one.due and one.stage in OURS]
    return sorted(held, key=lambda one: (one.due, one.name))


def _days(one: EntryView, today: date) -> int | None:
    return (one.due.date() - today).days if one.due else None


def _line(one: EntryView, today: date) -> tuple[Cell, ...]:
    return (
        str(one.values["number"]),
        one.name,
        say(*STAGE_WORDS[one.stage]),
        one.due.date() if one.due else None,
        _days(one, today),
        str(one.values.get("unit", "")),
    )


def _figures(district: District, rows: Sequence[EntryView]) -> tuple[Figure, ...]:
    ours = _ours(rows)
    late = [one for one in ours if (_days(one, district.today) or 0) < 0]
    soon = [one for one in ours if 0 <= (_days(one, district.today) or 0) <= 7]
    flags = Counter(str(one.values.get("flag")) for one in rows)
    return (
        Figure(label=say("在办", "In hand"), value=len(rows), href=BASE),
        Figure(
            label=say("超期", "Overdue"), value=len(late), lamp="bad" if late else "good",
            href=f"{BASE}?sort=due",
        ),
        Figure(
            label=say("7 日内到期", "Due within 7 days"), value=len(soon),
            lamp="watch" if soon else "", href=f"{BASE}?sort=due",
        ),
        *(
            Figure(label=say(zh, en), value=flags[key], href=f"{BASE}?flag={key}")
            for key, zh, en in FLAGS[1:]
        ),
    )  # fmt: skip


def outside(district: District) -> tuple[Figure, ...]:
    """Figures for whoever may not read petitions: of five and more."""
    few = say("少于 5 件不显示", "fewer than 5 are not told")
    lamps, flags = district.count("petition", "lamp"), district.count("petition", "flag")
    told = (
        (say("在办", "In hand"), district.count("petition").get(""), ""),
        (say("超期", "Overdue"), lamps.get("red"), "bad" if lamps.get("red") else ""),
        (say("重复信访", "Repeated"), flags.get("repeat"), ""),
        (say("联名信访", "Joint"), flags.get("joint"), ""),
    )
    return tuple(
        Figure(label=label, value=n, lamp=lamp, note="" if n is not None else few)
        for label, n, lamp in told
    )


def _subjects(district: District) -> Bars:
    counts = district.count("petition", "subject")
    bars = [
        Bar(label=say(zh, en), value=counts[key], href=f"{BASE}?subject={key}")
        for key, zh, en in SUBJECTS
        if counts.get(key)
    ]
    items = tuple(sorted(bars, key=lambda bar: -bar.value))
    return Bars(title=say("按类别", "By subject"), items=items)


def panel(district: District) -> Sequence[Block]:
    """For the wall: figures without a name."""
    bars = _subjects(district)
    plain = tuple(Bar(label=one.label, value=one.value) for one in bars.items[:5])
    return (Figures(items=outside(district)), Bars(title=bars.title, items=plain))


def alike(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Pairs that may be one matter and that nobody has joined yet."""
    rows = {one.key: one for one in district.entries("petition")}
    found = pairs([_said(one) for one in rows.values()])
    open_ = [one for one in found if not _settled(rows, one)]
    joint = groups(open_, "joint")
    yield Figures(
        items=(
            Figure(
                label=say("疑似重复", "Perhaps repeated"),
                value=sum(one.how == "repeat" for one in open_),
            ),
            Figure(label=say("疑似联名", "Perhaps joint"), value=len(joint)),
            Figure(
                label=say("涉及人次", "Petitions in them"), value=sum(len(one) for one in joint)
            ),
        )
    )
    yield Text(
        text=say(
            "同一信访人代码、内容相近的为疑似重复；不同信访人、同一街道、同一类别、内容相近的为疑似联名。"
            "打开后一件，在“重复于”或“并入”中写明即不再列出，由人判定。",
            "One code and like words: perhaps repeated. Several codes, one sub-district, one "
            "subject and like words: perhaps joint. Fill in “Repeats” or “Joined to” and the pair "
            "is no longer listed: a person decides.",
        )
    )
    yield _pairs_table(district, rows, open_)


def _pairs_table(district: District, rows: Mapping[str, EntryView], found: Sequence[Pair]) -> Table:
    shown = found[:60]
    words = {"repeat": say("重复", "Repeated"), "joint": say("联名", "Joint")}
    return Table(
        columns=(
            say("后一件", "The later"),
            say("事由", "Matter"),
            say("前一件", "The earlier"),
            say("判断", "Perhaps"),
            say("相似度", "Likeness"),
            say("相隔天数", "Days between"),
            say("共同的话", "Both say"),
        ),
        rows=tuple(_pair_row(rows, one, words) for one in shown),
        hrefs=tuple(district.link(_both(rows, one)[1]) for one in shown),
        empty=say("没有发现联名或重复。", "Nothing seems joint or repeated."),
    )


def _pair_row(
    rows: Mapping[str, EntryView], pair: Pair, words: Mapping[str, str]
) -> tuple[Cell, ...]:
    first, second = _both(rows, pair)
    days = (_received(second) - _received(first)).days
    return (
        str(second.values["number"]),
        second.name,
        str(first.values["number"]),
        words[pair.how],
        pair.likeness,
        days,
        " / ".join(pair.shared[:2]),
    )


def _both(rows: Mapping[str, EntryView], pair: Pair) -> tuple[EntryView, EntryView]:
    """The earlier and the later."""
    one, other = sorted((rows[pair.first], rows[pair.second]), key=_order)
    return one, other


def _order(one: EntryView) -> tuple[date, str]:
    return _received(one), str(one.values["number"])


def _received(one: EntryView) -> date:
    return date.fromisoformat(one.values["received_on"])


def _settled(rows: Mapping[str, EntryView], pair: Pair) -> bool:
    """Said already, by one of the two or by both of the same third."""
    one, other = rows[pair.first].values, rows[pair.second].values
    for field in ("repeat_of", "joint_with"):
        heads = {one.get(field), other.get(field)}
        if {pair.first, pair.second} & heads or (len(heads) == 1 and None not in heads):
            return True
    return False


def _said(one: EntryView) -> Said:
    told = one.values
    text = f"{one.name}。{told.get('request', '')}。{told.get('facts', '')}"
    return Said(one.key, str(told.get("petitioner", "")), str(told["subject"]), one.area, text)


def days(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """The reception days to come, with what is booked."""
    booked = Counter(str(b.values.get("reception")) for b in district.entries("reception_booking"))
    rows = _coming(district)
    waiting = district.count("reception_booking", "", state="asked").get("")
    yield Figures(
        items=(
            Figure(label=say("未来接访日", "Days to come"), value=len(rows)),
            Figure(
                label=say("待安排的预约", "Bookings to be given a day"), value=waiting,
                lamp="watch" if waiting else "", href="/scenes/petitions/reception_booking/",
            ),
        )
    )  # fmt: skip
    yield Table(
        columns=(
            say("日期", "Day"), say("接访领导", "Who receives"), say("时间", "Hours"),
            say("地点", "Where"), say("已约", "Booked"), say("名额", "Seats"),
        ),
        rows=tuple(
            (one.values["day"], one.name, one.values["hours"], one.values["place"],
             booked[one.key], one.values["seats"])
            for one in rows
        ),
        hrefs=tuple(district.link(one) for one in rows),
        empty=say("还没有排定接访日。", "No day has been set."),
    )  # fmt: skip


def _coming(district: District) -> list[EntryView]:
    today = district.today.isoformat()
    held = [one for one in district.entries("reception") if one.values["day"] >= today]
    return sorted(held, key=lambda one: (one.values["day"], one.name))


def public(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """For everybody: when which leader receives, and what the law gives a petition."""
    yield Table(
        title=say("近期领导接访", "Reception days"),
        columns=(say("日期", "Day"), say("接访领导", "Who receives"), say("时间", "Hours"),
                 say("地点", "Where")),
        rows=tuple(
            (one.values["day"], one.name, one.values["hours"], one.values["place"])
            for one in _coming(district)
        ),
        empty=say("近期没有排定接访日。", "No day has been set."),
    )  # fmt: skip
    yield Table(
        columns=(say("网上预约", "Online"),),
        rows=((say("预约领导接访", "Book a reception day"),),),
        hrefs=("/s/petitions/reception_wish/",),
    )
    yield Table(
        title=say("办理期限", "What the law gives"),
        columns=(say("环节", "Step"), say("期限", "Term")),
        rows=(
            (say("是否受理", "Whether it is accepted"), say("15 日内告知", "told in 15 days")),
            (say("办理答复", "Reply"), say("受理后 60 日；复杂的可延长 30 日",
                                        "60 days; 30 more where it is complex")),
            (say("申请复查", "To ask for a review"), say("收到答复后 30 日内",
                                                 "within 30 days of the reply")),
            (say("复查答复", "Review"), say("30 日", "30 days")),
            (say("申请复核", "To ask for a re-review"), say("收到复查意见后 30 日内",
                                                    "within 30 days of the review")),
            (say("复核答复", "Re-review"), say("30 日，为终结意见", "30 days, final")),
        ),
    )  # fmt: skip


def ledger(district: District, asked: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    """One row a petition received since a day: no petitioner, not even a code."""
    since = str(asked["since"]) or (district.today - timedelta(days=365)).isoformat()
    both = (*district.entries("petition"), *district.entries("petition", ended=True))
    for one in sorted(both, key=_order):
        told = one.values
        if told["received_on"] >= since:
            ok = replies.in_time(one)
            yield (
                told["number"], told["received_on"], one.area_title, one.name,
                say(*next((zh, en) for key, zh, en in SUBJECTS if key == told["subject"])),
                told.get("unit"), _date(one, "accepted"), told.get("reply_on"),
                None if ok is None else say("按期", "in time") if ok else say("超期", "late"),
            )  # fmt: skip


def _date(one: EntryView, stage: str) -> date | None:
    return one.stages[stage].date() if stage in one.stages else None


def share_in_time(district: District, area: str, first: date, last: date) -> float | None:
    """Per cent of the replies of a span that came in time."""
    where = {"area": area} if area else {}
    both = (
        *district.entries("petition", **where),
        *district.entries("petition", ended=True, **where),
    )
    told = [replies.in_time(one) for one in both if _within(one, first, last)]
    known = [ok for ok in told if ok is not None]
    return 100 * sum(known) / len(known) if known else None


def _within(one: EntryView, first: date, last: date) -> bool:
    day = replies.replied_on(one)
    return day is not None and first <= day <= last


def _page(key: str, zh: str, en: str, show: Any, order: int, **more: Any) -> Page:
    return Page(key=key, title_zh=zh, title_en=en, show=show, order=order, **more)


PAGES = (
    _page("petition_terms", "办理期限", "Terms", terms, 10),
    _page("petition_alike", "联名与重复", "Joint and repeated", alike, 20),
    _page("petition_replies", "答复质量", "Replies", replies.page, 30, asks=replies.ASKS),
    _page("petition_days", "领导接访日", "Reception days", days, 40),
    _page("petition_public", "信访公开", "Petitions", public, 50, face="public",
          summary_zh="领导接访安排和法定办理期限。",
          summary_en="When leaders receive, and the terms of the law."),
)  # fmt: skip
PANELS = (Panel(key="petition_panel", title_zh="信访", title_en="Petitions", show=panel, order=10),)
REPORTS = (
    Report(
        key="petition_ledger",
        title_zh="信访办理台账",
        title_en="Petitions handled",
        summary_zh="不含信访人，也不含其代码。",
        summary_en="Without the petitioner, even the code.",
        asks=(
            Setting(key="since", title_zh="收到日期起", title_en="Received since", kind="text",
                    default=""),
        ),
        columns=(
            Column(key="number", title_zh="编号", title_en="Number"),
            Column(key="received", title_zh="收到", title_en="Received"),
            Column(key="area", title_zh="地区", title_en="Area"),
            Column(key="matter", title_zh="事由", title_en="Matter"),
            Column(key="subject", title_zh="类别", title_en="Subject"),
            Column(key="unit", title_zh="承办单位", title_en="Unit"),
            Column(key="accepted", title_zh="受理", title_en="Accepted"),
            Column(key="replied", title_zh="答复", title_en="Replied"),
            Column(key="in_time", title_zh="是否按期", title_en="In time"),
        ),
        rows=ledger,
    ),
)  # fmt: skip
INDICATORS = (
    Indicator(
        key="petitions_in_time",
        title_zh="信访按期答复率",
        title_en="Petitions replied to in time",
        unit="%",
        of=share_in_time,
    ),
)

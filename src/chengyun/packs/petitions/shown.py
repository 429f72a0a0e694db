"""What petitions show, gathered: pages, the panel, the ledger, the indicator."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from chengyun.packs.api import (
    Cell,
    Column,
    District,
    EntryView,
    Indicator,
    Page,
    Panel,
    Report,
    Setting,
    say,
)
from chengyun.packs.petitions import replies
from chengyun.packs.petitions.pairing import alike, order
from chengyun.packs.petitions.receiving import days, public
from chengyun.packs.petitions.registers import SUBJECTS
from chengyun.packs.petitions.terms import outside, panel, terms

__all__ = ["INDICATORS", "PAGES", "PANELS", "REPORTS", "alike", "outside", "panel"]


def ledger(district: District, asked: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    """One row a petition received since a day: no petitioner, not even a code."""
    since = str(asked["since"]) or (district.today - timedelta(days=365)).isoformat()
    both = (*district.entries("petition"), *district.entries("petition", ended=True))
    for one in sorted(both, key=order):
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


PAGES = (
    Page("petition_terms", "办理期限", "Terms", terms, order=10,
         summary_zh="每件信访下一步要做什么、还剩几天。",
         summary_en="What is to be done next on each petition, and the days left."),
    Page("petition_alike", "联名与重复", "Joint and repeated", alike, order=20,
         summary_zh="可能是同一件事、还没有人合并的信访。",
         summary_en="Petitions that may be one matter and that nobody has joined."),
    Page("petition_replies", "答复质量", "Replies", replies.page, order=30, asks=replies.ASKS,
         summary_zh="每份答复缺什么，逐项写明理由。",
         summary_en="What each written reply lacks, with the reason."),
    Page("petition_days", "领导接访日", "Reception days", days, order=40,
         summary_zh="接访安排、预约和剩余名额。",
         summary_en="Reception days to come, bookings and seats."),
    Page("petition_public", "信访公开", "Petitions", public, order=50, face="public",
         summary_zh="领导接访安排和法定办理期限。",
         summary_en="When leaders receive, and the terms of the law."),
)  # fmt: skip
PANELS = (Panel("petition_panel", "信访", "Petitions", panel, order=10),)
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

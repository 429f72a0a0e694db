"""The reply of a petition looked at: what it lacks, and whether it came in time."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from chengyun.packs.api import (
    Block,
    Cell,
    District,
    EntryView,
    Figure,
    Figures,
    Setting,
    Table,
    Text,
    say,
)
from chengyun.packs.petitions.reply import Finding, findings, titles_of, worst

HERE = "/scenes/petitions/pages/petition_replies/"
MARKS = {"good": "✓", "watch": "△", "bad": "✗"}
ASKS = (
    Setting(key="number", title_zh="编号", title_en="Number", kind="text", default=""),
)  # fmt: skip


def due_of(entry: EntryView) -> datetime | None:
    """When the reply was, or is, due: an extension's end where there was one."""
    known = dict(entry.dues)
    if entry.stage in ("accepted", "extended") and entry.due:
        known[entry.stage] = entry.due
    return known.get("extended") or known.get("accepted")


def replied_on(entry: EntryView) -> date | None:
    """The day of the written reply."""
    told = entry.values.get("reply_on")
    return date.fromisoformat(told) if told else None


def checked(entry: EntryView) -> list[Finding]:
    """The findings on the reply of a petition."""
    due = due_of(entry)
    return findings(
        str(entry.values.get("request", "")),
        str(entry.values.get("reply", "")),
        replied_on(entry),
        due.date() if due else None,
        proposal=entry.values.get("purpose") == "proposal",
    )


def in_time(entry: EntryView) -> bool | None:
    """Whether the reply came in time; None where it has not come or nothing is known."""
    due, day = due_of(entry), replied_on(entry)
    return None if due is None or day is None else day <= due.date()


def page(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Every reply that is out, or one with all that was found."""
    both = (*district.entries("petition"), *district.entries("petition", ended=True))
    replied = [one for one in both if one.values.get("reply")]
    number = str(asked["number"])
    one = next((e for e in replied if e.values["number"] == number), None)
    yield from _one(district, one) if one else _all(replied)


def _all(replied: Sequence[EntryView]) -> Iterator[Block]:
    found = [(one, checked(one)) for one in replied]
    faulty = sorted(found, key=lambda row: (-_bad(row[1]), str(row[0].values["number"])))
    sound = sum(worst(one) == "good" for _, one in found)
    yield Figures(
        items=(
            Figure(label=say("书面答复", "Replies"), value=len(found)),
            Figure(
                label=say("各项齐全", "Lacking nothing"),
                value=round(100 * sound / len(found)) if found else None,
                unit="%",
                lamp="" if not found else "good" if sound == len(found) else "watch",
            ),
            Figure(
                label=say("超期答复", "Late"),
                value=sum(in_time(one) is False for one, _ in found),
            ),
        )
    )
    titles = titles_of()
    yield Table(
        columns=(say("编号", "Number"), *titles.values(), say("首要问题", "First of all")),
        rows=tuple(_row(entry, one, titles) for entry, one in faulty),
        hrefs=tuple(f"{HERE}?number={entry.values['number']}" for entry, _ in faulty),
        empty=say("还没有书面答复。", "No reply has been written yet."),
    )


def _bad(found: Sequence[Finding]) -> int:
    return sum(2 * (one.lamp == "bad") + (one.lamp == "watch") for one in found)


def _row(entry: EntryView, found: Sequence[Finding], titles: Mapping[str, str]) -> tuple[Cell, ...]:
    marks = {one.key: MARKS[one.lamp] for one in found}
    first = next((one for one in found if one.lamp == "bad"), None)
    first = first or next((one for one in found if one.lamp == "watch"), None)
    told = f"{first.title}：{first.reason}"[:60] if first else say("齐全", "Nothing")
    return (str(entry.values["number"]), *(marks.get(key, "–") for key in titles), told)


def _one(district: District, entry: EntryView) -> Iterator[Block]:
    found = checked(entry)
    yield Figures(
        title=str(entry.values["title"]),
        items=tuple(
            Figure(label=one.title, value=MARKS[one.lamp], note=one.reason, lamp=one.lamp)
            for one in found
        ),
    )
    yield Text(title=say("诉求", "Requests"), text=str(entry.values.get("request", "")))
    yield Text(title=say("处理意见书", "Written reply"), text=str(entry.values.get("reply", "")))
    yield Table(
        columns=(say("编号", "Number"), say("答复日期", "Replied on"), say("期限", "Due")),
        rows=((str(entry.values["number"]), replied_on(entry), _day(due_of(entry))),),
        hrefs=(district.link(entry),),
    )


def _day(at: datetime | None) -> date | None:
    return at.date() if at else None

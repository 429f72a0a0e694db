"""After-action reviews: the times of a fire against the standard, what was found, what follows.

The times are those of the record: nobody writes them from memory. 建标 152-2017: there within 5
minutes of the order, one of them to turn out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from chengyun.packs.api import (
    Bar,
    Bars,
    Block,
    CaseStep,
    CaseView,
    District,
    EntryView,
    Figure,
    Figures,
    Setting,
    Table,
    Text,
    say,
)
from chengyun.packs.fire.drills import day
from chengyun.packs.fire.words import BASE, CAUSES, word
from chengyun.packs.fire.words import page as page_of

# Of the playbook's steps: when they say what of a fire.
TIMES = (
    ("alarm_at", "报警", "Alarm"),
    ("called_at", "立案", "Filed"),
    ("sent_at", "派遣", "Dispatched"),
    ("left_at", "出动", "Turned out"),
    ("arrived_at", "到场", "Arrived"),
    ("controlled_at", "控制", "Under control"),
    ("out_at", "扑灭", "Out"),
    ("closed_at", "结案", "Closed"),
)
SHOWN = 40
ASKS = (
    Setting(key="review", title_zh="复盘编号", title_en="Review", kind="text", default="",
            help_zh="从列表点入；不填为最新一次。", help_en="Come from the list."),
)  # fmt: skip


@dataclass(frozen=True)
class Interval:
    """From one time to another: minutes, and the limit that a standard sets, or None."""

    key: str
    zh: str
    en: str
    minutes: float
    limit: float | None

    @property
    def kept(self) -> bool | None:
        return None if self.limit is None else self.minutes <= self.limit


# key, from, to, words; limits are settings, so that a district may set its own.
INTERVALS = (
    ("told", "alarm_at", "sent_at", "报警到派遣", "Alarm to dispatch"),
    ("turnout", "sent_at", "left_at", "派遣到出动", "Dispatch to turnout"),
    ("arrive", "sent_at", "arrived_at", "派遣到到场", "Dispatch to arrival"),
    ("control", "arrived_at", "controlled_at", "到场到控制", "Arrival to control"),
    ("out", "controlled_at", "out_at", "控制到扑灭", "Control to out"),
    ("whole", "alarm_at", "out_at", "报警到扑灭", "Alarm to out"),
)


def _is_order(one: CaseStep) -> bool:
    return one.action in ("dispatch", "whistle") or one.playbook == "fire_confirmed"


def times(steps: Sequence[CaseStep], case: CaseView, alarm: datetime | None) -> dict[str, datetime]:
    """The times of a fire as the ledger of its case has them; what did not happen is not there."""
    marks = (
        ("called_at", lambda one: one.action == "file"),
        ("sent_at", _is_order),
        ("left_at", lambda one: one.action == "task_accept" and one.step == "attack"),
        ("arrived_at", lambda one: one.action == "task_arrive" and one.step == "attack"),
        ("controlled_at", lambda one: one.action == "task_done" and one.step == "attack"),
        ("out_at", lambda one: one.action == "task_done" and one.step == "put_out"),
        ("closed_at", lambda one: one.action == "close"),
    )  # fmt: skip
    found = {"alarm_at": min(alarm, case.opened_at) if alarm else case.opened_at}
    for key, is_it in marks:
        at = next((one.at for one in steps if is_it(one)), None)
        if at is not None:
            found[key] = at
    # Who is there has set out, though nobody pressed the button.
    if "arrived_at" in found and found.get("left_at", found["arrived_at"]) > found["arrived_at"]:
        del found["left_at"]
    return found


def kept(one: EntryView) -> dict[str, datetime]:
    """The times that a review holds; what is no time is passed over."""
    found = {}
    for key, _, _ in TIMES:
        told = moment(one.values.get(key))
        if told:
            found[key] = told
    return found


def moment(value: object) -> datetime | None:
    """A time as a sheet keeps it; without an offset it is UTC."""
    try:
        told = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def intervals(at: Mapping[str, datetime], limits: Mapping[str, float]) -> list[Interval]:
    """The intervals of which both ends are known, in order. limits: minutes by key."""
    return [
        Interval(key, zh, en, (at[last] - at[first]).total_seconds() / 60, limits.get(key))
        for key, first, last, zh, en in INTERVALS
        if first in at and last in at
    ]


def limits(district: District) -> dict[str, float]:
    """What the standard gives: minutes to turn out and to arrive."""
    return {"turnout": float(district.setting("turnout_s")) / 60,
            "arrive": float(district.setting("arrive_min"))}  # fmt: skip


def reviews(district: District, area: str = "") -> list[EntryView]:
    """All reviews, the newest fire first."""
    where = {"area": area} if area else {}
    rows = [*district.entries("fire_review", **where),
            *district.entries("fire_review", ended=True, **where)]  # fmt: skip
    early = datetime.min.replace(tzinfo=UTC)
    return sorted(rows, key=lambda one: kept(one).get("alarm_at", early), reverse=True)


def arrived(rows: Sequence[EntryView]) -> list[tuple[EntryView, float]]:
    """The fires with a known way, with the minutes from the order to the arrival."""
    told = ((one, kept(one)) for one in rows)
    return [
        (one, (at["arrived_at"] - at["sent_at"]).total_seconds() / 60)
        for one, at in told
        if "arrived_at" in at and "sent_at" in at
    ]


def in_time(rows: Sequence[EntryView], limit: float) -> float | None:
    """Per cent of fires that were reached within the limit; None without any."""
    found = arrived(rows)
    return round(100 * sum(n <= limit for _, n in found) / len(found), 1) if found else None


def measures(district: District) -> list[EntryView]:
    """All measures, those that are over too."""
    return [*district.entries("fire_measure"), *district.entries("fire_measure", ended=True)]


def is_late(one: EntryView, today: date) -> bool:
    """True for a measure past its day that is not done."""
    due = day(one.values.get("due_on"))
    return one.ended_at is None and one.stage == "open" and due is not None and due < today


def page(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """One fire in its times, and the measures of all."""
    rows, every, today = reviews(district), measures(district), district.today
    told = str(asked.get("review") or "").strip()
    one = next((row for row in rows if row.key == told), None) if told else next(iter(rows), None)
    limit, late = limits(district), [m for m in every if is_late(m, today)]
    share = in_time(rows, limit["arrive"])
    waiting = sum(row.stage == "begun" for row in rows)
    yield Figures(items=(
        Figure(label=say("复盘", "Reviews"), value=len(rows), href=f"{BASE}fire_review/"),
        Figure(label=say(f"{limit['arrive']:g} 分钟到场率", f"In {limit['arrive']:g} min"),
               value=share, unit="%", lamp="" if share is None else "good" if share >= 90
               else "watch"),
        Figure(label=say("待复盘", "To be written"), value=waiting,
               lamp="watch" if waiting else "good"),
        Figure(label=say("整改中", "Measures open"), value=sum(m.ended_at is None for m in every),
               href=f"{BASE}fire_measure/"),
        Figure(label=say("整改超期", "Measures overdue"), value=len(late),
               lamp="bad" if late else "good"),
    ))  # fmt: skip
    if one is not None:
        yield from _one(district, one, limit, every)
    elif told:
        yield Text(lamp="watch", text=say("没有这次复盘。", "There is no such review."))
    yield Table(
        title=say("历次火灾", "Fires"),
        columns=(say("火灾", "Fire"), say("报警", "Alarm"), say("到场（分）", "Arrival (min)"),
                 say("控制（分）", "Control (min)"), say("扑灭（分）", "Out (min)"),
                 say("起火原因", "Cause"), say("复盘", "Review")),
        rows=tuple(_row(row, limit) for row in rows[:SHOWN]),
        hrefs=tuple(page_of("fire_reviews", review=row.key) for row in rows[:SHOWN]),
        empty=say("还没有复盘。火灾案件结案后自动建立。",
                  "No review yet: one begins when the case of a fire is closed."),
    )  # fmt: skip
    yield _measures(district, [m for m in every if m.ended_at is None], today,
                    say("未销号的整改措施", "Measures not yet checked"))  # fmt: skip


def _row(row: EntryView, limit: Mapping[str, float]) -> tuple[Any, ...]:
    by = {one.key: round(one.minutes, 1) for one in intervals(kept(row), limit)}
    stage = {"begun": say("待复盘", "To be written"), "written": say("已写成", "Written"),
             "agreed": say("已评议", "Agreed")}  # fmt: skip
    return (
        row.name,
        kept(row).get("alarm_at"),
        by.get("arrive"),
        by.get("control"),
        by.get("out"),
        word(CAUSES, row.values.get("cause")),
        stage.get(row.stage, ""),
    )


def _one(
    district: District, one: EntryView, limit: Mapping[str, float], every: Sequence[EntryView]
) -> Iterator[Block]:
    at, values = kept(one), one.values
    yield Text(title=one.name, text=_story(values))
    begun = at.get("alarm_at")
    yield Table(
        title=say("时间线（来自案件记录）", "Timeline (from the record of the case)"),
        columns=(say("环节", "Step"), say("时刻", "At"), say("距报警（分）", "After it (min)")),
        rows=tuple(
            (say(zh, en), at.get(key), round((at[key] - begun).total_seconds() / 60, 1)
             if begun and key in at else None)
            for key, zh, en in TIMES
        ),
    )  # fmt: skip
    yield Bars(
        title=say("各段用时", "How long each part took"), unit=say("分钟", "min"),
        items=tuple(
            Bar(label=_label(part), value=round(part.minutes, 1),
                lamp={True: "good", False: "bad", None: ""}[part.kept])
            for part in intervals(at, limit)
        ),
    )  # fmt: skip
    if at.get("arrived_at") is None:
        yield Text(lamp="watch", text=say(
            "案件记录里没有到场时间：出动单位未在任务上点“已到场”。",
            "The record has no arrival: nobody told it on the task."))  # fmt: skip
    if values.get("well"):
        yield Text(title=say("做得好的", "What went well"), text=str(values["well"]))
    if values.get("found"):
        yield Text(title=say("发现的问题", "What was found"), text=str(values["found"]))
    own = [m for m in every if m.values.get("review") == one.key]
    yield _measures(
        district, own, district.today, say("这次复盘的整改措施", "Measures of this review")
    )


def _label(part: Interval) -> str:
    if part.limit is None:
        return say(part.zh, part.en)
    return say(f"{part.zh}（≤{part.limit:g}）", f"{part.en} (≤{part.limit:g})")


def _story(values: Mapping[str, Any]) -> str:
    told = (
        (word(CAUSES, values.get("cause")), say("起火原因：{}", "Cause: {}")),
        (values.get("burnt"), say("过火 {} m²", "{} m² burnt")),
        (values.get("brought_out"), say("疏散救出 {} 人", "{} brought out")),
        (values.get("hurt"), say("受伤 {} 人", "{} hurt")),
        (values.get("dead"), say("死亡 {} 人", "{} dead")),
    )
    parts = [text.format(value) for value, text in told if value not in (None, "")]
    return say("；", "; ").join(parts) or say("尚未填写。", "Not yet written.")


def _measures(district: District, rows: Sequence[EntryView], today: date, title: str) -> Table:
    first = sorted(rows, key=lambda m: (not is_late(m, today), str(m.values.get("due_on") or "9")))
    stage = {"open": say("整改中", "Open"), "done": say("待复核", "To be checked"),
             "checked": say("已销号", "Checked")}  # fmt: skip
    return Table(
        title=title,
        columns=(say("措施", "Measure"), say("责任单位", "Who answers"), say("期限", "Due"),
                 say("状态", "State"), say("落实情况", "What was done")),
        rows=tuple(
            (m.name, m.values.get("owner", ""), day(m.values.get("due_on")),
             say("超期", "Overdue") if is_late(m, today) else stage.get(m.stage, ""),
             m.values.get("proof", ""))
            for m in first[:SHOWN]
        ),
        hrefs=tuple(district.link(m) for m in first[:SHOWN]),
        empty=say("没有。", "None."),
    )  # fmt: skip

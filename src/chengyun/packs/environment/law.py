"""Enforcement cases: the register, its dated stages, and the law's clocks.

行政处罚法 (2021): 第四十二条 two officers at least; 第六十条 a decision within 90 days of filing;
第六十一条 served within 7 days; 第六十四条 a hearing is asked for within 5 days of the notice;
第六十七条 paid within 15 days; 第八十五条 the 5 and the 7 days are workdays.
生态环境行政处罚办法 (2023, 部令第30号): filed within 15 days.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chengyun.packs.api import Chain, EntryView, Field, Register, Stage

DECIDE_DAYS, HEARING_DAYS, SATURDAY = 90, 5, 5
LAWS = (
    ("air", "《大气污染防治法》", "Air pollution law"),
    ("noise", "《噪声污染防治法》", "Noise pollution law"),
    ("water", "《水污染防治法》", "Water pollution law"),
    ("solid", "《固体废物污染环境防治法》", "Solid waste law"),
    ("other", "其他", "Other"),
)
CASE = Register(
    key="env_case", title_zh="执法案件", title_en="Enforcement cases",
    name="number", order=60, chain="env_case_chain", layer="",
    see=("duty_officer", "handler", "leader", "administrator"),
    write=("duty_officer", "handler", "administrator"),
    unit_kinds=("ecology", "urban_management"),
    fields=(
        Field("number", "案号", "Number", needed=True),
        Field("matter", "案由", "Matter", needed=True),
        Field("law", "依据", "Law", "choice", needed=True, options=LAWS),
        Field("source", "当事人（污染源）", "Against", "link", register="env_source"),
        Field("episode", "关联超标过程", "Exceedance", "link", register="env_episode"),
        Field("officers", "执法人员证号（两人以上）", "Officers’ card numbers, two at least"),
        Field("evidence", "调查结论", "What was established", "long"),
        Field("notified_on", "告知书送达", "Notice served on", "day"),
        Field("hearing", "听证", "Hearing", "yes"),
        Field("fine", "罚款", "Fine", "number", unit="元", minimum=0),
        Field("decision", "决定", "Decision"),
        Field("served_on", "决定书送达", "Decision served on", "day"),
        Field("paid_on", "缴款", "Paid on", "day"),
        Field("rectified_on", "整改到位", "Put right on", "day"),
        Field("public", "依法公开", "Published", "yes"),
    ),
)  # fmt: skip
CASE_CHAIN = Chain(
    key="env_case_chain",
    title_zh="行政处罚程序",
    title_en="Procedure of a penalty",
    stages=(
        Stage(key="lead", title_zh="线索", title_en="Lead", limit="15sd"),
        Stage(key="filed", title_zh="立案", title_en="Filed", limit="60d", needs=("officers",)),
        Stage(key="examined", title_zh="调查终结", title_en="Investigated", limit="15d",
              needs=("evidence",)),
        Stage(key="notified", title_zh="事先告知", title_en="Notice given", limit="15d",
              needs=("notified_on",), back=("filed",)),
        Stage(key="decided", title_zh="决定", title_en="Decided", limit="7wd", needs=("decision",),
              back=("filed",)),
        Stage(key="served", title_zh="送达", title_en="Served", limit="15sd", needs=("served_on",)),
        Stage(key="executed", title_zh="执行完毕", title_en="Carried out",
              needs=("paid_on", "rectified_on"), ends=True),
        Stage(key="dropped", title_zh="不予处罚", title_en="Dropped", ends=True,
              after=("lead", "filed", "examined", "notified"), needs=("decision",)),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Clock:
    """The 90 days from filing to decision: days used, left (below 0: over), decided in time."""

    used: int
    left: int
    decided: bool

    @property
    def lamp(self) -> str:
        if self.decided:
            return "good" if self.left >= 0 else "bad"
        return "bad" if self.left < 0 else "watch" if self.left <= 15 else "good"


def clock(one: EntryView, now: datetime) -> Clock | None:
    """How an enforcement case stands to the 90 days; None before it is filed."""
    filed = one.stages.get("filed")
    if filed is None:
        return None
    decided = one.stages.get("decided") or one.stages.get("dropped")
    used = ((decided or now) - filed).days
    return Clock(used, DECIDE_DAYS - used, decided is not None)


def in_time(rows: Iterable[EntryView], first: date, last: date) -> tuple[int, int]:
    """(decided within 90 days, decided) of what was decided between two days, both inside."""
    told = [(one, one.stages.get("decided")) for one in rows]
    done = [(one, at) for one, at in told if at and first <= at.date() <= last]
    clocks = [clock(one, at) for one, at in done]
    return sum(bool(c and c.left >= 0) for c in clocks), len(done)


def too_early(one: EntryView) -> bool:
    """A decision before the five workdays in which the party may ask for a hearing were over.

    Monday to Friday are counted; holidays within them make the true term longer.
    """
    told, decided = str(one.values.get("notified_on") or ""), one.stages.get("decided")
    if not told or decided is None:
        return False
    notice = date.fromisoformat(told)
    between = (decided.astimezone().date() - notice).days - 1
    days = (notice + timedelta(days=n + 1) for n in range(between))
    return sum(day.weekday() < SATURDAY for day in days) < HEARING_DAYS


def faults(one: EntryView) -> Sequence[str]:
    """Keys of what of the procedure is amiss: `officers`, `early`."""
    found: Mapping[str, bool] = {
        "officers": bool(one.values.get("officers")) and _cards(one) < 2,
        "early": too_early(one),
    }
    return [key for key, amiss in found.items() if amiss]


def _cards(one: EntryView) -> int:
    told = str(one.values.get("officers", "")).replace("、", ",").replace("，", ",")
    return len([card for card in told.split(",") if card.strip()])

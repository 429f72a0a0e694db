"""What is to be done now: the clocks of the law, contacts observed, visits due."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from chengyun.packs.api import (
    Bar,
    Bars,
    Block,
    Cell,
    District,
    EntryView,
    Figure,
    Figures,
    Stages,
    Table,
    Text,
    say,
)
from chengyun.packs.epidemic.registers import CLASSES, DISEASES
from chengyun.packs.epidemic.spreading import cases

BASE = "/scenes/epidemic/"
NEXT = 15
TO_DO = {
    "found": ("网络直报", "Report it"),
    "reported": ("核实审核", "Verify it"),
    "verified": ("追踪密切接触者", "Trace contacts"),
    "traced": ("落实隔离", "Isolate"),
}


def page(district: District, asked: Mapping[str, Any]) -> Iterator[Block]:
    """Cases by their clocks; whoever may not read them sees figures of five and more."""
    rows, counted = district.entries("epi_case"), district.count("epi_case")
    outside = len(rows) < counted.get("", 0)
    if outside:
        yield Text(
            text=say(
                "病例、接触者和涉疫场所只对卫生健康部门开放，这里只列 5 例及以上的汇总数。",
                "Cases, contacts and places are open to health units alone; these are figures of "
                "five and more.",
            ),
            lamp="watch",
        )
    yield Figures(items=_counts(district) if outside else _figures(district, rows))
    yield Stages(register="epi_case", title=say("各环节病例", "Cases by stage"))
    if not outside:
        yield _clocks(district, rows)
    yield _diseases(district, linked=not outside)


def _counts(district: District) -> tuple[Figure, ...]:
    few = say("少于 5 不显示", "fewer than 5 are not told")
    told = (
        (say("在管病例", "Cases in hand"), district.count("epi_case").get("")),
        (say("医学观察", "Under observation"),
         district.count("epi_contact", "state").get("observing")),
        (say("超时", "Over the term"), district.count("epi_case", "lamp").get("red")),
    )  # fmt: skip
    return tuple(
        Figure(label=label, value=n, note="" if n is not None else few) for label, n in told
    )


def _figures(district: District, rows: Sequence[EntryView]) -> tuple[Figure, ...]:
    late = [one for one in rows if one.due and one.due < district.now]
    contacts = district.entries("epi_contact", state="observing")
    today = district.today.isoformat()
    over = [one for one in contacts if one.values["until"] < today]
    asked = [one for one in rows if one.values.get("investigation") == "wanted"]
    share = in_time(cases(district), district.today - timedelta(90), district.today)
    return (
        Figure(label=say("在管病例", "Cases in hand"), value=len(rows), href=f"{BASE}epi_case/"),
        Figure(label=say("超时", "Over the term"), value=len(late),
               lamp="bad" if late else "good", href=f"{BASE}epi_case/?sort=due"),
        Figure(label=say("待流调", "To be investigated"), value=len(asked),
               lamp="watch" if asked else "", href=f"{BASE}epi_case/?investigation=wanted"),
        Figure(label=say("医学观察", "Under observation"), value=len(contacts),
               note=say(f"{len(over)} 人已期满", f"{len(over)} have run out"),
               lamp="watch" if over else "", href=f"{BASE}epi_contact/?state=observing"),
        Figure(label=say("及时报告率（90 日）", "Reported in time, 90 days"),
               value=None if share is None else round(share, 1), unit="%",
               lamp="" if share is None else "good" if share >= 100 else "watch"),
    )  # fmt: skip


def _clocks(district: District, rows: Sequence[EntryView]) -> Table:
    held = sorted((one for one in rows if one.due and one.stage in TO_DO),
                  key=lambda one: (one.due, one.name))[:NEXT]  # fmt: skip
    return Table(
        title=say("限时办理", "Against the clock"),
        columns=(say("编号", "Number"), say("病种", "Disease"), say("类别", "Class"),
                 say("地区", "Area"), say("要做的事", "To be done"), say("期限", "Due"),
                 say("剩余", "Left")),
        rows=tuple(_line(one, district.now) for one in held),
        hrefs=tuple(district.link(one) for one in held),
        empty=say("没有在限时办理的病例。", "No case is running against a term."),
    )  # fmt: skip


def _line(one: EntryView, now: datetime) -> tuple[Cell, ...]:
    return (
        one.name, word(DISEASES, one.values.get("disease")),
        word(CLASSES, one.values.get("category")), one.area_title, say(*TO_DO[one.stage]),
        one.due, left(one.due, now),
    )  # fmt: skip


def word(options: Sequence[tuple[str, str, str]], key: object) -> str:
    """A choice in words."""
    return next((say(zh, en) for name, zh, en in options if name == key), "")


def left(due: datetime | None, now: datetime) -> str:
    """How long until a term, in hours and minutes; over it with how long."""
    if due is None:
        return ""
    minutes = abs(int((due - now).total_seconds())) // 60
    told = say(f"{minutes // 60} 小时 {minutes % 60} 分", f"{minutes // 60} h {minutes % 60} min")
    return told if due > now else say(f"超 {told}", f"{told} over")


def _diseases(district: District, linked: bool) -> Bars:
    counts = district.count("epi_case", "disease")
    bars = [
        Bar(label=say(zh, en), value=counts[key],
            href=f"{BASE}epi_case/?disease={key}" if linked else "")
        for key, zh, en in DISEASES
        if counts.get(key)
    ]  # fmt: skip
    ranked = tuple(sorted(bars, key=lambda bar: -bar.value))
    return Bars(title=say("在管病例按病种", "Cases in hand by disease"), items=ranked)


def reported_in_time(one: EntryView) -> bool | None:
    """Whether a case was reported within its hours; None while it may still be."""
    if "reported" not in one.stages or "found" not in one.dues:
        return None
    return one.stages["reported"] <= one.dues["found"]


def in_time(rows: Sequence[EntryView], first: date, last: date) -> float | None:
    """Per cent of the cases found in a span that were reported in time."""
    told = [reported_in_time(one) for one in rows if _found_in(one, first, last)]
    known = Counter(ok for ok in told if ok is not None)
    return 100 * known[True] / known.total() if known else None


def _found_in(one: EntryView, first: date, last: date) -> bool:
    found = one.stages.get("found")
    return found is not None and first <= found.date() <= last


def ledger(district: District, asked: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    """One row a case, without the person; nothing for whoever may not read cases."""
    since = str(asked["since"]) or (district.today - timedelta(90)).isoformat()
    for one in sorted(cases(district), key=lambda each: each.name):
        found = one.stages.get("found")
        if found is None or found.date().isoformat() < since:
            continue
        ok = reported_in_time(one)
        yield (
            one.name, word(DISEASES, one.values.get("disease")),
            word(CLASSES, one.values.get("category")), one.area_title, one.values.get("onset_on"),
            found, one.stages.get("reported"),
            None if ok is None else say("及时", "in time") if ok else say("超时", "late"),
            one.values.get("contacts"),
        )  # fmt: skip


def share_in_time(district: District, area: str, first: date, last: date) -> float | None:
    """For goals: per cent reported in time; None below five cases."""
    rows = cases(district, **({"area": area} if area else {}))
    if sum(_found_in(one, first, last) for one in rows) < 5:
        return None
    return in_time(rows, first, last)

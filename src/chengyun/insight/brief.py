"""The daily brief 每日简报: sentences in both languages from a day's counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from chengyun.cases.choices import Origin
from chengyun.insight.queries import DayFigures, HotTopic, day_figures, hot_topics
from chengyun.people.policy import Viewer

# Origins as a sentence names them, in both languages.
ORIGINS = {
    Origin.ALARM: ("感知告警", "from sensors"),
    Origin.REPORT: ("市民上报", "from residents"),
    Origin.PATROL: ("巡查发现", "from patrols"),
    Origin.IMPORT: ("系统导入", "imported"),
}


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of the brief: what it is about and its sentence in both languages."""

    key: str
    zh: str
    en: str


def daily_brief(viewer: Viewer, day: date) -> dict[str, Any]:
    """The brief of a local day: {"date", "paragraphs": [{"key", "zh", "en"}], "figures"}.

    Every number is counted from the cases that the viewer may see.
    """
    start = timezone.make_aware(datetime.combine(day, time.min))
    end = start + timedelta(days=1)
    figures = day_figures(viewer, start)
    found = hot_topics(viewer, min(end, timezone.now()), limit=3)
    paragraphs = [write(figures) for write in WRITERS] + [topics(found)]
    return {
        "date": day.isoformat(),
        "paragraphs": [{"key": p.key, "zh": p.zh, "en": p.en} for p in paragraphs],
        "figures": {name: getattr(figures, name) for name in COUNTS},
    }


COUNTS = ("opened", "opened_before", "closed", "due", "closed_in_time", "open_now", "overdue_now")


def _volume(f: DayFigures) -> Paragraph:
    named = [(ORIGINS[Origin(key)], n) for key, n in f.origins.items() if n]
    zh = "、".join(f"{zh} {n} 件" for (zh, _), n in named)
    en = ", ".join(f"{n} {en}" for (_, en), n in named)
    more_zh, more_en = _change(f.opened, f.opened_before)
    return Paragraph(
        "volume",
        f"当日新增案件 {f.opened} 件，{more_zh}" + (f"；其中{zh}。" if zh else "。"),
        f"{_cases(f.opened)} opened, {more_en}" + (f": {en}." if en else "."),
    )


def _change(now: int, before: int) -> tuple[str, str]:
    if not before:
        return "前一日无新增", "none the day before"
    if now == before:
        return "与前一日持平", "as many as the day before"
    share = abs(now - before) / before
    zh, en = ("增加", "more") if now > before else ("减少", "fewer")
    return f"比前一日{zh} {share:.1%}", f"{share:.1%} {en} than the day before"


def _closing(f: DayFigures) -> Paragraph:
    zh = f"当日结案 {f.closed} 件"
    en = f"{_cases(f.closed)} closed"
    if not f.due:
        return Paragraph("closing", f"{zh}，无当日到期案件。", f"{en}; none fell due.")
    share = f.closed_in_time / f.due
    return Paragraph(
        "closing",
        f"{zh}；当日应结案 {f.due} 件，按期结案 {f.closed_in_time} 件，按期结案率 {share:.1%}。",
        f"{en}. Of {_cases(f.due)} due, {f.closed_in_time} closed in time ({share:.1%}).",
    )


def _standing(f: DayFigures) -> Paragraph:
    return Paragraph(
        "standing",
        f"截至当日结束，在办案件 {f.open_now} 件，其中超期 {f.overdue_now} 件。",
        f"At the end of the day {_cases(f.open_now)} were open, {f.overdue_now} of them overdue.",
    )


def _kinds(f: DayFigures) -> Paragraph:
    if not f.types:
        return Paragraph("kinds", "当日无新增案件类型。", "No kind of case stood out.")
    zh = "、".join(f"{kind.title_zh} {n} 件" for kind, n in f.types)
    en = ", ".join(f"{kind.title_en or kind.title_zh} ({n})" for kind, n in f.types)
    return Paragraph("kinds", f"数量居前的类型：{zh}。", f"Most frequent kinds: {en}.")


def topics(found: Sequence[HotTopic]) -> Paragraph:
    """What came up more often than chance explains."""
    if not found:
        return Paragraph("topics", "未发现异常集中的问题。", "Nothing came up unusually often.")
    zh = "；".join(
        f"{t.street.name}{t.type.title_zh} {t.count} 件（平日日均 {t.usual:.1f} 件）" for t in found
    )
    en = "; ".join(
        f"{t.type.title_en or t.type.title_zh} in {t.street.name_en or t.street.name}:"
        f" {t.count} (usually {t.usual:.1f} a day)"
        for t in found
    )
    return Paragraph("topics", f"需关注的集中问题：{zh}。", f"Unusually frequent: {en}.")


def _cases(n: int) -> str:
    return f"{n} case" if n == 1 else f"{n} cases"


WRITERS: tuple[Callable[[DayFigures], Paragraph], ...] = (_volume, _closing, _standing, _kinds)

"""What makes the demonstration's comparison alive: a figure corrected late, a lamp set by hand,
appeals, a practice told, two units paired.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from chengyun.goals.choices import Decision
from chengyun.goals.models import (
    Appeal,
    Help,
    Indicator,
    IndicatorValue,
    LampOverride,
    Practice,
)
from chengyun.people.choices import Role
from chengyun.people.models import User
from chengyun.planning.progress import share_done

CORRECTED = "街道漏报一个小区，验收单补交后更正"
PRACTICES = (
    "“一楼一策”：居委干部、业委会和施工方每周碰头一次，签约、开工、验收三张清单对账；"
    "低层住户的意见先上门听、再上会议，半年内签约楼栋没有反复。",
    "巡查发现的隐患当天拍照入账，三天内复查；逾期未改的由分管领导带队上门，整改后销号。",
)


def seed(today: date) -> None:
    """Plant it on the figures of the last full month; nothing without officers or figures."""
    keeper = User.objects.filter(role=Role.DUTY_OFFICER).order_by("pk").first()
    figures = _latest(today)
    if keeper is None or not figures:
        return
    keys = list(dict.fromkeys(value.indicator_id for value in figures))
    for key, text in zip(keys[:2], PRACTICES, strict=False):
        _learn(keeper, [value for value in figures if value.indicator_id == key], text, today)
    _correct(keeper, figures[:: max(1, len(figures) // 5)])
    _appeal(keeper, figures, today)
    _set_lamp(keeper, today)


def _latest(today: date) -> list[IndicatorValue]:
    """The figures of units in the last month told, by indicator."""
    own = IndicatorValue.objects.exclude(unit=None).filter(period__year=today.year)
    last = own.order_by("-period").values_list("period", flat=True).first()
    if last is None:
        return []
    found = own.filter(period=last).select_related("indicator", "unit")
    return list(found.order_by("indicator__plan__order", "indicator__order", "unit__code"))


def _learn(keeper: User, values: list[IndicatorValue], text: str, today: date) -> None:
    """The unit that is furthest tells how, and helps the one that is behind most."""
    year = {one.unit_id: one for one in values[0].indicator.targets.filter(end__year=today.year)}
    ways = [(year[value.unit_id], value) for value in values if value.unit_id in year]
    ways.sort(key=lambda way: share_done(way[1].value, way[0].baseline or 0, way[0].value))
    if len(ways) < 2:
        return
    last, first = ways[0][1], ways[-1][1]
    if first.unit is None or last.unit is None:
        return
    at = _at(today - timedelta(days=12))
    Practice.objects.create(indicator=first.indicator, unit=first.unit, text=text, by=keeper, at=at)
    Help.objects.create(
        indicator=first.indicator, helper=first.unit, helped=last.unit, by=keeper, at=at,
        since=today - timedelta(days=12), until=date(today.year, 12, 31),
        note="每月一次现场交流，派一名业务骨干驻点两周",
    )  # fmt: skip


def _correct(keeper: User, values: list[IndicatorValue]) -> None:
    IndicatorValue.objects.bulk_create(
        IndicatorValue(
            indicator=value.indicator, unit=value.unit, period=value.period, revision=1,
            value=round(value.value * 1.04, 0 if value.value.is_integer() else 1), note=CORRECTED,
            recorded_by=keeper,
            recorded_at=value.recorded_at + timedelta(days=9),
        )
        for value in values
    )  # fmt: skip


def _appeal(keeper: User, values: list[IndicatorValue], today: date) -> None:
    first, second = values[3 % len(values)], values[17 % len(values)]
    Appeal.objects.create(
        value=first, by=keeper, at=_at(today - timedelta(days=3)),
        reason="两部电梯已完工，检测报告在途，请求按完工计入",
    )  # fmt: skip
    if second.pk != first.pk:
        Appeal.objects.create(
            value=second, by=keeper, at=_at(today - timedelta(days=8)),
            reason="数据口径有误：含市级项目", decision=Decision.UPHELD, decided_by=keeper,
            decided_at=_at(today - timedelta(days=6)), decided_reason="经核实，市级项目不计入街道",
        )  # fmt: skip


def _set_lamp(keeper: User, today: date) -> None:
    """The first indicator of the year that is reported by itself."""
    indicator = Indicator.objects.filter(plan__year=today.year, key__endswith="-renewal-3").first()
    if indicator:
        LampOverride.objects.create(
            indicator=indicator, lamp="yellow", by=keeper, at=_at(today - timedelta(days=5)),
            until=today + timedelta(days=30), reason="三个小区待竣工备案，材料已齐，月内可计入",
        )  # fmt: skip


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10, 30)))

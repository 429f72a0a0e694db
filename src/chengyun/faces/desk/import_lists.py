"""The duty rota and the dispatch list as tables to bring in: whole or not at all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengyun.cases.choices import Origin
from chengyun.cases.dispatching import Rule
from chengyun.cases.dispatching.ruledata import minutes
from chengyun.cases.dispatching.rulerow import rule_of
from chengyun.cases.models.dispatching import Days
from chengyun.cases.rules import Refusal
from chengyun.cases.services import dispatch_rules as verbs
from chengyun.cases.services.dispatching import lines
from chengyun.faces.desk.dispatch_form import APART, BESIDE
from chengyun.faces.desk.import_rows import BadRow, Codes, Done, Kind, Row
from chengyun.people import rota
from chengyun.people.choices import PostKind, Role
from chengyun.people.models import User
from chengyun.people.rota_table import ShiftRow, bring_in

WRITERS = (Role.DUTY_OFFICER, Role.ADMINISTRATOR)
# Which column is wrong, where the form has one field for two.
COLUMN = {"target": "unit", "hours": "hour_from"}
SEVERITIES = ("1", "2", "3")


def _shift(row: Row, codes: Codes) -> ShiftRow:
    shift = ShiftRow(
        unit=_of(row, "unit", codes.units) if row.get("unit") else "",
        kind=_word(row, "kind", PostKind.choices),
        post=_needed(row, "post"),
        officer=_of(row, "officer", codes.officers),
        start=_moment(row, "start"),
        end=_moment(row, "end"),
        every_days=_count(row, "every_days"),
    )
    code, message = rota.fault(shift.start, shift.end, shift.every_days)
    if code:
        column = "every_days" if code == "too_often" else "end"
        raise BadRow(column, str(row.get(column, "")), message)
    return shift


def _take_shifts(rows: list[Any], author: User) -> Done:
    known = sum(not bring_in(author, row) for row in rows)
    return Done(len(rows) - known, known)


def _rule(row: Row, codes: Codes) -> Rule:
    rule = Rule(
        key=_count(row, "rule"),
        name_zh=_needed(row, "name_zh")[:60],
        name_en=str(row.get("name_en", ""))[:80],
        areas=_many(row, "areas"),
        types=_many(row, "types"),
        categories=_many(row, "categories"),
        hours=_hours(row),
        days=_word(row, "days", Days.choices) if row.get("days") else "",
        severity=_severity(row),
        origin=_word(row, "origin", Origin.choices) if row.get("origin") else "",
        unit=str(row.get("unit", "")),
        unit_kind=str(row.get("unit_kind", "")),
    )
    if rule.key and rule.key not in codes.rules:
        raise BadRow("rule", str(row["rule"]), str(verbs.UNKNOWN_RULE.message))
    for fault in verbs.faults(rule, codes.dispatch):
        raise _bad(row, fault)
    return rule


def _bad(row: Row, fault: Refusal) -> BadRow:
    beside = BESIDE[fault.code]
    column = COLUMN.get(beside, beside)
    return BadRow(column, str(row.get(column, "")), str(fault.message))


def _take_rules(rows: list[Any], author: User) -> Done:
    """The rules of the file stand first, in its order; the others after them. A new one is off:
    it is tried before it is switched on.
    """
    known = sum(not _take_rule(author, rule, place) for place, rule in enumerate(rows, 1))
    return Done(len(rows) - known, known)


def _take_rule(author: User, rule: Rule, place: int) -> bool:
    row = next((row for row in lines() if row.pk == rule.key), None)
    if row is None:
        verbs.write_rule(author, replace(rule, key=0, on=False), place=place)
        return True
    now = rule_of(row)
    wanted = replace(rule, on=now.on)
    if wanted != now:
        verbs.write_rule(author, wanted, place=place)
    elif row.place != place:
        verbs.move_rule(author, rule.key, place)
    else:
        return False
    return True


def _needed(row: Row, column: str) -> str:
    text = str(row.get(column, "")).strip()
    if not text:
        raise BadRow(column, "", _("This must not be empty."))
    return text


def _of(row: Row, column: str, codes: frozenset[str]) -> str:
    text = _needed(row, column)
    if text not in codes:
        raise BadRow(column, text, _("There is nothing of this code."))
    return text


def _word(row: Row, column: str, choices: Sequence[tuple[Any, Any]]) -> str:
    """A code, or its word as the pages show it."""
    text = _needed(row, column)
    found = next((code for code, label in choices if text in (code, str(label))), None)
    if found is None:
        told = {"codes": ", ".join(str(code) for code, _label in choices)}
        raise BadRow(column, text, _("It is one of %(codes)s.") % told)
    return str(found)


def _moment(row: Row, column: str) -> datetime:
    """A local time, as Excel has it or as "2026-11-23 09:00"."""
    given = row.get(column, "")
    try:
        found = given if isinstance(given, datetime) else parse_datetime(str(given))
    except ValueError:
        found = None
    if found is None:
        raise BadRow(column, str(given), _("Give a day and a time."))
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def _count(row: Row, column: str) -> int:
    text = str(row.get(column, "") or "0")
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise BadRow(column, text, _("This is a whole number, or empty."))
    return int(text)


def _many(row: Row, column: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in APART.split(str(row.get(column, ""))) if one))


def _severity(row: Row) -> int | None:
    text = str(row.get("severity", ""))
    if text and text not in SEVERITIES:
        told = {"codes": ", ".join(SEVERITIES)}
        raise BadRow("severity", text, _("It is one of %(codes)s.") % told)
    return int(text) if text else None


def _hours(row: Row) -> tuple[int, int] | None:
    start, end = (str(row.get(name, ""))[:5] for name in ("hour_from", "hour_until"))
    if not start and not end:
        return None
    try:
        return minutes(start), minutes(end)
    except ValueError:
        raise BadRow("hour_from", f"{start}–{end}", str(verbs.BAD_HOURS.message)) from None


ROTA = Kind(
    "rota", gettext_lazy("Duty rota"),
    {"unit": ("承办单位", "单位"), "kind": ("类别", "岗位类别"), "post": ("岗位",),
     "officer": ("用户名", "user name"), "start": ("开始时间", "from", "开始"),
     "end": ("结束时间", "until", "结束"),
     "every_days": ("每隔几天轮一次", "again every … days")},
    ("kind", "post", "officer", "start", "end"), WRITERS, _shift, _take_shifts, whole=True,
)  # fmt: skip
DISPATCH = Kind(
    "dispatch", gettext_lazy("Dispatch list"),
    {"rule": ("规则编号", "number of the rule"), "name_zh": ("名称", "name"),
     "name_en": ("英文名称", "name in english"), "areas": ("辖区",),
     "types": ("案件类型", "kinds of case"), "categories": ("分类目录",),
     "hour_from": ("时段起", "hours from"), "hour_until": ("时段止", "hours until"),
     "days": ("日期类型",), "severity": ("紧急程度",),
     "origin": ("来源", "comes from"), "unit": ("承办单位", "单位"),
     "unit_kind": ("单位类别", "kind of unit")},
    ("name_zh",), WRITERS, _rule, _take_rules, "rule", whole=True,
)  # fmt: skip

"""The dispatch list is written here: each change of a line is a version of it."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chengyun.cases.dispatching.ruledata import minutes, to_data
from chengyun.cases.dispatching.rulerow import rule_of
from chengyun.cases.dispatching.rules import Rule
from chengyun.cases.models import CaseType, DispatchRule, DispatchRuleVersion
from chengyun.cases.models.dispatching import RuleChange
from chengyun.cases.rules import Refusal
from chengyun.cases.services.refused import refuse_if
from chengyun.people.models import Unit, User
from chengyun.places.models import Area
from chengyun.sensing.rulebook import may_write

log = structlog.get_logger()
CATEGORY = re.compile(r"[0-9]{1,5}")
MAX_RULES = 1_000

NOT_WRITER = Refusal(
    "not_writer",
    _("The list is written by administrators and by duty officers of the whole district."),
)
CHANGED_MEANWHILE = Refusal(
    "changed_meanwhile", _("Someone has changed this rule meanwhile. Look at it, then write yours.")
)
UNKNOWN_RULE = Refusal("unknown_rule", _("There is no such rule in the list."))
TOO_MANY = Refusal("too_many_rules", _("The list is full; withdraw rules that are not needed."))
NEEDS_NAME = Refusal("needs_name", _("Give the rule a name."))
NEEDS_TARGET = Refusal("needs_target", _("Say which unit or which kind of unit, not both."))
UNKNOWN_UNIT = Refusal("unknown_unit", _("There is no such unit or kind of unit."))
UNKNOWN_AREA = Refusal("unknown_area", _("There is no such area."))
UNKNOWN_TYPE = Refusal("unknown_type", _("There is no such kind of case."))
BAD_CATEGORY = Refusal("bad_category", _("A category begins with one to five digits."))
BAD_HOURS = Refusal("bad_hours", _("Give both hours, and two that differ."))


@dataclass(frozen=True)
class Known:
    """The codes that a rule may name."""

    areas: Collection[str]
    types: Collection[str]
    units: Collection[str]
    unit_kinds: Collection[str]


def known() -> Known:
    units = list(Unit.objects.values_list("code", "kind"))
    return Known(
        set(Area.objects.values_list("code", flat=True)),
        set(CaseType.objects.values_list("key", flat=True)),
        {code for code, _kind in units},
        {kind for _code, kind in units},
    )


def faults(rule: Rule, around: Known) -> Iterator[Refusal]:
    """All that is wrong with a rule."""
    return (refusal for wrong, refusal in CHECKS if wrong(rule, around))


CHECKS: tuple[tuple[Callable[[Rule, Known], bool], Refusal], ...] = (
    (lambda rule, around: not rule.name_zh, NEEDS_NAME),
    (lambda rule, around: bool(rule.unit) == bool(rule.unit_kind), NEEDS_TARGET),
    (lambda rule, around: bool(rule.unit) and rule.unit not in around.units, UNKNOWN_UNIT),
    (
        lambda rule, around: bool(rule.unit_kind) and rule.unit_kind not in around.unit_kinds,
        UNKNOWN_UNIT,
    ),
    (lambda rule, around: not set(rule.areas) <= set(around.areas), UNKNOWN_AREA),
    (lambda rule, around: not set(rule.types) <= set(around.types), UNKNOWN_TYPE),
    (lambda rule, around: not all(map(CATEGORY.fullmatch, rule.categories)), BAD_CATEGORY),
    (lambda rule, around: rule.hours is not None and len(set(rule.hours)) < 2, BAD_HOURS),
)


@transaction.atomic
def write_rule(
    author: User,
    rule: Rule,
    *,
    place: int | None = None,
    note: str = "",
    seen: int | None = None,
) -> DispatchRule:
    """Write a line, or a new version of the line `rule.key`; `place` counts from 1, the last by
    default. `seen` is the version that the author had before their eyes.

    Raises Refused: not_writer, unknown_rule, changed_meanwhile, too_many_rules, and what `faults`
    finds.
    """
    rows = _lines(author)
    refuse_if(next(faults(rule, known()), None))
    row = _found(rows, rule.key) if rule.key else DispatchRule(place=len(rows) + 1)
    refuse_if(CHANGED_MEANWHILE if seen is not None and seen != row.version else None)
    refuse_if(TOO_MANY if not rule.key and len(rows) >= MAX_RULES else None)
    for name, value in _columns(rule).items():
        setattr(row, name, value)
    what = RuleChange.CHANGED if rule.key else RuleChange.WRITTEN
    _put(rows, row, place or row.place)
    return _keep(row, what, author, note)


@transaction.atomic
def move_rule(author: User, key: int, place: int) -> DispatchRule:
    """Put a line at that place of the list, counted from 1; what lies beyond is the end.

    Raises Refused: not_writer, unknown_rule.
    """
    rows = _lines(author)
    row = _found(rows, key)
    place = min(max(place, 1), len(rows))
    if place == row.place:
        return row
    _put(rows, row, place)
    return _keep(row, RuleChange.MOVED, author, "")


@transaction.atomic
def switch_rules(author: User, on: Collection[int], note: str = "") -> int:
    """Have exactly these lines on; how many were switched. Raises Refused: not_writer."""
    rows = [row for row in _lines(author) if row.on != (row.pk in on)]
    for row in rows:
        row.on = not row.on
        _keep(row, RuleChange.ON if row.on else RuleChange.OFF, author, note)
    return len(rows)


@transaction.atomic
def switch_rule(author: User, key: int, on: bool) -> DispatchRule:
    """One line on or off. Raises Refused: not_writer, unknown_rule."""
    row = _found(_lines(author), key)
    if row.on == on:
        return row
    row.on = on
    return _keep(row, RuleChange.ON if on else RuleChange.OFF, author, "")


@transaction.atomic
def withdraw_rule(author: User, key: int, note: str = "") -> DispatchRule:
    """Take a line out of the list; its history stays. Raises Refused: not_writer, unknown_rule."""
    rows = _lines(author)
    row = _found(rows, key)
    row.on, row.withdrawn = False, True
    _number([one for one in rows if one is not row])
    return _keep(row, RuleChange.WITHDRAWN, author, note)


def _columns(rule: Rule) -> dict[str, Any]:
    said = to_data(rule)
    hours, code = said.pop("hours") or (None, None), said.pop("unit")
    said["hour_from"], said["hour_until"] = (_time(at) for at in hours)
    said["unit"] = Unit.objects.get(code=code) if code else None
    return said | {"on": rule.on}


def _lines(author: User) -> list[DispatchRule]:
    """The list, held against other writers. Raises Refused for who may not write."""
    refuse_if(None if may_write(author) else NOT_WRITER)
    rows = DispatchRule.objects.select_for_update(of=("self",)).filter(withdrawn=False)
    return list(rows.select_related("unit"))


def _found(rows: list[DispatchRule], key: int) -> DispatchRule:
    row = next((row for row in rows if row.pk == key), None)
    refuse_if(UNKNOWN_RULE if row is None else None)
    assert row is not None
    return row


def _put(rows: list[DispatchRule], row: DispatchRule, place: int) -> None:
    others = [one for one in rows if one is not row]
    place = min(max(place, 1), len(others) + 1)
    others.insert(place - 1, row)
    _number(others)


def _number(rows: list[DispatchRule]) -> None:
    """Places 1, 2, 3 and so on. Moving up because another went is no change of a line."""
    moved = []
    for place, row in enumerate(rows, 1):
        if row.place != place:
            row.place = place
            moved.append(row)
    DispatchRule.objects.bulk_update([row for row in moved if row.pk], ["place"])


def _keep(row: DispatchRule, what: RuleChange, author: User, note: str) -> DispatchRule:
    row.version += 1
    row.changed_by, row.changed_at = author, timezone.now()
    row.save()
    DispatchRuleVersion.objects.create(
        rule=row,
        version=row.version,
        what=what,
        place=row.place,
        on=row.on,
        data=to_data(replace(rule_of(row), key=0)),
        note=note.strip()[:300],
        author=author,
        at=row.changed_at,
    )
    log.info("dispatch_rule", rule=row.pk, what=str(what), version=row.version, by=author.username)
    return row


def _time(text: str | None) -> time | None:
    minute = minutes(text) if text is not None else None
    return None if minute is None else time(minute // 60, minute % 60)

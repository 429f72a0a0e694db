"""The only writers of the category table. What an office changes is marked and recorded."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chengyun.calendar import Limit
from chengyun.cases.models import Category, Condition, StandardChange
from chengyun.cases.rules import Refusal
from chengyun.cases.services.refused import Refused, refuse_if
from chengyun.cases.standards.filed import NEW, Change, Judged
from chengyun.people.choices import Role
from chengyun.people.models import User
from chengyun.people.policy import is_whole, scope_for, viewer_of
from chengyun.places.components import take_components

WRITERS = (Role.ADMINISTRATOR, Role.DUTY_OFFICER)
NOT_YOURS = Refusal(
    "not_yours",
    _("The table is kept by administrators and by duty officers of the whole district."),
)
BAD_LIMIT = Refusal("bad_limit", _("Write a limit like 2uh, 4h, 5wd or 15d."))
NO_TEXT = Refusal(
    "no_text", _("A condition needs its filing and its closing condition in Chinese.")
)
TEXTS = ("filing_zh", "filing_en", "closing_zh", "closing_en")


def may_write(user: User) -> bool:
    """The table holds everywhere, so that who answers for the whole district writes it."""
    path = scope_for(viewer_of(user)).area_path
    return user.role in WRITERS and path is not None and is_whole(path)


def may_take_components(user: User) -> bool:
    """Components lie in areas: who keeps the table takes in those of their own area."""
    return user.role in WRITERS and scope_for(viewer_of(user)).area_path is not None


@transaction.atomic
def put_condition(
    actor: User, category: Category, texts: Mapping[str, str], limit: str, number: int | None = None
) -> Condition:
    """Write a condition of a category: the one of that number, or (None) one more.

    Raises Refused: not_yours, no_text, bad_limit; Condition.DoesNotExist for an unknown number.
    """
    _insist(actor)
    said = {name: texts.get(name, "").strip() for name in TEXTS}
    refuse_if(None if said["filing_zh"] and said["closing_zh"] else NO_TEXT)
    said["limit"] = _limit(limit)
    held = _held(category, number)
    before = _facts(held, said) if held.pk else {}
    for name, value in said.items():
        setattr(held, name, value)
    if before != said:
        held.edited = True
        held.save()
        _record(actor, held, "change" if before else "add", before, said)
    return held


@transaction.atomic
def withdraw_condition(actor: User, pk: int, withdrawn: bool = True) -> Condition:
    """Withdraw a condition, so that no case is filed by it any more, or restore it.

    Cases filed by it keep it. Raises Refused not_yours, Condition.DoesNotExist.
    """
    _insist(actor)
    held = Condition.objects.select_for_update().select_related("category").get(pk=pk)
    if held.withdrawn != withdrawn:
        held.withdrawn = withdrawn
        held.save(update_fields=["withdrawn"])
        change = {"withdrawn": withdrawn}
        action = "withdraw" if withdrawn else "restore"
        _record(actor, held, action, {"withdrawn": not withdrawn}, change)
    return held


def write_categories(judged: Judged, actor: User | None, source: str) -> int:
    """Write what a judged file changes of the categories; how many rows. Raises Refused."""
    return _write(judged, actor, lambda one: _change(actor, one.record, None, one, source))


def write_conditions(judged: Judged, actor: User | None, source: str) -> int:
    """Write what a judged file changes of the conditions; how many rows. Raises Refused."""
    return _write(
        judged, actor, lambda one: _change(actor, one.record.category, one.record, one, source)
    )


@transaction.atomic
def _write(judged: Judged, actor: User | None, told: Callable[[Change], StandardChange]) -> int:
    """Rows and what is told of each, together."""
    _insist(actor)
    changes = judged.to_write
    for change in changes:
        change.record.edited = True
        change.record.save()
    StandardChange.objects.bulk_create([told(change) for change in changes])
    return len(changes)


@transaction.atomic
def write_components(judged: Judged, actor: User | None, source: str) -> int:
    """Write what a judged file changes of the components; how many rows. Raises Refused."""
    refuse_if(NOT_YOURS if actor and not may_take_components(actor) else None)
    return take_components([change.record for change in judged.to_write])


def _insist(actor: User | None) -> None:
    """`actor` None is the command line, whose user has the database anyway."""
    refuse_if(NOT_YOURS if actor and not may_write(actor) else None)


def _limit(text: str) -> str:
    try:
        return str(Limit.parse(text))
    except ValueError:
        raise Refused(BAD_LIMIT.code, BAD_LIMIT.message) from None


def _held(category: Category, number: int | None) -> Condition:
    """The condition of that number, or a new one with the next; writers of one category wait."""
    Category.objects.select_for_update().get(pk=category.pk)
    rows = Condition.objects.filter(category=category)
    if number is not None:
        return rows.get(number=number)
    last = rows.aggregate(last=Max("number"))["last"] or 0
    return Condition(category=category, number=last + 1)


def _facts(row: Condition, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _record(
    actor: User, row: Condition, action: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    moved = [name for name in after if before.get(name) != after[name]]
    StandardChange.objects.create(
        at=timezone.now(),
        actor=actor,
        category=row.category,
        condition=row,
        action=action,
        before={name: before[name] for name in moved if name in before},
        after={name: after[name] for name in moved},
    )


def _change(
    actor: User | None,
    category: Category,
    condition: Condition | None,
    change: Change,
    source: str,
) -> StandardChange:
    return StandardChange(
        at=timezone.now(),
        actor=actor,
        category=category,
        condition=condition,
        action="add" if change.what == NEW else "change",
        source=source[:120],
        before=dict(change.before),
        after=dict(change.after),
    )

"""What may stand in the way of an action: small decisions that rows of the lifecycle name. Pure.

A guard looks at the case and at who asks, and gives a reason against it or None. The rules follow
the digital urban management practice that GB/T 30428.8 describes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chengyun.cases.choices import Review

MAX_EXTENSIONS = 2
MAX_SUSPENSIONS = 1

Text = str | Promise


@dataclass(frozen=True)
class Refusal:
    """Why something may not be done: a code for programs, a sentence for people."""

    code: str
    message: Text


class Facts(Protocol):
    """What a decision looks at in a case; `models.Case` has it all."""

    stage: str
    suspended_at: datetime | None
    due_at: datetime | None
    handled_at: datetime | None
    checked_at: datetime | None
    accepted_at: datetime | None
    objected_at: datetime | None
    extensions: int
    suspensions: int
    overdue: bool
    appeal: str
    review: str
    handler_id: int | None
    unit_id: int | None
    condition_id: int | None
    parent_id: int | None
    merged_into_id: int | None
    confidential: bool


class Around(Protocol):
    """What a decision looks at beside the case; asked only where a row needs it."""

    @property
    def has_conditions(self) -> bool: ...
    @property
    def parts(self) -> int: ...
    @property
    def open_parts(self) -> int: ...
    @property
    def is_storm(self) -> bool: ...
    @property
    def objection_until(self) -> datetime | None: ...
    @property
    def open_tasks(self) -> int: ...


@dataclass(frozen=True)
class Alone:
    """A case with nothing beside it."""

    has_conditions: bool = False
    parts: int = 0
    open_parts: int = 0
    is_storm: bool = False
    objection_until: datetime | None = None
    open_tasks: int = 0


@dataclass(frozen=True)
class Ask:
    """Who asks and when. Role None is the system."""

    now: datetime
    role: str | None = None
    actor_id: int | None = None
    around: Around = Alone()


Guard = Callable[[Facts, Ask], Refusal | None]

SUSPENDED_BEFORE = Refusal("suspended_before", _("A case can be suspended only once."))
EXTENDED_TWICE = Refusal("extended_twice", _("A case can be extended at most twice."))
TOO_LATE = Refusal("too_late", _("The time is already up; a case is extended only before that."))
UNDER_REVIEW = Refusal("under_review", _("The desk has yet to decide what was asked before."))
NOT_ASKED = Refusal("not_asked", _("Nobody has asked for this, or it has been decided."))
ASSIGNED = Refusal(
    "assigned", _("Somebody is at work on it; revoke the assignment before giving it back.")
)
NOT_ASSIGNED = Refusal("not_assigned", _("Nobody is assigned to it."))
NOT_LATE = Refusal("not_late", _("The case was in time; there is nothing to appeal against."))
APPEALED_BEFORE = Refusal("appealed_before", _("A case can be appealed only once."))
OBJECTED_BEFORE = Refusal("objected_before", _("A dispatch can be objected to only once."))
OBJECTION_LATE = Refusal(
    "objection_late", _("The time for objecting is over; return the case with a reason.")
)
CHECKED_BEFORE = Refusal("checked_before", _("The check has been passed already."))
NO_UNIT = Refusal(
    "no_unit", _("No unit of its own worked on it; reopen the part that is not in order.")
)
IS_MERGED = Refusal("merged", _("It was merged into another case; undo the merging instead."))
NOT_MERGED = Refusal("not_merged", _("The case was not merged into another."))
IS_PART = Refusal("is_part", _("It is a part of another case; do this with the whole."))
NOT_A_PART = Refusal("not_a_part", _("It is not a part of another case."))
HAS_PARTS = Refusal("has_parts", _("The case has parts of its own; do this with the parts."))
IS_STORM = Refusal("storm", _("An alarm storm goes on as a case of its own."))

TASKS_LEFT = _(
    "Unfinished tasks of other units: {n}. Wait for them; the duty officer may cancel them."
)
TASKS_OPEN = Refusal(
    "tasks_open", _("Tasks of other units are not finished; the duty officer may cancel them.")
)


def suspended_once(case: Facts, ask: Ask) -> Refusal | None:
    return SUSPENDED_BEFORE if case.suspensions >= MAX_SUSPENSIONS else None


def extended_twice(case: Facts, ask: Ask) -> Refusal | None:
    return EXTENDED_TWICE if case.extensions >= MAX_EXTENSIONS else None


def in_time(case: Facts, ask: Ask) -> Refusal | None:
    """Before the time is up. What was asked for in time may be granted later."""
    if case.review == Review.EXTENSION or case.due_at is None:
        return None
    return TOO_LATE if ask.now >= case.due_at else None


def nothing_asked(case: Facts, ask: Ask) -> Refusal | None:
    return UNDER_REVIEW if case.review else None


def no_objection(case: Facts, ask: Ask) -> Refusal | None:
    return UNDER_REVIEW if case.review == Review.OBJECTION else None


def asked(review: Review) -> Guard:
    """A guard: this decision is waited for."""

    def guard(case: Facts, ask: Ask) -> Refusal | None:
        return None if case.review == review else NOT_ASKED

    return guard


def own_hands(case: Facts, ask: Ask) -> Refusal | None:
    """Nobody else is at work on it: a unit revokes its assignee before it gives a case back."""
    free = (
        case.handler_id is None
        or case.accepted_at is None
        or ask.actor_id in (None, case.handler_id)
    )
    return None if free else ASSIGNED


def has_handler(case: Facts, ask: Ask) -> Refusal | None:
    return NOT_ASSIGNED if case.handler_id is None else None


def was_late(case: Facts, ask: Ask) -> Refusal | None:
    return None if case.overdue else NOT_LATE


def appealed_once(case: Facts, ask: Ask) -> Refusal | None:
    return APPEALED_BEFORE if case.appeal else None


def objected_once(case: Facts, ask: Ask) -> Refusal | None:
    return OBJECTED_BEFORE if case.objected_at else None


def objection_in_time(case: Facts, ask: Ask) -> Refusal | None:
    until = ask.around.objection_until
    return OBJECTION_LATE if until is not None and ask.now > until else None


def not_checked(case: Facts, ask: Ask) -> Refusal | None:
    return CHECKED_BEFORE if case.checked_at else None


def has_unit(case: Facts, ask: Ask) -> Refusal | None:
    return NO_UNIT if case.unit_id is None else None


def not_merged(case: Facts, ask: Ask) -> Refusal | None:
    return IS_MERGED if case.merged_into_id else None


def is_merged(case: Facts, ask: Ask) -> Refusal | None:
    return None if case.merged_into_id else NOT_MERGED


def is_whole(case: Facts, ask: Ask) -> Refusal | None:
    return IS_PART if case.parent_id else None


def is_part(case: Facts, ask: Ask) -> Refusal | None:
    return None if case.parent_id else NOT_A_PART


def no_parts(case: Facts, ask: Ask) -> Refusal | None:
    return HAS_PARTS if ask.around.parts else None


def no_storm(case: Facts, ask: Ask) -> Refusal | None:
    return IS_STORM if ask.around.is_storm else None


def others_ended(case: Facts, ask: Ask) -> Refusal | None:
    """The lead unit answers for all, so it answers last."""
    left = ask.around.open_tasks
    return replace(TASKS_OPEN, message=format_lazy(TASKS_LEFT, n=left)) if left else None

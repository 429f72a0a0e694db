"""What people are told of, as data: which step of a case, whom it may reach, who hears unasked."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengyun.cases.choices import Severity
from chengyun.cases.models import Case
from chengyun.notices.roster import CALLED, DESK, DUTY, FORMER, GRID, HANDLER, LEADER, NAMED, UNIT
from chengyun.people.choices import Role

STORM = "alarm_storm"
BAD_RATING = 2


@dataclass(frozen=True)
class Happening:
    """One step of a case: its ledger row, the case as it stands now, and who may see it.

    `scope` is what `people.policy` decides by, as it was at the step; `told` is the case as the
    bus carried it, None in a trial.
    """

    seq: int
    action: str
    at: datetime
    case: Case
    actor_id: int | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    scope: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)


def _always(_happening: Happening) -> bool:
    return True


@dataclass(frozen=True)
class Event:
    """Something people may be told of.

    `reaches` are audiences of `roster`; `usual` are the roles who hear of it without asking, and
    `units` says the same of units' own channels. The first event of the table that fits a person
    is the one they get.
    """

    key: str
    title: str | Promise
    actions: tuple[str, ...]
    reaches: tuple[str, ...]
    usual: tuple[str, ...] = ()
    units: bool = False
    only: Callable[[Happening], bool] = _always


def _storm(happening: Happening) -> bool:
    return happening.case.type.key == STORM


def _critical(happening: Happening) -> bool:
    return happening.case.severity == Severity.CRITICAL


def _bad_rating(happening: Happening) -> bool:
    return (happening.case.rating or BAD_RATING + 1) <= BAD_RATING


CENTRE = (Role.DUTY_OFFICER, Role.DISPATCHER)
HEADS = (*CENTRE, Role.LEADER)
ALL_ROLES = tuple(Role)
ALL_HANDS = (HANDLER, UNIT, DESK)
EVENTS = (
    # A step of the escalation ladder names whom it is for.
    Event("escalated", _("Escalated to me"), ("escalate_step",), (NAMED,), ALL_ROLES),
    Event(
        "assigned", _("Assigned to me"), ("dispatch", "transfer", "accept"), (HANDLER,), ALL_ROLES
    ),
    Event(
        "dispatched", _("Dispatched to my unit"), ("dispatch", "transfer"), (UNIT,), ALL_ROLES, True
    ),
    Event(
        "called",
        _("My unit is called to help"),
        ("call", "whistle", "playbook", "task_open", "task_reassign"),
        (CALLED,),
        ALL_ROLES,
        True,
    ),
    Event(
        "taken_away",
        _("A task of my unit went to another"),
        ("task_reassign",),
        (FORMER,),
        ALL_ROLES,
    ),
    Event(
        "task_late",
        _("A task is overdue"),
        ("task_late",),
        (CALLED, DESK),
        (Role.HANDLER, *CENTRE),
        True,
    ),
    Event(
        "declined",
        _("A unit declined its task"),
        ("task_decline",),
        (UNIT, DESK),
        (Role.HANDLER, *CENTRE),
        True,
    ),
    Event(
        "overdue", _("Overdue"), ("overdue",), (HANDLER, UNIT, DESK), (Role.HANDLER, *CENTRE), True
    ),
    Event("warned", _("Time is running out"), ("warn",), ALL_HANDS, (Role.HANDLER,), True),
    Event("rework", _("Sent back for rework"), ("check_fail",), (HANDLER, UNIT), ALL_ROLES, True),
    Event("returned", _("Returned by its unit"), ("return",), (DESK,), CENTRE, True),
    Event("objection", _("Objection to the dispatch"), ("object",), (DESK,), CENTRE, True),
    Event(
        "asked", _("A unit asks for a decision"), ("ask_extension", "appeal"), (DESK,), CENTRE, True
    ),
    Event(
        "decided",
        _("The desk has decided"),
        ("uphold", "overrule", "extend", "refuse_extension", "grant_appeal", "refuse_appeal"),
        (HANDLER, UNIT),
        (Role.HANDLER,),
    ),
    Event("answered", _("The reporter answered"), ("answer",), ALL_HANDS, (Role.HANDLER, *CENTRE)),
    Event("to_verify", _("To be verified"), ("verify",), (GRID,), (Role.GRID_OFFICER,)),
    Event("to_check", _("To be checked"), ("handle",), (GRID, DESK), (Role.GRID_OFFICER,)),
    Event(
        "step_late",
        _("Verification, check or review overdue"),
        ("step_overdue",),
        (GRID, DESK),
        (Role.GRID_OFFICER, *CENTRE),
        True,
    ),
    Event("storm", _("Alarm storm"), ("open",), (DESK, LEADER), HEADS, True, only=_storm),
    Event(
        "critical",
        _("Critical case"),
        ("open", "escalate"),
        (DESK, LEADER, UNIT),
        (Role.DUTY_OFFICER, Role.LEADER),
        True,
        only=_critical,
    ),
    Event("opened", _("New case to be filed"), ("open",), (DESK,)),
    Event("graver", _("Became graver"), ("escalate",), ALL_HANDS, (Role.HANDLER,)),
    Event(
        "bad_rating",
        _("Poorly rated: call back"),
        ("rate", "rate_again"),
        (DUTY,),
        (Role.DUTY_OFFICER,),
        only=_bad_rating,
    ),
    Event("reopened", _("Reopened"), ("reopen",), (DESK,), CENTRE),
    Event("suspended", _("Suspended"), ("suspend",), (HANDLER, UNIT), (Role.HANDLER,)),
    Event("resumed", _("Resumed"), ("resume",), (HANDLER, UNIT), (Role.HANDLER,)),
    Event("closed", _("Closed"), ("close",), ALL_HANDS),
    # Not steps of a case: `telling` is told of them by the rooms above.
    Event("matter_slip", _("Matter near, behind or overdue"), (), (UNIT,), ALL_ROLES, True),
    Event("matter_sign", _("Matter not signed for"), (), (UNIT,), ALL_ROLES, True),
    Event("matter_urge", _("Matter urged"), (), (UNIT,), ALL_ROLES, True),
    Event("matter_circular", _("Named in a circular"), (), (UNIT,), ALL_ROLES, True),
    Event("scene_notice", _("A scene has word for my unit"), (), (UNIT,), ALL_ROLES, True),
)
BY_KEY = {event.key: event for event in EVENTS}


def events_of(happening: Happening) -> list[Event]:
    """The events of the table that this step is, the foremost first."""
    return [e for e in EVENTS if happening.action in e.actions and e.only(happening)]

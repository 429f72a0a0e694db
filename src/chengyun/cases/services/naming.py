"""Saying which component a case is about."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chengyun.cases.choices import Action
from chengyun.cases.models import Case
from chengyun.cases.present import named
from chengyun.cases.rules import Refusal
from chengyun.cases.services.act import UNKNOWN_CASE
from chengyun.cases.services.journal import Step, writing
from chengyun.cases.services.refused import Refused, refuse_if
from chengyun.people.choices import Role
from chengyun.people.models import User
from chengyun.people.policy import scope_for, viewer_of
from chengyun.places import components
from chengyun.places.models import Component

MAY_NAME = (Role.DUTY_OFFICER, Role.DISPATCHER, Role.GRID_OFFICER, Role.HANDLER)
NOT_YOURS = Refusal("not_yours", _("Your role does not allow this."))
CLOSED = Refusal("wrong_stage", _("This case is closed; reopen it first."))
UNKNOWN_COMPONENT = Refusal(
    "unknown_component",
    _("No component of your area has this code. Check the digits, or import it first."),
)


def may_name(user: User, case: Case) -> bool:
    """True if the officer may say which component an open case is about."""
    return case.is_open and user.role in MAY_NAME and _is_theirs(user, case)


def name_component(actor: User, number: str, code: str, at: datetime | None = None) -> Case:
    """Set the component of an open case by its code; "" takes it away again.

    Raises Refused: unknown_case, not_yours, wrong_stage, unknown_component.
    """
    with writing() as journal:
        case = _case(actor, number)
        component = _component(actor, code.strip())
        if case.component_id == (component.pk if component else None):
            return case
        case.component = component
        told = {"component": component.code if component else ""}
        moment = at or timezone.now()
        step = Step(case, Action.COMPONENT.value, moment, case.stage, actor.pk, detail=told)
        journal.add(step)
        case.save()
    return case


def _case(actor: User, number: str) -> Case:
    case = named(Case.objects.filter(number=number)).first()
    if case is None or not _is_theirs(actor, case):
        raise Refused(UNKNOWN_CASE.code, UNKNOWN_CASE.message)
    refuse_if(None if actor.role in MAY_NAME else NOT_YOURS)
    refuse_if(None if case.is_open else CLOSED)
    return case


def _component(actor: User, code: str) -> Component | None:
    if not code:
        return None
    seen = components.within(scope_for(viewer_of(actor)).area_path)
    found = seen.filter(code=code).first()
    if found is None:
        raise Refused(UNKNOWN_COMPONENT.code, UNKNOWN_COMPONENT.message)
    return found


def _is_theirs(user: User, case: Case) -> bool:
    """Not only read because their unit helps."""
    facts = {"area_path": case.area_path, "unit_id": case.unit_id}
    return scope_for(viewer_of(user)).allows(facts)

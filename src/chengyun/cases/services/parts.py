"""Parent and child: a case in parts, each a case with its own kind, unit and clock.

The parts bear no reports and alarms of their own: these are counted once, with the whole.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chengyun.cases import rules
from chengyun.cases.around import by_number, conditions_of
from chengyun.cases.choices import Action
from chengyun.cases.models import OPEN, Case, Condition
from chengyun.cases.present import named
from chengyun.cases.rules import MISSING, Refusal
from chengyun.cases.services.given import Given, Part
from chengyun.cases.services.journal import NUMBER, Journal, Step
from chengyun.cases.services.refused import Refused, refuse_if
from chengyun.cases.services.steps import carry_out

NOT_INTO = Refusal("not_into", _("That case cannot take it: it is this one, ended, or a part."))
MAX_PARTS = 20
TOO_MANY_PARTS = Refusal("too_many_parts", _("Twenty parts are the most."))


def split(journal: Journal, case: Case, given: Given) -> None:
    """Two parts or more; the case itself waits for them."""
    if len(given.parts) < 2:
        refuse_if(MISSING["parts"])
    numbers = _open_all(journal, case, given)
    carry_out(journal, case, Action.SPLIT, given, {"parts": numbers})


def split_off(journal: Journal, case: Case, given: Given) -> None:
    """Parts that others work on, while the case goes on."""
    numbers = _open_all(journal, case, given)
    carry_out(journal, case, Action.SPLIT_OFF, given, {"parts": numbers})


def make_part(journal: Journal, case: Case, given: Given) -> None:
    """Link a case to the one it belongs to."""
    whole = given.into
    if whole is None or whole.pk == case.pk or not whole.is_open or whole.parent_id:
        raise Refused(NOT_INTO.code, NOT_INTO.message)
    case.parent = whole
    carry_out(journal, case, Action.MAKE_PART, given, {"parent": whole.number})


def free_part(journal: Journal, case: Case, given: Given) -> None:
    """Take a part out of the case it belonged to."""
    whole, case.parent = case.parent, None
    told = {"parent": whole.number if whole else None}
    carry_out(journal, case, Action.FREE_PART, given, told)


def tell_whole(journal: Journal, case: Case, at: datetime) -> None:
    """A case has ended (and is saved): if it was the last open part, the whole is told."""
    if case.parent_id is None:
        return
    whole = named(Case.objects.filter(pk=case.parent_id)).get()
    if not whole.is_open or whole.children.filter(OPEN).exists():
        return
    detail = {"last": case.number}
    journal.add(Step(whole, Action.PARTS_DONE, at, whole.stage, detail=detail))
    whole.save()


def _open_all(journal: Journal, case: Case, given: Given) -> list[str]:
    if len(given.parts) > MAX_PARTS:
        raise Refused(TOO_MANY_PARTS.code, TOO_MANY_PARTS.message)
    return [_open(journal, case, part, given).number for part in given.parts]


def _open(journal: Journal, case: Case, part: Part, given: Given) -> Case:
    made = _part_of(case, part, given)
    made.number = journal.number(NUMBER, given.at)
    detail = {"source": case.origin, "parent": case.number}
    journal.add(Step(made, Action.OPEN, given.at, "", given.actor_id, detail=detail))
    _set_going(journal, made, part, given)
    made.save()
    return made


def _set_going(journal: Journal, made: Case, part: Part, given: Given) -> None:
    """File it and send it on, as far as what was given goes; the rest is done as with any case."""
    condition, needed = _condition(made, part)
    if needed and condition is None:
        refuse_if(MISSING["condition"] if part.unit else None)
        return
    own = Given(given.at, given.actor, unit=part.unit, condition=condition)
    carry_out(journal, made, Action.FILE, own)
    if part.unit:
        carry_out(journal, made, Action.DISPATCH, own)


def _condition(made: Case, part: Part) -> tuple[Condition | None, bool]:
    """The filing condition of a part, and whether it needs one that it does not have yet."""
    offered: Sequence[Condition] = conditions_of(made)
    if part.condition is None:
        return None, bool(offered) and made.condition is None
    found = by_number(offered, part.condition)
    if found is None:
        refuse_if(rules.MISSING["condition"])
    return found, True


def _part_of(case: Case, part: Part, given: Given) -> Case:
    """A new case in the place of the whole; of the same kind it has the same condition."""
    kind = part.kind or case.type
    same = kind.pk == case.type_id and part.condition is None
    return Case(
        parent=case,
        type=kind,
        condition=case.condition if same else None,
        title=(part.title.strip() or kind.title_zh)[:200],
        severity=case.severity,
        origin=case.origin,
        area=case.area,
        street=case.street,
        area_path=case.area_path,
        lon=case.lon,
        lat=case.lat,
        address=case.address,
        opened_at=given.at,
        seen_at=given.at,
        confidential=case.confidential,
        simulated=case.simulated,
    )

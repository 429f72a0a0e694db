"""The actions of people on a case, and of the system in their stead: the rows of the lifecycle."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chengyun.cases import rules
from chengyun.cases.around import Surroundings
from chengyun.cases.choices import Action, Outcome
from chengyun.cases.models import Case, LedgerEntry
from chengyun.cases.present import named
from chengyun.cases.services.conflict import refuse_stale
from chengyun.cases.services.filing import chosen_condition
from chengyun.cases.services.given import Given, Part
from chengyun.cases.services.journal import Journal, writing
from chengyun.cases.services.merging import merge, unmerge
from chengyun.cases.services.parts import free_part, make_part, split, split_off, tell_whole
from chengyun.cases.services.refused import Refused, refuse_if
from chengyun.cases.services.steps import carry_out, deadline_of, limit_of, office
from chengyun.people.models import Unit, User
from chengyun.people.policy import scope_for, viewer_of

UNKNOWN_CASE = rules.Refusal("unknown_case", _("There is no such case among those you may see."))
KEY_LENGTH = 64
KEY_TOO_LONG = rules.Refusal("key_too_long", _("A key has at most 64 characters."))
KEY_USED = rules.Refusal("key_used", _("This key was used for something else; make a new one."))
RETURNED_BY_IT = rules.Refusal(
    "returned_by_it", _("This unit returned the case; say why it is to have it again.")
)
SAME_UNIT = rules.Refusal("same_unit", _("This unit has the case already."))
UNKNOWN_OUTCOME = rules.Refusal("unknown_outcome", _("There is no such outcome."))
# Actions that write more than one case.
WIDER: dict[str, Callable[[Journal, Case, Given], None]] = {
    Action.MERGE: merge,
    Action.UNMERGE: unmerge,
    Action.SPLIT: split,
    Action.SPLIT_OFF: split_off,
    Action.MAKE_PART: make_part,
    Action.FREE_PART: free_part,
}
__all__ = ["Given", "Part", "act", "carry_out", "deadline_of", "limit_of", "office"]


def act(
    actor: User | None,
    number: str,
    action: str,
    *,
    reason: str = "",
    unit: Unit | None = None,
    handler: User | None = None,
    key: str | None = None,
    at: datetime | None = None,
    version: int | None = None,
    condition: int | None = None,
    outcome: str = "",
    into: str = "",
    parts: Sequence[Part] = (),
    anyway: bool = False,
) -> Case:
    """Do one action of the lifecycle; the same `key` a second time changes nothing.

    `version` is that of the case which the actor saw: where others have done something since, the
    action is refused. `condition` counts the filing conditions of the kind; `into` is the number of
    the other case; `anyway` ends a case that has open parts, and merges a
    confidential one.

    Raises Refused: unknown_case, changed, unknown_action, not_yours, wrong_stage and so on.
    """
    now = at or timezone.now()
    with writing() as journal:
        case = _find(actor, number)
        if key and _done_before(case, action, _sound(key)):
            return case
        refuse_stale(case, version, now)
        around = Surroundings(case, office(case.unit))
        ask = rules.Ask(now, actor.role if actor else None, actor.pk if actor else None, around)
        refuse_if(rules.refusal(case, action, ask))
        given = Given(
            now, actor, reason.strip(), unit, handler, key, chosen_condition(case, condition),
            _outcome(outcome), _find(actor, into) if into else None, parts, anyway,
        )  # fmt: skip
        refuse_if(rules.missing(_needs(case, action, given, around), given.has()))
        refuse_if(_no_unit_for(case, action, given))
        _perform(journal, case, action, given)
    return case


def _perform(journal: Journal, case: Case, action: str, given: Given) -> None:
    was_open = case.is_open
    if action in WIDER:
        WIDER[action](journal, case, given)
    else:
        carry_out(journal, case, action, given)
    case.save()
    if was_open and not case.is_open:
        tell_whole(journal, case, given.at)


def _find(actor: User | None, number: str) -> Case:
    case = named(Case.objects.filter(number=number)).first()
    if case is None or not _in_scope(actor, case):
        raise Refused(UNKNOWN_CASE.code, UNKNOWN_CASE.message)
    return case


def _in_scope(actor: User | None, case: Case) -> bool:
    facts = {"area_path": case.area_path, "unit_id": case.unit_id}
    return actor is None or scope_for(viewer_of(actor)).allows(facts)


def _sound(key: str) -> str:
    refuse_if(KEY_TOO_LONG if len(key) > KEY_LENGTH else None)
    return key


def _done_before(case: Case, action: str, key: str) -> bool:
    row = LedgerEntry.objects.filter(key=key).first()
    if row and (row.case_id, row.action) != (case.pk, action):
        refuse_if(KEY_USED)
    return row is not None


def _needs(case: Case, action: str, given: Given, around: Surroundings) -> tuple[str, ...]:
    """What must be given; the system, which cannot choose, takes the first condition."""
    needs = rules.needs_of(rules.BY_ACTION[action], case, around)
    return tuple(need for need in needs if given.actor or need != "condition")


def _no_unit_for(case: Case, action: str, given: Given) -> rules.Refusal | None:
    """Why the chosen unit is not to have the case."""
    if given.unit is None:
        return None
    if action == Action.TRANSFER and given.unit == case.unit:
        return SAME_UNIT
    again = action == Action.DISPATCH and given.unit == case.returned_by
    return RETURNED_BY_IT if again and not given.reason else None


def _outcome(outcome: str) -> str:
    if outcome and outcome not in Outcome.values:
        raise Refused(UNKNOWN_OUTCOME.code, UNKNOWN_OUTCOME.message)
    return outcome

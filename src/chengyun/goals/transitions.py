"""A life as a table: what may be done at which stage, by whom, and what must be given with it.

Matters under supervision and plan texts each have one; `permit` decides by it, pages and the guide
print it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengyun.goals.refused import Refused
from chengyun.goals.rights import HANDLERS
from chengyun.people.choices import Role

Text = str | Promise


class Party(StrEnum):
    """Which handlers: those of the leading unit, of a supporting one, of either, or any."""

    LEAD = "lead"
    SUPPORT = "support"
    UNITS = "units"
    ANY = "any"


@dataclass(frozen=True)
class Guard:
    """A condition of the thing itself, with the sentence for where it does not hold."""

    name: str
    holds: Callable[[Any], bool]
    message: Text
    # True where it is not worth telling: what it forbids is then not offered at all.
    quiet: bool = False


@dataclass(frozen=True)
class Transition:
    """One row. `to` None keeps the stage. `needs` must be given, `takes` may be.

    `party` narrows handlers only: office and leaders act for their whole area.
    """

    action: str
    label: Text
    stages: tuple[str, ...]
    to: str | None
    roles: tuple[Role, ...]
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    party: Party = Party.ANY
    guards: tuple[Guard, ...] = ()
    note: Text = ""


@dataclass(frozen=True)
class Actor:
    """Who acts, and whether their unit leads or supports the thing."""

    role: str
    leads: bool = False
    supports: bool = False


NEEDS: dict[str, Text] = {
    "reason": gettext_lazy("a reason"),
    "result": gettext_lazy("what was found or done"),
    "proof": gettext_lazy("the proof"),
    "unit": gettext_lazy("the leading unit"),
    "supporting": gettext_lazy("the supporting units"),
    "items": gettext_lazy("the sub-items"),
    "item": gettext_lazy("the sub-item"),
    "progress": gettext_lazy("how much is done, in per cent"),
    "due": gettext_lazy("the new date"),
    "lamp": gettext_lazy("the lamp"),
    "text": gettext_lazy("the text"),
    "paragraph": gettext_lazy("the paragraph"),
    "opinion": gettext_lazy("the opinion"),
    "decision": gettext_lazy("adopted or not"),
    "units": gettext_lazy("whom to ask"),
    "files": gettext_lazy("the proof files"),
}


def may(row: Transition, actor: Actor) -> bool:
    """True if someone of this role and part may ever do it."""
    if actor.role not in row.roles:
        return False
    if actor.role not in HANDLERS or row.party is Party.ANY:
        return True
    parts = {Party.LEAD: actor.leads, Party.SUPPORT: actor.supports}
    return parts.get(row.party, actor.leads or actor.supports)


def open_rows(table: Iterable[Transition], stage: str, actor: Actor) -> list[Transition]:
    """The rows that the stage has for this actor, whether or not their guards hold."""
    return [row for row in table if stage in row.stages and may(row, actor)]


def hindrance(row: Transition, thing: Any) -> str:
    """The sentence of the first guard that does not hold; "" where all do."""
    return next((str(g.message) for g in row.guards if not g.holds(thing)), "")


def offered(row: Transition, thing: Any) -> bool:
    """False for what nobody would think of now: a request to decide where there is none."""
    return all(guard.holds(thing) for guard in row.guards if guard.quiet)


def permit(row: Transition, stage: str, actor: Actor, thing: Any, given: Mapping[str, Any]) -> None:
    """Raises Refused unless this may be done now, by this actor, with what is given."""
    if not may(row, actor):
        raise Refused(_("“%(action)s” is not yours to do.") % {"action": row.label})
    if stage not in row.stages:
        raise Refused(_("“%(action)s” is not open at this stage.") % {"action": row.label})
    if hindered := hindrance(row, thing):
        raise Refused(hindered)
    for need in row.needs:
        if given.get(need) in (None, "", (), []):
            raise Refused(_("Give %(need)s.") % {"need": NEEDS[need]})

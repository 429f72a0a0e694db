"""Entries that are added under way: they have been through stages before they came here."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.packs.models import Entry
from chengyun.packs.queries.registers import Sheet
from chengyun.packs.services import staging
from chengyun.packs.services.refusals import refuse


def through(
    entry: Entry, sheet: Sheet, stages: Sequence[tuple[str, datetime]], role: str | None = None
) -> Iterator[tuple[str, str, datetime]]:
    """Take a new entry through stages, each with when it was entered; gives (from, to, when) of
    each step. The ways, the fields needed and the order of time are those of `chains.advance`, and
    so is who may, where a role is given ("" is the house itself).

    Raises Refused: no_way, not_yours, needs_fields, untimely.
    """
    for key, at in stages:
        ways = sheet.chain.ways(entry.stage) if sheet.chain and not entry.ended_at else ()
        to = next((one for one in ways if one.key == key), None) or refuse("no_way")
        if role is not None and not to.is_for(role):
            refuse("not_yours", _("Others take this step."))
        lacking = staging.missing(entry, to, sheet.register.fields)
        if lacking:
            told = _("Fill in first: %(fields)s.") % {"fields": _(", ").join(lacking)}
            refuse("needs_fields", told)
        if not (entry.stage_since or at) <= at <= timezone.now():
            refuse("untimely")
        before = entry.stage
        staging.enter(entry, to, at)
        yield before, key, at

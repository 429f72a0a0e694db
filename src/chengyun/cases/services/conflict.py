"""Two people at one case: who comes second is told who came first."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise, lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chengyun.cases import rules
from chengyun.cases.choices import Action
from chengyun.cases.models import Case, LedgerEntry
from chengyun.cases.rules import Refusal
from chengyun.cases.services.refused import Refused

CHANGED = Refusal("changed", _("The case was changed a moment ago; here is how it stands now."))
JUST_NOW = timedelta(minutes=2)
DECIDING = rules.BY_ACTION.keys() - {Action.COMMENT.value}


def refuse_stale(case: Case, seen: int | None, at: datetime) -> None:
    """Raise Refused (changed) if others did something since the version that was seen.

    Remarks, and what happens without anybody's decision, are no conflict.
    """
    if seen is None or seen >= case.version:
        return
    rows = LedgerEntry.objects.filter(case=case).select_related("actor").order_by("-seq")
    since = [row for row in rows[: case.version - seen] if row.action in DECIDING]
    if since:
        raise Refused(CHANGED.code, _who(since[0], at))


def _who(row: LedgerEntry, at: datetime) -> Promise:
    template = _("{who}: “{what}”, {when}. Here is how the case stands now.")
    what = Action(row.action).label if row.action in Action.values else row.action
    who = str(row.actor) if row.actor else _("System")
    return format_lazy(template, who=who, what=what, when=_when(row.at, at))


def _when(done: datetime, at: datetime) -> Promise:
    if at - done < JUST_NOW:
        return _("a moment ago")
    local = lazystr(f"{timezone.localtime(done):%m-%d %H:%M}")
    return format_lazy(_("at {moment}"), moment=local)

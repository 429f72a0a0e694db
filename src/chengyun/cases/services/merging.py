"""并案: a case goes on in another one. Its reports and alarms go along, now and later, are counted
once, and come back where the merging is undone.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from chengyun.cases.choices import Action, Outcome, Stage
from chengyun.cases.models import Alarm, Attachment, Case, LedgerEntry, Report
from chengyun.cases.present import named
from chengyun.cases.rules import Refusal
from chengyun.cases.services.given import Given
from chengyun.cases.services.journal import Journal, Step
from chengyun.cases.services.parts import NOT_INTO
from chengyun.cases.services.refused import Refused
from chengyun.cases.services.steps import carry_out

MERGED_ON = Refusal(
    "merged_on", _("The case that took it has itself been merged; undo that merging first.")
)
# What belongs to a case and goes along, with the name that the ledger knows it by.
GOES_ALONG: dict[str, tuple[type[models.Model], str]] = {
    "reports": (Report, "receipt"),
    "alarms": (Alarm, "key"),
    "attachments": (Attachment, "key"),
}
COUNTS = ("report_count", "alarm_count", "asked")


def merge(journal: Journal, case: Case, given: Given) -> None:
    """Merge into `given.into`, an open case. Raises Refused: not_into."""
    into = given.into
    if into is None or into.pk == case.pk or not into.is_open or into.parent_id == case.pk:
        raise Refused(NOT_INTO.code, NOT_INTO.message)
    counts = _counts(case)
    made_so = _keep_secret(case, into)
    told = {name: _move(name, case, into) for name in GOES_ALONG}
    fold(journal, case, into, given, told)
    _change(into, counts)
    into.seen_at = max(into.seen_at, case.seen_at)
    into.severity = min(into.severity, case.severity)
    detail = {"merged": case.number, **counts, "severity": into.severity, **made_so}
    journal.add(Step(into, Action.ABSORB, given.at, into.stage, given.actor_id, detail=detail))
    into.save()


def fold(journal: Journal, case: Case, into: Case, given: Given, told: dict[str, Any]) -> None:
    """End a case as merged: what it counted is counted by the other one (`told` names it)."""
    told = {"into": into.number, **_counts(case), **told}
    case.merged_into = into
    case.closed_at, case.outcome = given.at, Outcome.DUPLICATE.value
    case.report_count = case.alarm_count = 0
    carry_out(journal, case, Action.MERGE, given, told)


def unmerge(journal: Journal, case: Case, given: Given) -> None:
    """Take a case out of the one it was merged into, with what it brought. Raises Refused:
    merged_on.
    """
    into = named(Case.objects.filter(merged=case)).get()
    if into.merged_into_id:
        raise Refused(MERGED_ON.code, MERGED_ON.message)
    row = LedgerEntry.objects.filter(case=case, action=Action.MERGE).order_by("-seq")[0]
    counts = {name: int(row.detail[name]) for name in COUNTS}
    for name in GOES_ALONG:
        _bring_back(name, row.detail.get(name, []), into, case)
    _open_again(into)
    _change(case, counts)
    _change(into, {name: -n for name, n in counts.items()})
    carry_out(journal, case, Action.UNMERGE, given, {"from": into.number}, Stage(row.stage_before))
    detail = {"released": case.number, **counts}
    journal.add(Step(into, Action.RELEASE, given.at, into.stage, given.actor_id, detail=detail))
    into.save()


def remaining(ids: set[int]) -> dict[int, int]:
    """For cases that were merged, by id: the open case that goes on in their stead, if any is.

    Not an alarm storm: that takes what is like it by rules of its own. Nor a confidential case,
    which nothing joins by itself.
    """
    found = {key: key for key in ids}
    while step := _next(set(found.values())):
        found = {key: step.get(at, at) for key, at in found.items()}
    still = Case.objects.filter(
        pk__in=set(found.values()), closed_at=None, storm=None, confidential=False
    )
    open_ = set(still.values_list("pk", flat=True))
    return {key: at for key, at in found.items() if at in open_ and at != key}


def _next(ids: set[int]) -> dict[int, int]:
    rows = Case.objects.filter(pk__in=ids, merged_into__isnull=False)
    return {pk: into for pk, into in rows.values_list("pk", "merged_into") if into}


def _counts(case: Case) -> dict[str, int]:
    return {name: getattr(case, name) for name in COUNTS}


def _change(case: Case, counts: dict[str, int]) -> None:
    for name, n in counts.items():
        setattr(case, name, max(0, getattr(case, name) + n))


def _move(name: str, case: Case, into: Case) -> list[str]:
    model, key = GOES_ALONG[name]
    rows = model._default_manager.filter(case=case)
    names = list(rows.order_by(key).values_list(key, flat=True))
    if model is Report:
        rows.filter(came_with=None).update(came_with=case)
    rows.update(case=into)
    return names


def _bring_back(name: str, names: list[str], into: Case, case: Case) -> None:
    model, key = GOES_ALONG[name]
    model._default_manager.filter(case=into, **{f"{key}__in": names}).update(case=case)
    if model is Report:
        Report.objects.filter(case=case, came_with=case).update(came_with=None)


def _keep_secret(case: Case, into: Case) -> dict[str, bool]:
    """What goes on for a confidential case is as confidential; the ledger says if it became so."""
    if into.confidential or not case.confidential:
        return {}
    into.confidential = True
    return {"confidential": True}


def _open_again(into: Case) -> None:
    """What became confidential by merging is so no longer, once nothing confidential is in it."""
    absorbed = LedgerEntry.objects.filter(case=into, action=Action.ABSORB)
    made_so = absorbed.filter(detail__confidential=True).exists()
    if made_so and not into.reports.filter(confidential=True).exists():
        into.confidential = False

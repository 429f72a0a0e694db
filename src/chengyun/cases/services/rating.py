"""What reporters think of how it was done, and the call back to those who are not satisfied."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from chengyun.calendar import Limit
from chengyun.cases import reporter_rules as rules
from chengyun.cases.choices import Action
from chengyun.cases.models import CallBack, CallOutcome, Report
from chengyun.cases.rules import NOT_YOURS, Refusal
from chengyun.cases.services.act import office
from chengyun.cases.services.finding import followed, report_of
from chengyun.cases.services.journal import Step, writing
from chengyun.cases.services.refused import Refused, refuse_if
from chengyun.people.models import User
from chengyun.people.privacy import masked_text
from chengyun.people.secrets import unseal


def rate(follow: str, rating: int, text: str = "", at: datetime | None = None) -> Report:
    """The reporter's verdict, 1 to 5, once and only after closing; a bad one is called back.

    A case has the lowest of its reporters' ratings: a later witness does not hide a bad one.
    Raises Refused: unknown_report, bad_rating, not_closed, rated.
    """
    now = at or timezone.now()
    with writing() as journal:
        case, report = followed(follow)
        refuse_if(rules.no_rating(rules.Rated(rating, report.rating, case.stage)))
        _keep(report, rating, text)
        case.rating = min(rating, case.rating or rating)
        detail: dict[str, Any] = {"rating": rating, "receipt": report.receipt}
        if rating <= rules.BAD:
            detail["call_back_by"] = _open(report, now).due_at.isoformat()
        journal.add(Step(case, Action.RATE, now, case.stage, detail=detail))
        case.save(update_fields=["rating", "version"])
    return report


@dataclass(frozen=True)
class Called:
    """What a call-back came to; `rating` is the second one, where the reporter gave it."""

    outcome: str
    note: str
    rating: int | None = None


def call_back(
    actor: User, number: str, receipt: str, called: Called, at: datetime | None = None
) -> CallBack:
    """Record a call-back, once. The first rating stays; the second is kept beside it.

    Raises Refused: unknown_case, unknown_report, not_yours, no_call_back, called_back,
    bad_outcome, needs_note, bad_rating.
    """
    now = at or timezone.now()
    with writing() as journal:
        case, report = report_of(actor, number, receipt)
        refuse_if(None if actor.role in rules.MAY_CALL else NOT_YOURS)
        waiting = _waiting(report)
        refuse_if(_no_record(waiting, called))
        _record(waiting, actor, called, now)
        detail = {"receipt": receipt, "outcome": called.outcome, "rating": called.rating}
        journal.add(Step(case, Action.CALL_BACK, now, case.stage, actor.pk, waiting.note, detail))
        case.save(update_fields=["version"])
    return waiting


def rate_again(follow: str, rating: int, at: datetime | None = None) -> CallBack:
    """The reporter's second rating by the link, once, after the call-back was made.

    Raises Refused: unknown_report, no_call_back, bad_rating, rated.
    """
    now = at or timezone.now()
    with writing() as journal:
        case, report = followed(follow)
        made = _waiting(report)
        refuse_if(rules.NO_CALL_BACK if made.done_at is None else None)
        refuse_if(rules.no_rating(rules.Rated(rating, made.rating, "closed")))
        made.rating = rating
        made.save(update_fields=["rating"])
        detail = {"receipt": report.receipt, "rating": rating}
        journal.add(Step(case, Action.RATE_AGAIN, now, case.stage, detail=detail))
        case.save(update_fields=["version"])
    return made


def _keep(report: Report, rating: int, text: str) -> None:
    name = unseal(report.contact).get("name", "")
    report.rating, report.rating_text = rating, masked_text(text.strip(), [name])[:300]
    report.save(update_fields=["rating", "rating_text"])


def _open(report: Report, now: datetime) -> CallBack:
    due = office().add(now, Limit.parse(rules.CALL_BACK_WITHIN))
    return CallBack.objects.create(report=report, opened_at=now, due_at=due)


def _waiting(report: Report) -> CallBack:
    found = CallBack.objects.filter(report=report).first()
    if found is None:
        raise Refused(rules.NO_CALL_BACK.code, rules.NO_CALL_BACK.message)
    return found


def _no_record(waiting: CallBack, called: Called) -> Refusal | None:
    if waiting.done_at is not None:
        return rules.CALLED_BACK
    if called.outcome not in CallOutcome.values:
        return rules.BAD_OUTCOME
    if called.rating is not None and not rules.WORST <= called.rating <= rules.BEST:
        return rules.BAD_RATING
    return None if called.note.strip() else rules.NEEDS_NOTE


def _record(waiting: CallBack, actor: User, called: Called, now: datetime) -> None:
    waiting.done_at, waiting.done_by = now, actor
    waiting.outcome, waiting.rating = called.outcome, called.rating
    name = unseal(waiting.report.contact).get("name", "")
    waiting.note = masked_text(called.note.strip(), [name])[:500]
    waiting.save()

"""Questions back to those who reported, and their answers."""

from datetime import datetime

from django.utils import timezone

from chengyun.cases import reporter_rules as rules
from chengyun.cases.choices import Action
from chengyun.cases.models import Case, Question, Report
from chengyun.cases.services.finding import followed, report_of
from chengyun.cases.services.journal import Step, writing
from chengyun.cases.services.refused import Refused, refuse_if
from chengyun.people.models import User
from chengyun.people.privacy import masked_text
from chengyun.people.secrets import seal, unseal


def ask(actor: User, number: str, receipt: str, text: str, at: datetime | None = None) -> Question:
    """Ask the reporter something; the case shows that it waits for them. No clock stops.

    Raises Refused: unknown_case, unknown_report, not_yours, case_over, needs_question.
    """
    now, told = at or timezone.now(), text.strip()
    with writing() as journal:
        case, report = report_of(actor, number, receipt)
        refuse_if(rules.no_question(actor.role, told, case.is_open))
        question = Question.objects.create(
            report=report,
            asked_by=actor,
            asked_at=now,
            text=_without(report, told)[: rules.MAX_QUESTION],
        )
        case.asked = _waiting(case)
        detail = {"receipt": receipt, "question": question.pk}
        journal.add(Step(case, Action.ASK, now, case.stage, actor.pk, question.text, detail))
        case.save(update_fields=["asked", "version"])
    return question


def answer(follow: str, question: int, text: str, at: datetime | None = None) -> Question:
    """The reporter's answer; its words do not enter the ledger, which is never erased.

    Raises Refused: unknown_report, unknown_question, answered, needs_answer, too_long.
    """
    now, told = at or timezone.now(), text.strip()
    with writing() as journal:
        case, report = followed(follow)
        asked = _question(report, question)
        refuse_if(rules.no_answer(told, asked.answered_at is not None))
        _take(asked, report, told, now)
        detail = {"receipt": report.receipt, "question": asked.pk}
        case.asked = _waiting(case)
        journal.add(Step(case, Action.ANSWER, now, case.stage, detail=detail))
        case.save(update_fields=["asked", "version"])
    return asked


def _question(report: Report, pk: int) -> Question:
    found = Question.objects.filter(report=report, pk=pk).first()
    if found is None:
        raise Refused(rules.UNKNOWN_QUESTION.code, rules.UNKNOWN_QUESTION.message)
    return found


def _take(question: Question, report: Report, told: str, now: datetime) -> None:
    question.answered_at, question.answer = now, _without(report, told)
    hidden = told != question.answer and not report.erased_at
    question.sealed = seal({"text": told}) if hidden else ""
    question.save()


def _without(report: Report, told: str) -> str:
    """The words without the reporter's name and without numbers."""
    return masked_text(told, [unseal(report.contact).get("name", "")])


def _waiting(case: Case) -> int:
    """Counted anew each time: reports may have come to the case with their questions."""
    return Question.objects.filter(report__case=case, answered_at=None).count()

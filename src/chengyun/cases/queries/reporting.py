"""Readers of reports. Every one takes the viewer; personal details are masked by role."""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from chengyun.cases.models import CallBack, Case, Question, Report
from chengyun.cases.present import iso
from chengyun.cases.reporter_rules import MAY_CALL
from chengyun.people.policy import Viewer, scope_for
from chengyun.people.privacy import masked, masked_name
from chengyun.people.secrets import unseal

QUESTIONS = Prefetch("questions", Question.objects.select_related("asked_by"))


def reports(viewer: Viewer, case: Case) -> list[dict[str, Any]]:
    """What people told about the case, with questions, answers and ratings.

    Names, telephone numbers and the words as written are for those who call back; of a
    confidential report nobody reads them here (`services.look`).
    """
    facts = {"area_path": case.area_path, "unit_id": case.unit_id}
    if not scope_for(viewer).allows(facts):
        return []
    of_it = Case.objects.filter(Q(pk=case.pk) | Q(merged_into=case)).order_by().values("pk")
    rows = Report.objects.filter(readable(viewer), case__in=of_it)
    rows = rows.select_related("callback__done_by", "case", "came_with").prefetch_related(QUESTIONS)
    return [told_by(viewer, row) for row in rows.order_by("reported_at", "id")]


def readable(viewer: Viewer, prefix: str = "") -> Q:
    """Which reports of a case may be read by who may see it: a confidential one that came by
    merging only where the viewer may see the case it came with. Merging opens no door.
    """
    seen = Case.objects.filter(scope_for(viewer).q()).order_by().values("pk")
    secret = Q(**{f"{prefix}confidential": True, f"{prefix}came_with__isnull": False})
    return ~secret | Q(**{f"{prefix}came_with__in": seen})


def sealed_receipts(viewer: Viewer, case: Case) -> set[str]:
    """The receipts of a case's reports that the viewer may not read."""
    if not case.confidential:
        return set()
    sealed = Report.objects.filter(~readable(viewer), case=case)
    return set(sealed.values_list("receipt", flat=True))


def call_backs(viewer: Viewer) -> QuerySet[CallBack]:
    """The call-backs that wait, the most urgent first."""
    waiting = CallBack.objects.filter(
        scope_for(viewer).q("report__case__"), readable(viewer, "report__"), done_at=None
    )
    places = ("report__case__area", "report__case__street")
    named = waiting.select_related("report__case__type", *places)
    return named.defer(*(f"{place}__boundary" for place in places)).order_by("due_at")


def told_by(viewer: Viewer, row: Report) -> dict[str, Any]:
    """One report of a case that the viewer may see, masked by the viewer's role."""
    return {
        "receipt": row.receipt,
        "case": own.number if (own := row.came_with or row.case) else "",
        "at": iso(row.reported_at),
        "channel": row.channel,
        "witness": row.witness,
        "confidential": row.confidential,
        "erased": row.erased_at is not None,
        "rating": row.rating,
        "rating_text": row.rating_text,
        "simulated": row.simulated,
        **_person(viewer, row),
        "questions": [_question(viewer, row, question) for question in row.questions.all()],
        "call_back": _call_back(row),
    }


def may_read(viewer: Viewer, row: Report) -> bool:
    """True for those who call back, except where the reporter asked for confidence."""
    return viewer.role in MAY_CALL and not row.confidential


def _person(viewer: Viewer, row: Report) -> dict[str, Any]:
    contact = unseal(row.contact)
    name, phone = contact.get("name", ""), contact.get("phone", "")
    if may_read(viewer, row):
        return {"name": name, "phone": phone, "text": contact.get("text") or row.text}
    if row.confidential:
        # Not even the family name or the last four digits.
        return {"name": "", "phone": "", "text": row.text}
    return {"name": masked_name(name), "phone": masked(phone), "text": row.text}


def _question(viewer: Viewer, row: Report, question: Question) -> dict[str, Any]:
    full = unseal(question.sealed).get("text", "") if may_read(viewer, row) else ""
    return {
        "id": question.pk,
        "by": str(question.asked_by),
        "at": iso(question.asked_at),
        "text": question.text,
        "answered_at": iso(question.answered_at),
        "answer": full or question.answer,
    }


def _call_back(row: Report) -> dict[str, Any] | None:
    made: CallBack | None = getattr(row, "callback", None)
    if made is None:
        return None
    return {
        "due_at": iso(made.due_at),
        "done_at": iso(made.done_at),
        "by": str(made.done_by) if made.done_by else "",
        "outcome": made.outcome,
        "outcome_label": str(made.get_outcome_display()),
        "note": made.note,
        "rating": made.rating,
    }

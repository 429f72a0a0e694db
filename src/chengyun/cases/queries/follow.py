"""What a reporter may read by the secret of their link: plain words, never an officer or another
reporter."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengyun.cases.choices import Action, Stage
from chengyun.cases.models import Case, LedgerEntry, Question, Report
from chengyun.cases.present import iso, named
from chengyun.cases.queries.story import Joined, joined_of, rows_of
from chengyun.people.models import Unit

Text = str | Promise

PHASES: tuple[Text, ...] = (
    _("Received"),
    _("Accepted"),
    _("Being worked on"),
    _("Being checked"),
    _("Done"),
)
# Stages of the loop as a resident sees them: how far it is.
PHASE_OF: Mapping[str, int] = {
    "reported": 0,
    "verification": 0,
    "filed": 1,
    "dispatched": 1,
    "handling": 2,
    "check": 3,
    "closed": 4,
}
NOW: Mapping[str, Text] = {
    "reported": _("A duty officer looks at it next."),
    "verification": _("Someone goes to look at the place first."),
    "filed": _("It is accepted, and we are finding the unit in charge."),
    "dispatched": _("It was sent to %(unit)s."),
    "handling": _("%(unit)s is working on it."),
    "check": _("%(unit)s has reported it as done; someone else checks the result."),
    "closed": _("It has been done and checked."),
    "cancelled": _("It was looked into and not taken up; the reason is below."),
}
UNIT: Text = _("the unit in charge")

# Steps of the loop in plain words; what is not here is nobody's business but the office's.
STEPS: Mapping[str, Text] = {
    Action.FILE: _("Accepted and filed."),
    Action.REJECT: _("Looked into; it was not filed."),
    Action.DISPATCH: _("Sent to %(unit)s."),
    Action.ACCEPT: _("%(unit)s has started work."),
    Action.HANDLE: _("Handled; the result is being checked."),
    Action.CHECK_FAIL: _("The check was not passed; the work is being done again."),
    Action.CLOSE: _("Checked and closed."),
    Action.SUSPEND: _("Put on hold for a reason outside our control."),
    Action.RESUME: _("Work has resumed."),
    Action.EXTEND: _("More time was granted."),
    Action.REOPEN: _("Opened again."),
    "verify": _("Someone was sent to look at the place."),
    "transfer": _("Handed on to %(unit)s."),
    "merge": _("It is the same as what others reported, and goes on together with it."),
    "unmerge": _("It goes on by itself again."),
    "cancel": _("Ended; the reason is below."),
}
# What passed between the district and this reporter alone; other witnesses do not see it.
OWN: Mapping[str, Text] = {
    Action.ASK: _("We asked you a question."),
    Action.ANSWER: _("You answered. Thank you."),
    Action.RATE: _("You rated it."),
    Action.CALL_BACK: _("We spoke to you about your rating."),
    Action.RATE_AGAIN: _("You rated it again."),
}
# The row whose note says what became of it.
RESULTS = {Stage.CLOSED: (Action.HANDLE,), Stage.CANCELLED: (Action.REJECT, "cancel")}


@dataclass(frozen=True)
class Step:
    """One line of a report's story."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Result:
    """What became of it, in the words of who did it."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Followed:
    """A report as its sender sees it. `case` is the one that goes on, where it was merged;
    `phase` counts the PHASES from 0, and is None where it was not taken up."""

    report: Report
    case: Case
    joined: Joined | None
    phase: int | None
    now: str
    steps: list[Step]
    result: Result | None
    questions: list[Question]

    @property
    def waiting(self) -> list[Question]:
        """What the reporter is asked."""
        return [one for one in self.questions if one.answered_at is None]

    @property
    def phase_name(self) -> Text:
        return _("Not taken up") if self.phase is None else PHASES[self.phase]


def follow(secret: str) -> Followed:
    """The report of a follow link. Raises Report.DoesNotExist."""
    report = Report.objects.select_related("case", "came_with", "callback").get(
        follow=secret, case__isnull=False
    )
    own = report.case
    goes_on = Q(pk=own.merged_into_id or own.pk) if own else Q(pk__in=[])
    case = named(Case.objects.filter(goes_on)).get()
    rows = rows_of(report, case, [*STEPS, *OWN])
    return Followed(
        report, case, joined_of(report, case, rows), PHASE_OF.get(case.stage), _now(case),
        _steps(report, case, rows), _result(case, rows), list(report.questions.all()),
    )  # fmt: skip


def _now(case: Case) -> str:
    unit = case.unit.title if case.unit else UNIT
    return str(NOW.get(case.stage, "")) % {"unit": unit}


def _steps(report: Report, case: Case, rows: list[LedgerEntry]) -> list[Step]:
    received = Step(report.reported_at, str(_("We received your report.")))
    names = _unit_names(rows)
    return [received, *_told(report, case, rows, names)]


def _told(
    report: Report, case: Case, rows: list[LedgerEntry], names: Mapping[str, str]
) -> Iterator[Step]:
    unit = case.unit.title if case.unit else str(UNIT)
    for row in rows:
        unit = names.get(str(row.detail.get("unit") or ""), unit)
        if row.action in STEPS:
            yield Step(row.at, str(STEPS[row.action]) % {"unit": unit})
        elif row.detail.get("receipt") == report.receipt:
            yield Step(row.at, str(OWN[row.action]))


def _unit_names(rows: list[LedgerEntry]) -> dict[str, str]:
    codes = {str(row.detail.get("unit") or "") for row in rows} - {""}
    return {unit.code: unit.title for unit in Unit.objects.filter(code__in=codes)}


def _result(case: Case, rows: list[LedgerEntry]) -> Result | None:
    wanted = RESULTS.get(Stage(case.stage), ())
    said = [row for row in rows if row.action in wanted and row.note]
    return Result(said[-1].at, said[-1].note) if said else None


def as_json(found: Followed) -> dict[str, Any]:
    """Plain JSON values, words in the active language."""
    report, case = found.report, found.case
    return {
        "receipt": report.receipt,
        "case": case.number,
        "kind": case.type.title,
        "stage": case.stage,
        "phase": str(found.phase_name),
        "now": found.now,
        "reported_at": iso(report.reported_at),
        "joined": _joining(found.joined),
        "due_at": iso(case.due_at) if case.is_open else None,
        "overdue": case.overdue,
        "closed_at": iso(case.closed_at),
        "reports": case.report_count,
        "steps": [{"at": iso(step.at), "text": step.text} for step in found.steps],
        "result": found.result.text if found.result else None,
        "questions": [_question(one) for one in found.questions],
        "rating": report.rating,
    }


def _joining(joined: Joined | None) -> dict[str, Any] | None:
    return {"known_since": iso(joined.known), "at": iso(joined.at)} if joined else None


def _question(one: Question) -> dict[str, Any]:
    return {
        "id": one.pk,
        "at": iso(one.asked_at),
        "text": one.text,
        "answered_at": iso(one.answered_at),
    }

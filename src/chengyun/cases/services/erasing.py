"""Personal details go when their time is over; the ledger, which never had any, stays provable."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Model

from chengyun.cases.choices import Action
from chengyun.cases.models import Case, Partner, Question, Report
from chengyun.cases.present import named
from chengyun.cases.services.journal import Journal, Step, writing
from chengyun.people.models import PatrolBatch
from chengyun.people.privacy import masked_text
from chengyun.people.secrets import reseal, unseal

BATCH = 500
# All that `people.secrets` has sealed.
SEALED: tuple[tuple[type[Model], str], ...] = (
    (Report, "contact"),
    (Question, "sealed"),
    (Partner, "their_key"),
    (PatrolBatch, "points"),
)


def erase(now: datetime, keep_days: int) -> int:
    """Erase contacts, and words as they were written, of reports whose case closed more than
    `keep_days` ago; returns how many reports. What is left has every personal detail masked.
    """
    done = total = _erase_some(now, keep_days)
    while done == BATCH:
        done = _erase_some(now, keep_days)
        total += done
    return total


def _erase_some(now: datetime, keep_days: int) -> int:
    before = now - timedelta(days=keep_days)
    due = Report.objects.filter(erased_at=None, case__closed_at__lt=before)
    if not due.exists():
        return 0
    with writing() as journal:
        reports = list(due.order_by("case_id", "id")[:BATCH])
        cases = _cases(reports)
        for case, found in groupby(reports, key=lambda report: report.case_id):
            _erase_case(journal, cases[case or 0], list(found), now)
    return len(reports)


def _cases(reports: list[Report]) -> dict[int, Case]:
    wanted = {report.case_id for report in reports if report.case_id}
    return {case.pk: case for case in named(Case.objects.filter(pk__in=wanted))}


def _erase_case(journal: Journal, case: Case, reports: list[Report], now: datetime) -> None:
    names = [unseal(report.contact).get("name", "") for report in reports]
    for report in reports:
        report.text, report.contact = masked_text(report.text, names), ""
        report.erased_at = now
    Report.objects.bulk_update(reports, ["text", "contact", "erased_at"])
    Question.objects.filter(report__in=reports).update(sealed="")
    # Words are masked when they come in; those that an older version took in are masked here.
    case.title, case.description = (
        masked_text(words, names) for words in (case.title, case.description)
    )
    journal.reworded(case)
    detail = {"reports": len(reports)}
    journal.add(Step(case, Action.ERASE, now, case.stage, detail=detail), tell=False)
    case.save(update_fields=["title", "description", "version"])


def reseal_all(also: Iterable[tuple[type[Model], str]] = ()) -> tuple[int, int]:
    """Put everything that is sealed under the newest key, `also` what rooms above this one have:
    how many are, and how many no key in force opens. The older keys are needed no more then."""
    found = [_reseal(model, field) for model, field in (*SEALED, *also)]
    return sum(done for done, _ in found), sum(lost for _, lost in found)


def _reseal(model: type[Model], field: str) -> tuple[int, int]:
    done = lost = 0
    rows = model._default_manager.exclude(**{field: ""})
    for key, sealed in rows.values_list("pk", field).iterator(chunk_size=BATCH):
        try:
            # Only where nobody has changed it meanwhile: erased stays erased.
            same = model._default_manager.filter(**{"pk": key, field: sealed})
            done += same.update(**{field: reseal(sealed)})
        except ValueError:
            lost += 1
    return done, lost

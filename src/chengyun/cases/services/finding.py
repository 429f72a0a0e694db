"""Finding what a verb works on; what is out of the actor's scope does not exist."""

from django.db.models import Q

from chengyun.cases import reporter_rules
from chengyun.cases.models import Case, Report
from chengyun.cases.present import named
from chengyun.cases.queries.reporting import readable
from chengyun.cases.services.act import UNKNOWN_CASE
from chengyun.cases.services.refused import Refused
from chengyun.people.models import User
from chengyun.people.policy import scope_for, viewer_of


def case_of(actor: User, number: str) -> Case:
    """The case of that number. Raises Refused: unknown_case."""
    scope = scope_for(viewer_of(actor))
    case = named(Case.objects.filter(scope.q(), number=number)).first()
    if case is None:
        raise Refused(UNKNOWN_CASE.code, UNKNOWN_CASE.message)
    return case


def report_of(actor: User, number: str, receipt: str) -> tuple[Case, Report]:
    """A case and one of its reports. Raises Refused: unknown_case, unknown_report."""
    case = case_of(actor, number)
    of_case = (Q(case=case) | Q(case__merged_into=case)) & readable(viewer_of(actor))
    return case, _known(Report.objects.filter(of_case, receipt=receipt).first())


def followed(follow: str) -> tuple[Case, Report]:
    """The report of a follow link and the case that goes on, which its own may have been merged
    into. Raises Refused: unknown_report."""
    found = Report.objects.filter(follow=follow, case__isnull=False).select_related("case")
    report = _known(found.first())
    own = report.case
    goes_on = Q(pk=own.merged_into_id or own.pk) if own else Q(pk__in=[])
    return named(Case.objects.filter(goes_on)).get(), report


def _known(report: Report | None) -> Report:
    if report is None:
        unknown = reporter_rules.UNKNOWN_REPORT
        raise Refused(unknown.code, unknown.message)
    return report

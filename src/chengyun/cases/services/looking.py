"""Looking at the contact of a confidential report: with a reason, and never unseen."""

from datetime import datetime

from django.utils import timezone

from chengyun.cases import reporter_rules as rules
from chengyun.cases.choices import Action
from chengyun.cases.services.finding import report_of
from chengyun.cases.services.journal import Step, writing
from chengyun.cases.services.refused import refuse_if
from chengyun.people.models import User
from chengyun.people.secrets import unseal


def look(
    actor: User, number: str, receipt: str, why: str, at: datetime | None = None
) -> dict[str, str]:
    """Name, telephone number and text as written, for those who call back; the ledger says who
    looked and why. Raises Refused: unknown_case, unknown_report, not_yours, needs_why.
    """
    with writing() as journal:
        case, report = report_of(actor, number, receipt)
        refuse_if(rules.no_look(actor.role, why.strip()))
        moment, detail = at or timezone.now(), {"receipt": receipt}
        step = Step(case, Action.LOOK, moment, case.stage, actor.pk, why.strip(), detail)
        # Nobody outside the case needs to hear of it.
        journal.add(step, tell=False)
        case.save(update_fields=["version"])
    return unseal(report.contact)

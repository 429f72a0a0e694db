"""The numbers of cases in the evaluation; their keys are those that platforms commonly use."""

from django.utils.translation import gettext_lazy as _

from chengyun.cases.evaluation import cohorts as c
from chengyun.cases.evaluation.metric import Actor, Kind, Metric, Section
from chengyun.cases.evaluation.predicates import Predicate
from chengyun.cases.rules import Text

INTAKE, HANDLING, CLOSING = Section.INTAKE, Section.HANDLING, Section.CLOSING


def _count(
    key: str, title: Text, section: Section, words: Text, part: Predicate, actor: Actor, better: int
) -> Metric:
    return Metric(
        key, title, section, words, part, better=better, actor=actor, kind=Kind.COUNT, digits=0
    )


COUNTS = (
    _count(
        "report",
        _("Reported cases"),
        INTAKE,
        _("opened in the period"),
        c.REPORTED,
        Actor.REPORTER,
        0,
    ),
    _count(
        "accept",
        _("Decided on"),
        INTAKE,
        _("opened in the period, and filed or refused by its end"),
        c.ACCEPTED,
        Actor.FILER,
        0,
    ),
    _count(
        "register", _("Filed cases"), INTAKE, _("filed in the period"), c.REGISTERED, Actor.FILER, 0
    ),
    _count(
        "dispatch",
        _("Dispatched cases"),
        HANDLING,
        _("last dispatched in the period"),
        c.DISPATCHED,
        Actor.DISPATCHER,
        0,
    ),
    _count(
        "accurDispatch",
        _("Dispatched rightly"),
        HANDLING,
        _("dispatched in the period, once, and neither returned nor passed on"),
        c.ACCURATE,
        Actor.DISPATCHER,
        0,
    ),
    _count(
        "toDispose",
        _("To be handled"),
        HANDLING,
        _("deadline in the period, or earlier and not handled at its end"),
        c.TO_DISPOSE,
        Actor.HANDLER,
        0,
    ),
    _count(
        "dispose",
        _("Handled cases"),
        HANDLING,
        _("handled in the period"),
        c.DISPOSED,
        Actor.HANDLER,
        0,
    ),
    _count(
        "overTimeToDispose",
        _("Overdue, not handled"),
        HANDLING,
        _("to be handled, and not handled at the end of the period"),
        c.OVERDUE_UNHANDLED,
        Actor.HANDLER,
        -1,
    ),
    _count(
        "suspended",
        _("Suspended cases"),
        HANDLING,
        _("suspended at the end of the period"),
        c.SUSPENDED,
        Actor.HANDLER,
        0,
    ),
    _count(
        "needArchive",
        _("To be closed"),
        CLOSING,
        _("deadline in the period, or earlier and open at its end"),
        c.TO_ARCHIVE,
        Actor.HANDLER,
        0,
    ),
    _count(
        "archive",
        _("Closed cases"),
        CLOSING,
        _("closed in the period"),
        c.ARCHIVED,
        Actor.CHECKER,
        0,
    ),
    _count(
        "inTimeArchive",
        _("Cases closed in time"),
        CLOSING,
        _("to be closed, and closed by the deadline"),
        c.ARCHIVED_IN_TIME,
        Actor.HANDLER,
        0,
    ),
    _count(
        "overTimeArchived",
        _("Cases closed late"),
        CLOSING,
        _("to be closed, and closed after the deadline"),
        c.ARCHIVED_LATE,
        Actor.HANDLER,
        -1,
    ),
    _count(
        "overTimeToArchive",
        _("Overdue, still open"),
        CLOSING,
        _("to be closed, and open at the end of the period"),
        c.OVERDUE_OPEN,
        Actor.HANDLER,
        -1,
    ),
    _count(
        "excluded",
        _("Left out on appeal"),
        CLOSING,
        _("deadline in the period, appeal granted"),
        c.EXCLUDED,
        Actor.HANDLER,
        0,
    ),
)

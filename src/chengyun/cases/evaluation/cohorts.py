"""The sets of cases that the figures are made of. Each is stated in docs/guide/evaluation.md."""

from chengyun.cases.choices import Origin, Stage
from chengyun.cases.evaluation.predicates import (
    After,
    AtLeast,
    AtMost,
    Before,
    Flag,
    Frequent,
    Is,
    Less,
    Linked,
    NoTime,
    NotYet,
    Passed,
    Within,
    all_of,
    any_of,
)

# Hours for looking at a report on the spot, for checking what was done, for answering a resident.
VERIFY_HOURS = 24
CHECK_HOURS = 2
RESPONSE_HOURS = 24
# 基本满意 and better, of five levels (国办发〔2019〕51号).
SATISFIED = 3
# So many kinds of case are "the frequent ones".
FREQUENT_KINDS = 3

FILED_STAGES = tuple(
    stage.value
    for stage in (Stage.FILED, Stage.DISPATCHED, Stage.HANDLING, Stage.CHECK, Stage.CLOSED)
)
AT_A_UNIT = tuple(
    stage.value for stage in (Stage.DISPATCHED, Stage.HANDLING, Stage.CHECK, Stage.CLOSED)
)

# A case that was merged into another is the other; only its report counts.
OWN = Linked("merged_into_id", to=False)
VALID = Is("stage", (Stage.CANCELLED.value,), other=True)
CLOSED = Is("stage", (Stage.CLOSED.value,))

REPORTED = Within("opened_at")
# Cases taken in before the times of the steps were kept, and imported ones, have no filing time:
# there the stage says that it was filed, and the opening stands for the time.
FILED = any_of(Before("filed_at"), all_of(NoTime("filed_at"), Is("stage", FILED_STAGES)))
FILED_NOW = any_of(
    Within("filed_at"), all_of(NoTime("filed_at"), Is("stage", FILED_STAGES), REPORTED)
)
REGISTERED = all_of(OWN, FILED_NOW)
VOIDED = all_of(Is("stage", (Stage.CANCELLED.value,)), Before("closed_at"))
DECIDED = any_of(FILED, VOIDED)
ACCEPTED = all_of(REPORTED, DECIDED)
VALID_REPORT = all_of(ACCEPTED, OWN, VALID)

DISPATCHED_NOW = any_of(
    Within("dispatched_at"),
    all_of(NoTime("dispatched_at"), Is("stage", AT_A_UNIT), Linked("unit_id"), FILED_NOW),
)
DISPATCHED = all_of(OWN, DISPATCHED_NOW)
ACCURATE = all_of(DISPATCHED, Less("dispatches", 2), Less("returns", 1), Less("transfers", 1))
RETURNED = all_of(DISPATCHED, AtLeast("returns", 1))

# 挂账, granted appeals, void and merged cases are not measured by their deadline.
MEASURED = all_of(OWN, VALID, NoTime("suspended_at"), Flag("excluded", on=False))
# 应处置, 应结案: the deadline fell in the window, or before it and the case still waits at its end.
# A case that was closed is handled, also where nobody wrote down when.
UNHANDLED = all_of(NotYet("handled_at"), NotYet("closed_at"))
TO_DISPOSE = all_of(MEASURED, any_of(Within("due_at"), all_of(Before("due_at"), UNHANDLED)))
TO_ARCHIVE = all_of(
    MEASURED, any_of(Within("due_at"), all_of(Before("due_at"), NotYet("closed_at")))
)
DISPOSED_OF_DUE = all_of(TO_DISPOSE, any_of(Before("handled_at"), Before("closed_at")))
DISPOSED_IN_TIME = all_of(
    DISPOSED_OF_DUE,
    any_of(
        all_of(Before("handled_at"), AtMost("handled_at", "due_at")),
        all_of(NoTime("handled_at"), AtMost("closed_at", "due_at")),
    ),
)
OVERDUE_UNHANDLED = all_of(TO_DISPOSE, UNHANDLED)
ARCHIVED_OF_DUE = all_of(TO_ARCHIVE, Before("closed_at"))
ARCHIVED_IN_TIME = all_of(ARCHIVED_OF_DUE, AtMost("closed_at", "due_at"))
ARCHIVED_LATE = all_of(ARCHIVED_OF_DUE, After("closed_at", "due_at"))
OVERDUE_OPEN = all_of(TO_ARCHIVE, NotYet("closed_at"))

DISPOSED = all_of(OWN, VALID, Within("handled_at"))
ARCHIVED = all_of(OWN, CLOSED, Within("closed_at"))
REWORKED = all_of(DISPOSED, AtLeast("reworks", 1))
PASSED_AT_ONCE = all_of(ARCHIVED, Less("reworks", 1))
FILED_WRONGLY = all_of(REGISTERED, VOIDED)

VERIFIED = Within("verified_at")
# Still to be verified though the time for it is over: late, like every other open overdue one.
UNVERIFIED = all_of(
    NoTime("verified_at"), NoTime("filed_at"), NotYet("closed_at"), Before("step_due_at")
)
TO_VERIFY = all_of(OWN, any_of(VERIFIED, UNVERIFIED))
VERIFIED_IN_TIME = all_of(TO_VERIFY, VERIFIED, AtMost("verified_at", "opened_at", VERIFY_HOURS))
CHECKED = all_of(CLOSED, Within("closed_at"), Before("handled_at"))
UNCHECKED = all_of(VALID, Passed("handled_at", CHECK_HOURS), NotYet("closed_at"))
TO_CHECK = all_of(OWN, any_of(CHECKED, UNCHECKED))
CHECKED_IN_TIME = all_of(TO_CHECK, CHECKED, AtMost("closed_at", "handled_at", CHECK_HOURS))

TOLD = all_of(REPORTED, AtLeast("report_count", 1))
REPEATED = all_of(TOLD, any_of(AtLeast("report_count", 2), Linked("merged_into_id")))
OF_FREQUENT_KINDS = all_of(REGISTERED, Frequent())
PATROLLED = all_of(OWN, REPORTED, Is("origin", (Origin.PATROL.value,)))
SELF_DISPOSED = all_of(PATROLLED, CLOSED, Before("closed_at"), Less("dispatches", 1))
SUSPENDED = all_of(OWN, Before("suspended_at"), NotYet("closed_at"))
EXCLUDED = all_of(OWN, VALID, Within("due_at"), Flag("excluded"))

RESIDENTS = all_of(OWN, AtLeast("report_count", 1))
TO_ANSWER = all_of(
    RESIDENTS,
    VALID,
    Within("dispatched_at"),
    any_of(Before("accepted_at"), Passed("dispatched_at", RESPONSE_HOURS)),
)
ANSWERED = all_of(
    TO_ANSWER, Before("accepted_at"), AtMost("accepted_at", "dispatched_at", RESPONSE_HOURS)
)
TO_SOLVE = all_of(RESIDENTS, TO_ARCHIVE)
NOT_BAD = any_of(Linked("rating", to=False), AtLeast("rating", SATISFIED))
SOLVED = all_of(TO_SOLVE, Before("closed_at"), NOT_BAD)
RATED = all_of(RESIDENTS, CLOSED, Within("closed_at"), AtLeast("rating", 1))
SATISFIED_ONES = all_of(RATED, AtLeast("rating", SATISFIED))

"""Every figure said once more, for one case at a time and in plain words of the language.

It shares nothing with the product but the names: `tests/cases/test_evaluation.py` holds the two
equal.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

FILED = ("filed", "dispatched", "handling", "check", "closed")
AT_A_UNIT = ("dispatched", "handling", "check", "closed")
Rule = Callable[["One"], bool]


@dataclass(frozen=True)
class One:
    """A case looked at in a period."""

    case: Any
    since: datetime
    until: datetime
    frequent: Sequence[int] = ()

    def within(self, name: str) -> bool:
        at = getattr(self.case, name)
        return at is not None and self.since <= at < self.until

    def by_end(self, name: str) -> bool:
        at = getattr(self.case, name)
        return at is not None and at < self.until

    @property
    def own(self) -> bool:
        return self.case.merged_into_id is None

    @property
    def valid(self) -> bool:
        return self.own and self.case.stage != "cancelled"

    @property
    def opened(self) -> bool:
        return self.within("opened_at")

    @property
    def filed(self) -> bool:
        return self.by_end("filed_at") if self.case.filed_at else self.case.stage in FILED

    @property
    def void(self) -> bool:
        return self.case.stage == "cancelled" and self.by_end("closed_at")

    @property
    def filed_now(self) -> bool:
        if self.case.filed_at:
            return self.within("filed_at")
        return self.case.stage in FILED and self.opened

    @property
    def dispatched_now(self) -> bool:
        if self.case.dispatched_at:
            return self.own and self.within("dispatched_at")
        at_a_unit = self.case.stage in AT_A_UNIT and self.case.unit_id is not None
        return self.own and at_a_unit and self.filed_now

    @property
    def straight(self) -> bool:
        case = self.case
        return case.dispatches <= 1 and not case.returns and not case.transfers

    @property
    def measured(self) -> bool:
        return self.valid and not self.case.suspended_at and not self.case.excluded

    @property
    def handled(self) -> bool:
        return self.by_end("handled_at") or self.by_end("closed_at")

    @property
    def to_dispose(self) -> bool:
        due = self.within("due_at") or (self.by_end("due_at") and not self.handled)
        return self.measured and due

    @property
    def handled_in_time(self) -> bool:
        if not self.handled:
            return False
        if self.case.handled_at:
            return self.by_end("handled_at") and self.case.handled_at <= self.case.due_at
        return bool(self.case.closed_at <= self.case.due_at)

    @property
    def closed(self) -> bool:
        return self.by_end("closed_at")

    @property
    def to_archive(self) -> bool:
        due = self.within("due_at") or (self.by_end("due_at") and not self.closed)
        return self.measured and due

    @property
    def closed_in_time(self) -> bool:
        return self.closed and self.case.closed_at <= self.case.due_at

    @property
    def disposed(self) -> bool:
        return self.valid and self.within("handled_at")

    @property
    def archived(self) -> bool:
        return self.own and self.case.stage == "closed" and self.within("closed_at")

    @property
    def unverified(self) -> bool:
        case = self.case
        waits = not case.verified_at and not case.filed_at and not self.closed
        return waits and self.by_end("step_due_at")

    @property
    def verified(self) -> bool:
        return self.within("verified_at")

    @property
    def checked(self) -> bool:
        case = self.case
        return case.stage == "closed" and self.within("closed_at") and self.by_end("handled_at")

    @property
    def unchecked(self) -> bool:
        at = self.case.handled_at
        waits = self.case.stage != "cancelled" and not self.closed
        return waits and at is not None and at < self.until - timedelta(hours=2)

    @property
    def told(self) -> bool:
        return self.opened and self.case.report_count >= 1

    @property
    def patrolled(self) -> bool:
        return self.own and self.opened and self.case.origin == "patrol"

    @property
    def residents(self) -> bool:
        return self.own and self.case.report_count >= 1

    @property
    def to_answer(self) -> bool:
        case = self.case
        if not self.residents or not self.valid or not self.within("dispatched_at"):
            return False
        old = case.dispatched_at < self.until - timedelta(hours=24)
        return self.by_end("accepted_at") or old

    @property
    def answered(self) -> bool:
        case = self.case
        if not self.to_answer or not self.by_end("accepted_at"):
            return False
        return bool(case.accepted_at <= case.dispatched_at + timedelta(hours=24))

    @property
    def rated(self) -> bool:
        return self.residents and self.archived and self.case.rating is not None


def hours_of(one: One) -> float:
    """From the last dispatch, else filing, else opening, until handled."""
    case = one.case
    start = case.dispatched_at or case.filed_at or case.opened_at
    return float((case.handled_at - start) / timedelta(hours=1))


def _on_time(at: datetime | None, since: datetime, hours: int) -> bool:
    return at is not None and at <= since + timedelta(hours=hours)


# Of each figure what is counted, and of what; a number of cases has only the first.
PART: dict[str, Rule] = {
    "report": lambda o: o.opened,
    "accept": lambda o: o.opened and (o.filed or o.void),
    "register": lambda o: o.own and o.filed_now,
    "dispatch": lambda o: o.dispatched_now,
    "accurDispatch": lambda o: o.dispatched_now and o.straight,
    "toDispose": lambda o: o.to_dispose,
    "dispose": lambda o: o.disposed,
    "overTimeToDispose": lambda o: o.to_dispose and not o.handled,
    "suspended": lambda o: o.own and o.by_end("suspended_at") and not o.closed,
    "needArchive": lambda o: o.to_archive,
    "archive": lambda o: o.archived,
    "inTimeArchive": lambda o: o.to_archive and o.closed_in_time,
    "overTimeArchived": lambda o: o.to_archive and o.closed and not o.closed_in_time,
    "overTimeToArchive": lambda o: o.to_archive and not o.closed,
    "excluded": lambda o: o.valid and o.within("due_at") and o.case.excluded,
    "registerRate": lambda o: o.own and o.opened and o.filed,
    "validReportRate": lambda o: o.opened and (o.filed or o.void) and o.valid,
    "inTimeVerifyRate": lambda o: (
        o.own and o.verified and _on_time(o.case.verified_at, o.case.opened_at, 24)
    ),
    "repeatRate": lambda o: o.told and (o.case.report_count >= 2 or not o.own),
    "frequentShare": lambda o: o.own and o.filed_now and o.case.type_id in o.frequent,
    "accurDispatchRate": lambda o: o.dispatched_now and o.straight,
    "returnRate": lambda o: o.dispatched_now and o.case.returns > 0,
    "disposeRate": lambda o: o.to_dispose and o.handled,
    "inTimeDisposeRate": lambda o: o.to_dispose and o.handled_in_time,
    "selfDisposeRate": lambda o: (
        o.patrolled and o.case.stage == "closed" and o.closed and not o.case.dispatches
    ),
    "avgHandleTime": lambda o: o.disposed,
    "archiveRate": lambda o: o.to_archive and o.closed,
    "inTimeArchiveRate": lambda o: o.to_archive and o.closed_in_time,
    "reworkRate": lambda o: o.disposed and o.case.reworks > 0,
    "checkPassRate": lambda o: o.archived and not o.case.reworks,
    "inTimeCheckRate": lambda o: (
        o.own and o.checked and _on_time(o.case.closed_at, o.case.handled_at, 2)
    ),
    "errorRate": lambda o: o.own and o.filed_now and o.void,
    "responseRate": lambda o: o.answered,
    "solveRate": lambda o: o.residents and o.to_archive and o.closed and (o.case.rating or 5) >= 3,
    "satisfyRate": lambda o: o.rated and o.case.rating >= 3,
}
WHOLE: dict[str, Rule] = {
    "registerRate": lambda o: o.own and o.opened,
    "validReportRate": lambda o: o.opened and (o.filed or o.void),
    "inTimeVerifyRate": lambda o: o.own and (o.verified or o.unverified),
    "repeatRate": lambda o: o.told,
    "frequentShare": lambda o: o.own and o.filed_now,
    "accurDispatchRate": lambda o: o.dispatched_now,
    "returnRate": lambda o: o.dispatched_now,
    "disposeRate": lambda o: o.to_dispose,
    "inTimeDisposeRate": lambda o: o.to_dispose,
    "selfDisposeRate": lambda o: o.patrolled,
    "avgHandleTime": lambda o: o.disposed,
    "archiveRate": lambda o: o.to_archive,
    "inTimeArchiveRate": lambda o: o.to_archive,
    "reworkRate": lambda o: o.disposed,
    "checkPassRate": lambda o: o.archived,
    "inTimeCheckRate": lambda o: o.own and (o.checked or o.unchecked),
    "errorRate": lambda o: o.own and o.filed_now,
    "responseRate": lambda o: o.to_answer,
    "solveRate": lambda o: o.residents and o.to_archive,
    "satisfyRate": lambda o: o.rated,
}

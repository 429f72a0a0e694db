"""The only writers of cases. Each verb is one transaction: state, ledger row and outbox row."""

from chengyun.cases.services.act import act
from chengyun.cases.services.alarms import AlarmIn, take_alarms
from chengyun.cases.services.asking import answer, ask
from chengyun.cases.services.clock import run_clock
from chengyun.cases.services.dispatch_rules import (
    move_rule,
    switch_rule,
    switch_rules,
    withdraw_rule,
    write_rule,
)
from chengyun.cases.services.dispatching import suggestion
from chengyun.cases.services.erasing import erase, reseal_all
from chengyun.cases.services.given import Part
from chengyun.cases.services.ledger import Broken, Proof, verify
from chengyun.cases.services.looking import look
from chengyun.cases.services.rating import Called, call_back, rate, rate_again
from chengyun.cases.services.recount import change_calendar
from chengyun.cases.services.refused import Refused
from chengyun.cases.services.reports import ReportIn, take_report
from chengyun.cases.services.requests import Imported, import_requests
from chengyun.cases.services.sameness import merge, not_same
from chengyun.cases.services.storm_cases import standing_storms
from chengyun.cases.services.tasks import mark_late

__all__ = [
    "AlarmIn",
    "Broken",
    "Called",
    "Imported",
    "Part",
    "Proof",
    "Refused",
    "ReportIn",
    "act",
    "answer",
    "ask",
    "call_back",
    "change_calendar",
    "erase",
    "import_requests",
    "look",
    "mark_late",
    "merge",
    "move_rule",
    "not_same",
    "rate",
    "rate_again",
    "reseal_all",
    "run_clock",
    "standing_storms",
    "suggestion",
    "switch_rule",
    "switch_rules",
    "take_alarms",
    "take_report",
    "verify",
    "withdraw_rule",
    "write_rule",
]

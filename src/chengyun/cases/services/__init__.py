"""The only writers of cases. Each verb is one transaction: state, ledger row and outbox row."""

from chengyun.cases.services.act import act
from chengyun.cases.services.alarms import AlarmIn, take_alarms
from chengyun.cases.services.clock import run_clock
from chengyun.cases.services.dispatch_rules import (
    move_rule,
    switch_rule,
    switch_rules,
    withdraw_rule,
    write_rule,
)
from chengyun.cases.services.dispatching import suggestion
from chengyun.cases.services.ledger import Broken, verify
from chengyun.cases.services.recount import change_calendar
from chengyun.cases.services.refused import Refused
from chengyun.cases.services.reports import ReportIn, rate, take_report
from chengyun.cases.services.requests import Imported, import_requests
from chengyun.cases.services.storming import standing_storms

__all__ = [
    "AlarmIn",
    "Broken",
    "Imported",
    "Refused",
    "ReportIn",
    "act",
    "change_calendar",
    "import_requests",
    "move_rule",
    "rate",
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

"""The tables of the closed loop, one file for each thing; written only by `cases.services`."""

from chengyun.cases.models.alarm import Alarm, Storm
from chengyun.cases.models.attachment import Attachment
from chengyun.cases.models.case import OPEN, Case, CaseType
from chengyun.cases.models.ledger import Counter, LedgerEntry, OutboxEvent
from chengyun.cases.models.partner import Handover, Partner, PartnerReport, PartnerUpdate
from chengyun.cases.models.report import Report
from chengyun.cases.models.standard import Category, Condition
from chengyun.cases.models.words import CaseWords

__all__ = [
    "OPEN",
    "Alarm",
    "Attachment",
    "Case",
    "CaseType",
    "CaseWords",
    "Category",
    "Condition",
    "Counter",
    "Handover",
    "LedgerEntry",
    "OutboxEvent",
    "Partner",
    "PartnerReport",
    "PartnerUpdate",
    "Report",
    "Storm",
]

"""The tables of the closed loop, one file for each thing; written only by `cases.services`."""

from chengyun.cases.models.alarm import Alarm, Storm
from chengyun.cases.models.attachment import Attachment
from chengyun.cases.models.callback import CallBack, CallOutcome
from chengyun.cases.models.case import ASKED, MERGED, OPEN, Case, CaseType
from chengyun.cases.models.dispatching import DispatchRule, DispatchRuleVersion
from chengyun.cases.models.distinct import Distinct
from chengyun.cases.models.escalation import EscalationStep
from chengyun.cases.models.evaluation import EvaluationStandard
from chengyun.cases.models.ledger import Counter, LedgerEntry, OutboxEvent
from chengyun.cases.models.partner import Handover, Partner, PartnerReport, PartnerUpdate
from chengyun.cases.models.question import Question
from chengyun.cases.models.report import Report
from chengyun.cases.models.saved_filter import SavedFilter
from chengyun.cases.models.standard import Category, Condition, Crosswalk, Kind, StandardChange
from chengyun.cases.models.still import CameraStill
from chengyun.cases.models.task import TASK_ENDED, UNFINISHED, Playbook, Task, TaskKind, TaskStage
from chengyun.cases.models.words import CaseWords

__all__ = [
    "ASKED",
    "MERGED",
    "OPEN",
    "TASK_ENDED",
    "UNFINISHED",
    "Alarm",
    "Attachment",
    "CallBack",
    "CallOutcome",
    "CameraStill",
    "Case",
    "CaseType",
    "CaseWords",
    "Category",
    "Condition",
    "Counter",
    "Crosswalk",
    "DispatchRule",
    "DispatchRuleVersion",
    "Distinct",
    "EscalationStep",
    "EvaluationStandard",
    "Handover",
    "Kind",
    "LedgerEntry",
    "OutboxEvent",
    "Partner",
    "PartnerReport",
    "PartnerUpdate",
    "Playbook",
    "Question",
    "Report",
    "SavedFilter",
    "StandardChange",
    "Storm",
    "Task",
    "TaskKind",
    "TaskStage",
]

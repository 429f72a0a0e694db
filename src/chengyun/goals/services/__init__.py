"""The verbs of goals, the only writers, one file a thing."""

from chengyun.goals.refused import NotYours, Refused
from chengyun.goals.services.comparing import appeal, decide, pair, tell_practice
from chengyun.goals.services.figures import Figure, count, record, record_value
from chengyun.goals.services.lamps import lift_lamp, set_lamp
from chengyun.goals.services.milestones import complete, report_task

__all__ = [
    "Figure",
    "NotYours",
    "Refused",
    "appeal",
    "complete",
    "count",
    "decide",
    "lift_lamp",
    "pair",
    "record",
    "record_value",
    "report_task",
    "set_lamp",
    "tell_practice",
]

"""The verbs of goals, the only writers, one file a thing."""

from chengyun.goals.refused import Refused
from chengyun.goals.services.figures import count, record_value
from chengyun.goals.services.milestones import complete

__all__ = ["Refused", "complete", "count", "record_value"]

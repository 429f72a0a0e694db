"""One figure over the last periods of a kind."""

from dataclasses import dataclass
from datetime import datetime

from chengyun.cases.evaluation import kept
from chengyun.cases.evaluation.judging import SCORE, in_force
from chengyun.cases.evaluation.metrics import BY_KEY, SCORED
from chengyun.cases.evaluation.periods import Period
from chengyun.cases.evaluation.tables import Question, in_scope, total_of, value_of
from chengyun.people.policy import Viewer, scope_for
from chengyun.places import queries as places

POINTS = 12


@dataclass(frozen=True)
class Point:
    """The figure of a period; None where there was nothing to count."""

    period: Period
    value: float | None


def trend(viewer: Viewer, question: Question, now: datetime) -> list[Point]:
    """The figure that is ranked by, of all that the viewer sees, over twelve periods."""
    path = places.path_of(question.area)
    seen = in_scope(kept.current(), scope_for(viewer), path)
    standard = in_force()

    def value(period: Period) -> float | None:
        window = period.window(now)
        keys = SCORED if question.ranked == SCORE else (question.ranked,)
        rates = [value_of(BY_KEY[key], total_of(BY_KEY[key], seen, window)) for key in keys]
        return standard.score(rates) if question.ranked == SCORE else rates[0]

    return [Point(period, value(period)) for period in question.period.run(POINTS)]

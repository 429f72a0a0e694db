"""The figures of the evaluation in the order of the table; a test holds the guide to them."""

from chengyun.cases.evaluation.counts import COUNTS
from chengyun.cases.evaluation.metric import SECTIONS, Actor, Kind, Metric, Section
from chengyun.cases.evaluation.rates import RATES

__all__ = ["BY_KEY", "METRICS", "SCORED", "SECTIONS", "Actor", "Kind", "Metric", "Section"]

METRICS = tuple(
    metric for section in Section for metric in (*COUNTS, *RATES) if metric.section == section
)
BY_KEY = {metric.key: metric for metric in METRICS}
# What the score is made of, in the order of its weights.
SCORED = ("responseRate", "solveRate", "satisfyRate")

"""The form of the standard: weights, the volume that a rank needs, the bounds of the lamps."""

from typing import Any

from django.http import QueryDict

from chengyun.cases.evaluation.judging import BOUNDS, SCORE, better_of, in_force
from chengyun.cases.evaluation.metrics import SCORED
from chengyun.cases.models import EvaluationStandard
from chengyun.cases.services.evaluation import Wanted
from chengyun.faces.desk import evaluation_words as words

VERSIONS = 20
# What no number can be read from; the service refuses it.
UNREADABLE = -1


def blank() -> dict[str, str]:
    """The standard in force, as it would be typed."""
    now = in_force()
    weights = {key: str(weight) for key, weight in zip(SCORED, now.weights, strict=True)}
    bounds = {
        f"{side}-{key}": f"{bound:g}"
        for key in BOUNDS
        for side, bound in zip(("good", "fair"), now.bounds[key], strict=True)
    }
    return {"minimum": str(now.minimum_volume), "reason": "", **weights, **bounds}


def typed(post: QueryDict) -> dict[str, str]:
    return {name: post.get(name, "").strip() for name in blank()}


def wanted(post: QueryDict) -> Wanted:
    """What was typed, for the service to judge."""
    given = typed(post)
    response, solution, satisfaction = (_whole(given[key]) for key in SCORED)
    bounds = {key: (_real(given[f"good-{key}"]), _real(given[f"fair-{key}"])) for key in BOUNDS}
    changed = {key: pair for key, pair in bounds.items() if pair != BOUNDS[key]}
    weights = (response, solution, satisfaction)
    return Wanted(weights, _whole(given["minimum"]), given["reason"], changed)


def page(given: dict[str, str], problem: str) -> dict[str, Any]:
    """What the page of the standard shows."""
    return {
        "given": given,
        "problem": problem,
        "weights": [(key, words.title(key), given[key]) for key in SCORED],
        "bounds": [
            {
                "key": key,
                "title": words.title(key),
                "unit": "%" if key != SCORE else words.unit(key),
                "less": better_of(key) < 0,
                "good": given[f"good-{key}"],
                "fair": given[f"fair-{key}"],
            }
            for key in BOUNDS
        ],
        "versions": EvaluationStandard.objects.select_related("author")[:VERSIONS],
    }


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else UNREADABLE


def _real(text: str) -> float:
    try:
        return float(text) if len(text) < 12 else UNREADABLE
    except ValueError:
        return UNREADABLE

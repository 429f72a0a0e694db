"""Setting how the evaluation judges; every version stays, with who wrote it and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chengyun.cases.evaluation.judging import BOUNDS, Bounds, better_of
from chengyun.cases.models import EvaluationStandard
from chengyun.cases.rules import Refusal
from chengyun.cases.services.refused import refuse_if
from chengyun.people.choices import Role
from chengyun.people.models import User

NOT_YOURS = Refusal("not_yours", _("Only an administrator sets the standard of the evaluation."))
NEEDS_REASON = Refusal("needs_reason", _("Give a reason."))
BAD_WEIGHTS = Refusal(
    "bad_weights", _("Weights are whole numbers from 0 to 100, and not all of them 0.")
)
BAD_VOLUME = Refusal("bad_volume", _("The least number of cases is from 1 to 100,000."))
BAD_BOUNDS = Refusal(
    "bad_bounds", _("Green must be at least as good as yellow, and both from 0 to 1,000.")
)
MOST_VOLUME = 100_000
MOST = 1_000


@dataclass(frozen=True)
class Wanted:
    """A new version: three weights, the volume a rank needs, bounds of the lamps by figure."""

    weights: tuple[int, int, int]
    minimum_volume: int
    reason: str
    bounds: Mapping[str, Bounds] = field(default_factory=dict)


def set_standard(actor: User, wanted: Wanted) -> EvaluationStandard:
    """Write a new version, which holds from now on, for past periods too.

    Raises Refused: not_yours, needs_reason, bad_weights, bad_volume, bad_bounds.
    """
    refuse_if(_fault(actor, wanted))
    response, solution, satisfaction = wanted.weights
    return EvaluationStandard.objects.create(
        response=response,
        solution=solution,
        satisfaction=satisfaction,
        minimum_volume=wanted.minimum_volume,
        thresholds={key: list(bounds) for key, bounds in wanted.bounds.items()},
        reason=wanted.reason.strip()[:200],
        author=actor,
        created_at=timezone.now(),
    )


def _fault(actor: User, wanted: Wanted) -> Refusal | None:
    weights = wanted.weights
    checks = (
        (actor.role == Role.ADMINISTRATOR, NOT_YOURS),
        (bool(wanted.reason.strip()), NEEDS_REASON),
        (all(0 <= weight <= 100 for weight in weights) and any(weights), BAD_WEIGHTS),
        (1 <= wanted.minimum_volume <= MOST_VOLUME, BAD_VOLUME),
        (all(_in_order(key, *bounds) for key, bounds in wanted.bounds.items()), BAD_BOUNDS),
    )
    return next((refusal for good, refusal in checks if not good), None)


def _in_order(key: str, good: float, fair: float) -> bool:
    if key not in BOUNDS or not (0 <= good <= MOST and 0 <= fair <= MOST):
        return False
    return good <= fair if better_of(key) < 0 else good >= fair

"""Which plans and indicators a viewer may see."""

from django.db.models import Q, QuerySet

from chengyun.goals.models import Indicator, Plan
from chengyun.people.choices import Role
from chengyun.people.policy import Viewer, scope_for


def visible(viewer: Viewer) -> QuerySet[Plan]:
    """The plans that a viewer may see: of their area and, for a handler, those that the own unit
    leads or supports.
    """
    scope = scope_for(viewer)
    rule = scope.q()
    if viewer.role == Role.HANDLER and viewer.unit_id:
        supported = Plan.supporting.through.objects.filter(unit_id=viewer.unit_id)
        inside = Q(area_path__startswith=scope.area_path or "")
        rule |= inside & Q(pk__in=supported.values("plan_id"))
    return Plan.objects.filter(rule)


def visible_indicators(viewer: Viewer) -> QuerySet[Indicator]:
    """The indicators of the plans that a viewer may see."""
    return Indicator.objects.filter(plan__in=visible(viewer).order_by().values("pk"))

"""Which plans and indicators a viewer may see."""

from django.db.models import Q, QuerySet

from chengyun.goals.models import Indicator, Plan
from chengyun.people.choices import Role
from chengyun.people.policy import Viewer, scope_for


def visible(viewer: Viewer) -> QuerySet[Plan]:
    """The plans that a viewer may see: those of their area; for a handler, those that the own unit
    leads or supports; for others, those that a unit of their area leads or supports. So whoever
    works in a sub-district sees what it is measured by, beside its peers.
    """
    scope = scope_for(viewer)
    if scope.area_path is None:
        return Plan.objects.none()
    rule, supported = scope.q(), Plan.supporting.through.objects.all()
    if viewer.role == Role.HANDLER and viewer.unit_id:
        mine = supported.filter(unit_id=viewer.unit_id)
        inside = Q(area_path__startswith=scope.area_path)
        return Plan.objects.filter(rule | inside & Q(pk__in=mine.values("plan_id")))
    if scope.area_path:
        here = supported.filter(unit__area__path__startswith=scope.area_path)
        leads = Q(unit__area__path__startswith=scope.area_path)
        rule |= leads | Q(pk__in=here.values("plan_id"))
    return Plan.objects.filter(rule)


def visible_indicators(viewer: Viewer) -> QuerySet[Indicator]:
    """The indicators of the plans that a viewer may see."""
    return Indicator.objects.filter(plan__in=visible(viewer).order_by().values("pk"))

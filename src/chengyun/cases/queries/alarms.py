"""Readers of alarms. Every one takes the viewer: seen is what the sensor's place or the case's
unit lets them see."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from chengyun.cases.models import Alarm
from chengyun.people.policy import Viewer, is_whole, scope_for
from chengyun.sensing.models import Datastream


def visible(viewer: Viewer) -> QuerySet[Alarm]:
    """The alarms of datastreams in the viewer's area, and those of cases the viewer may see."""
    path = scope_for(viewer).area_path
    if path is None:
        return Alarm.objects.none()
    if is_whole(path):
        return Alarm.objects.all()
    inside = Datastream.objects.filter(thing__area__path__startswith=path).values("pk")
    return Alarm.objects.filter(Q(datastream_id__in=inside) | scope_for(viewer).q("case__"))


def get(viewer: Viewer, key: str) -> Alarm:
    """One alarm. Raises Alarm.DoesNotExist if there is none, or none for this viewer."""
    return visible(viewer).select_related("case__type").get(key=key)


def by_rule(viewer: Viewer, since: datetime) -> dict[str, int]:
    """How many alarms each rule has raised since then."""
    rows = visible(viewer).filter(onset_at__gte=since).order_by()
    return dict(rows.values_list("rule").annotate(n=Count("pk")))

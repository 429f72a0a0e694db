"""Baselines of projects: by hand, and of all projects once a week."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from chengyun.goals.models import Baseline, Project, ProjectNode
from chengyun.goals.networks import Standing, frozen_rows
from chengyun.goals.queries.whole import whole
from chengyun.goals.refused import Refused
from chengyun.goals.services.projects import allow
from chengyun.people import audit
from chengyun.people.models import User


@transaction.atomic
def take_baseline(actor: User, project: Project, today: date) -> Baseline:
    """Keep the dates as they stand today; a second one of the day takes the first one's place.

    Raises Refused where there are no nodes.
    """
    allow(actor, project, "plan")
    standing = whole(today).network.standing(project.pk)
    if standing is None:
        raise Refused(_("This project has no nodes yet."))
    made = _frozen(project, standing, list(project.nodes.all()), today)
    project.baselines.filter(taken_on=today).delete()
    made.taken_by = actor
    made.save()
    audit.note(actor, "project", project.key, did="baseline", day=str(today))
    return made


def take_weekly(today: date) -> int:
    """A baseline of every unfinished project that has none since Monday; how many were taken."""
    monday = today - timedelta(days=today.weekday())
    standings = whole(today).network.standings()
    had = set(Baseline.objects.filter(taken_on__gte=monday).values_list("project", flat=True))
    wanted = [pk for pk, one in standings.items() if pk not in had and not one.finished]
    projects = Project.objects.in_bulk(wanted)
    nodes: dict[int, list[ProjectNode]] = {pk: [] for pk in wanted}
    for node in ProjectNode.objects.filter(project__in=wanted):
        nodes[node.project_id].append(node)
    made = [_frozen(projects[pk], standings[pk], nodes[pk], today) for pk in wanted]
    Baseline.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _frozen(
    project: Project, standing: Standing, nodes: Sequence[ProjectNode], today: date
) -> Baseline:
    return Baseline(
        project=project,
        taken_on=today,
        slack_days=standing.slack_days,
        share=standing.share,
        rows=frozen_rows((node, standing.nodes[node.pk]) for node in nodes),
    )

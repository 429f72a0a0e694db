"""The only writer of weekly reports and their photos."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.cases.choices import Medium
from chengyun.cases.files.intake import Stored
from chengyun.goals.models import Project, ProjectReport, ReportPhoto
from chengyun.goals.queries.reporting import monday
from chengyun.goals.refused import Refused
from chengyun.goals.services.projects import allow
from chengyun.people import audit
from chengyun.people.models import User

MOST_PHOTOS = 9


@transaction.atomic
def report(
    actor: User,
    project: Project,
    text: str,
    photos: Sequence[Stored] = (),
    at: datetime | None = None,
) -> ProjectReport:
    """The report of a week with its photos (`files.intake.take`): of this one, or of that in which
    it was written on the site (`at`). Raises Refused for an empty one."""
    allow(actor, project, "report")
    if not text.strip():
        raise Refused(_("Write what was done this week."))
    if len(photos) > MOST_PHOTOS:
        raise Refused(_("A report has nine photos at most."))
    if any(photo.medium != Medium.PHOTO for photo in photos):
        raise Refused(_("A report takes photos only."))
    at = at or timezone.now()
    made = ProjectReport.objects.create(
        project=project,
        week=monday(timezone.localdate(at)),
        text=text.strip()[:2000],
        by=actor,
        at=at,
    )
    keep_photos(made, photos)
    audit.note(
        actor, "project", project.key, did="report", length=len(made.text), photos=len(photos)
    )
    return made


def keep_photos(made: ProjectReport, photos: Sequence[Stored]) -> None:
    """Write down the photos of a report."""
    ReportPhoto.objects.bulk_create(_photo(made, one) for one in photos)


def _photo(made: ProjectReport, one: Stored) -> ReportPhoto:
    return ReportPhoto(
        key=secrets.token_urlsafe(16), report=made, sha256=one.sha256, media_type=one.media_type,
        medium=one.medium, bytes=one.bytes, name=one.name, width=one.width, height=one.height,
        by=made.by, at=made.at,
    )  # fmt: skip


def live() -> QuerySet[ReportPhoto]:
    """The photos of reports: their files are not thrown away."""
    return ReportPhoto.objects.all()

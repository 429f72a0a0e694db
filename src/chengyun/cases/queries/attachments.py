"""Readers of the files of cases: for officers by the access policy, for reporters by their link."""

from typing import Any

from django.db.models import Q, QuerySet

from chengyun.cases.choices import Medium
from chengyun.cases.files.pictures import SIZES
from chengyun.cases.models import Attachment, Case, Report
from chengyun.cases.present import iso
from chengyun.cases.queries.reporting import readable
from chengyun.people.policy import Viewer, scope_for

ORIGINAL = "original"


def visible(viewer: Viewer) -> QuerySet[Attachment]:
    """The files of all the cases the viewer may see; the erased ones are there as a trace."""
    told = Q(report__isnull=True) | readable(viewer, "report__")
    return Attachment.objects.filter(told, scope_for(viewer).q("case__"))


def of_case(viewer: Viewer, case: Case) -> list[Attachment]:
    """The files of a case in the order they came; none if the case is not the viewer's to see."""
    found = visible(viewer).filter(case=case, erased_at=None)
    return list(found.select_related("uploaded_by", "report"))


def get(viewer: Viewer, key: str) -> Attachment:
    """One file. Raises Attachment.DoesNotExist if there is none, or none for this viewer."""
    return visible(viewer).filter(erased_at=None).select_related("case", "uploaded_by").get(key=key)


def shown_to(report: Report) -> QuerySet[Attachment]:
    """Photos that a reporter sees: their own, and what of the case was made public."""
    if report.case is None or report.case.confidential:
        return Attachment.objects.none()
    photos = Attachment.objects.filter(medium=Medium.PHOTO, erased_at=None, case=report.case)
    return photos.filter(Q(public=True) | Q(report=report))


def as_dict(file: Attachment) -> dict[str, Any]:
    """The object of the HTTP interface, with the addresses of what can be fetched."""
    sizes = (*map(str, SIZES), ORIGINAL) if file.medium == Medium.PHOTO else (ORIGINAL,)
    return {
        "id": file.key,
        "medium": file.medium,
        "moment": file.moment,
        "step": file.step,
        "media_type": file.media_type,
        "bytes": file.bytes,
        "sha256": file.sha256,
        "name": file.name,
        "width": file.width,
        "height": file.height,
        "taken_at": iso(file.taken_at),
        "lon": file.lon,
        "lat": file.lat,
        "uploaded_at": iso(file.uploaded_at),
        "public": file.public,
        "urls": {size: f"/attachments/{file.key}/{size}" for size in sizes},
    }

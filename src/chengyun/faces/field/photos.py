"""Photos on the street: with an action, with a report, and a report's place from a photo."""

from typing import Any

from django.db import transaction
from django.http import QueryDict

from chengyun.cases import queries, services
from chengyun.cases.choices import Action, Medium, Moment, Stage
from chengyun.cases.files import media
from chengyun.cases.models import Case, Report
from chengyun.cases.queries import attachments as attachment_queries
from chengyun.cases.services import attachments
from chengyun.cases.services.attachments import Told
from chengyun.faces import sent_files
from chengyun.faces.access import OfficerRequest
from chengyun.people.policy import Viewer

MOST = 10
FORM = {"accept": f"{media.ACCEPT[Medium.PHOTO]},{media.ACCEPT[Medium.VIDEO]}"}
# What a photo that is given with an action shows; with all others, what was found.
SHOWS = {Action.HANDLE: Moment.AFTER, Action.CLOSE: Moment.AFTER, Action.CHECK_FAIL: Moment.AFTER}
UNTOUCHED = (Stage.REPORTED, Stage.FILED, Stage.DISPATCHED, Stage.HANDLING)


def act(
    request: OfficerRequest, number: str, action: str, reason: str, version: int | None = None
) -> Case:
    """Do an action with its photos, both or neither. Raises Refused."""
    files, key = sent_files.taken(request, MOST), request.POST.get("key", "")
    case = queries.get(request.viewer, number)
    with transaction.atomic():
        if files:
            told = Told(_moment(case, action), step=action, key=key)
            attachments.attach(request.user, number, files, told)
        return services.act(
            request.user, number, action, reason=reason, key=key or None, version=version
        )


def _moment(case: Case, action: str) -> str:
    found = Moment.BEFORE if case.stage in UNTOUCHED else Moment.AFTER
    return SHOWS.get(Action(action), found) if action in Action.values else found


def shown(viewer: Viewer, case: Case) -> dict[str, Any]:
    """What the page of a case shows of its files."""
    return {"files": attachment_queries.of_case(viewer, case), **FORM}


def placed(request: OfficerRequest) -> QueryDict:
    """The form as sent; without a position, with the place that a photo of it was taken at."""
    given = request.POST.copy()
    if not given or (given.get("lon") and given.get("lat")):
        return given
    place = _place(request)
    if place:
        given["lon"], given["lat"] = (str(degrees) for degrees in place)
    return given


def _place(request: OfficerRequest) -> tuple[float, float] | None:
    try:
        files = sent_files.taken(request, MOST)
    except services.Refused:
        return None
    return next((file.place for file in files if file.place), None)


def report(request: OfficerRequest, told: services.ReportIn) -> Report:
    """A report from patrol with its photos, both or neither, and once for its key.

    Raises Refused.
    """
    files = sent_files.taken(request, attachments.MOST_OF_REPORT)
    with transaction.atomic():
        made = services.take_report(told)
        if files and not made.attachments.exists():
            attachments.attach_to_report(made.follow, files, Told(Moment.BEFORE, key=told.key))
        return made

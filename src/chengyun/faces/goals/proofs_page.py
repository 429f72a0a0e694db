"""Proof files of matters 佐证材料: taking them, giving them out, erasing them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chengyun.cases.files import intake, media, serving
from chengyun.cases.services import Refused as NotTaken
from chengyun.faces import sent_files
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.goals.models import MatterProof
from chengyun.goals.queries import matters as queries
from chengyun.goals.refused import Refused
from chengyun.goals.services import matter_proofs

ACCEPT = ",".join([*media.ACCEPT.values(), media.ACCEPT_DOCUMENTS])


def stored(request: HttpRequest) -> list[intake.Stored]:
    """The files of the form, checked and stored. Raises Refused with the name of the bad one."""
    try:
        return sent_files.taken(request, matter_proofs.MOST_AT_ONCE, documents=True)
    except NotTaken as no:
        raise Refused(str(no.message)) from None


@require_safe
@officers_only
def proof(request: OfficerRequest, matter: str, proof: str, size: str) -> HttpResponse:
    """The bytes of a proof file of a matter in scope; 404 for all others."""
    return serving.given(request, _found(request, matter, proof), size)  # type: ignore[return-value]


@never_cache
@require_POST
@officers_only
def erase(request: OfficerRequest, matter: str, proof: str) -> HttpResponse:
    """Erase a file, with a reason."""
    found = _found(request, matter, proof)
    try:
        matter_proofs.erase(request.user, found, request.POST.get("reason", ""))
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("The file is erased."))
    return redirect("matter", matter=matter)


def _found(request: OfficerRequest, matter: str, proof: str) -> MatterProof:
    found = queries.proofs(request.viewer).filter(matter__number=matter, key=proof).first()
    if found is None:
        raise Http404
    return found

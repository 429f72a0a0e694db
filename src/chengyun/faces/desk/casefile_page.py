"""The file of a case as a PDF, from its page."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from chengyun.cases import casefile, queries
from chengyun.cases.models import Case
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.people import audit


@never_cache
@require_GET
@officers_only
def pdf(request: OfficerRequest, number: str) -> HttpResponse:
    """GET: the case file, masked by the reader's role; that it was made is recorded."""
    try:
        case = queries.get(request.viewer, number)
        file = casefile.gather(request.viewer, case, str(request.user))
        content = casefile.as_pdf(file)
    except Case.DoesNotExist:
        raise Http404 from None
    except casefile.NoFont as error:
        text = _("The case file cannot be made: %(why)s") % {"why": error}
        return HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
    audit.note(request.user, "case_file", number)
    headers = {
        "Content-Disposition": f'inline; filename="{case.number}.pdf"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)

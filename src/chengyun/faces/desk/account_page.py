"""An officer's own account: what they may see, their password, the programs and screens
that act for them."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages, wall_link
from chengyun.people import invitations, staff
from chengyun.people.refused import Refused


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def account(request: OfficerRequest) -> HttpResponse:
    """The account, another password, and a link that shows the officer's wall."""
    if request.method == "GET":
        return _page(request)
    if "wall" in request.POST:
        return _page(request, link=wall_link.make(request))
    given = [request.POST.get(name, "") for name in ("present", "password", "again")]
    try:
        if given[1] != given[2]:
            raise Refused("differ", _("The new password was typed in two ways."), 422)
        invitations.change_password(request.user, given[0], given[1])
    except Refused as refused:
        return _page(request, str(refused), 422)
    update_session_auth_hash(request, request.user)
    messages.success(request, _("The password is changed. You are signed out everywhere else."))
    return redirect("account")


@require_POST
@officers_only
def end_token(request: OfficerRequest, pk: int) -> HttpResponse:
    """A program may no longer act for the officer."""
    ended = request.user.tokens.filter(pk=pk, revoked_at=None).update(revoked_at=timezone.now())
    if not ended:
        raise Http404
    messages.success(request, _("The program is signed out."))
    return redirect("account")


def _page(
    request: OfficerRequest, problem: str = "", status: int = 200, link: str = ""
) -> HttpResponse:
    good = request.user.tokens.filter(revoked_at=None, expires_at__gt=timezone.now())
    page = {
        "here": "account",
        "problem": problem,
        "sees": staff.sees(request.user),
        "tokens": good.order_by("-created_at"),
        "link": link,
        **wall_link.offered(request.viewer),
    }
    return render(request, "desk/account.html", page | pages.shell(), status=status)

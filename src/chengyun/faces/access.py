"""Who may open a page; an ended session comes back to sign-in with a sentence and its place."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode, urlparse

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django_htmx.middleware import HtmxDetails

from chengyun.people.models import User
from chengyun.people.policy import Viewer, viewer_of

P = ParamSpec("P")


class PageRequest(HttpRequest):
    """A request as every page sees it after the middleware."""

    htmx: HtmxDetails


class OfficerRequest(PageRequest):
    """A request of a signed-in officer."""

    user: User
    viewer: Viewer
    # What goes along to other pages (`faces.desk.kept`).
    kept: Any


OfficerView = Callable[Concatenate[OfficerRequest, P], HttpResponse]


def officers_only(view: OfficerView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give the view a request with `viewer`; anyone else is asked to sign in."""

    @wraps(view)
    def guarded(request: OfficerRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        request.viewer = viewer_of(request.user)
        return view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]


def ask_to_sign_in(request: PageRequest) -> HttpResponse:
    """To the sign-in page, remembering where the officer was; htmx is told to move the page."""
    told = {"next": _place(request)}
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        told["ended"] = "1"
    address = f"{settings.LOGIN_URL}?{urlencode(told)}"
    if not request.htmx:
        return HttpResponseRedirect(address)
    return HttpResponse(headers={"HX-Redirect": address})


def _place(request: PageRequest) -> str:
    if not request.htmx:
        return request.get_full_path()
    page = urlparse(request.htmx.current_url or "/go/")
    return page.path + (f"?{page.query}" if page.query else "")

"""The doors of a phone: pages that say whose they are, and answers for the worker behind them."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from chengyun.faces.access import OfficerRequest, OfficerView, officers_only
from chengyun.faces.field import shell
from chengyun.people.policy import viewer_of

P = ParamSpec("P")
Door = Callable[Concatenate[HttpRequest, P], HttpResponse]
# The worker keeps a page for this officer alone, and asks for a new worker when this changes.
USER, VERSION = "X-Field-User", "X-Field-Version"


class Unreadable(ValueError):
    """An item that no phone of ours sends; the text is for whoever writes one."""


def phone_page(view: OfficerView[P]) -> Door[P]:
    """A page that the worker of the phone may keep for the officer whose it is."""

    def shown(request: OfficerRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return stamped(request, view(request, *args, **kwargs))

    update_wrapper(shown, view)
    return never_cache(officers_only(shown))


def phone_data(view: OfficerView[P]) -> Door[P]:
    """For scripts: without a session 401 as JSON, never a page to sign in on."""

    def told(request: OfficerRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return JsonResponse({"state": "signin"}, status=401)
        request.viewer = viewer_of(request.user)
        return stamped(request, view(request, *args, **kwargs))

    update_wrapper(told, view)
    return never_cache(told)  # type: ignore[return-value]


def stamped(request: OfficerRequest, response: HttpResponse) -> HttpResponse:
    response.headers[USER] = str(request.user.pk)
    response.headers[VERSION] = shell.version()
    return response

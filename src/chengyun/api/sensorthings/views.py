"""The door to SensorThings over HTTP: one view, since the paths are the standard's own."""

import json
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from chengyun.api.sensorthings import handling
from chengyun.api.sensorthings.access import access_of
from chengyun.api.sensorthings.context import Context
from chengyun.api.sensorthings.errors import Fault
from chengyun.api.sensorthings.reply import Reply

VERSION = "v1.1"


@csrf_exempt  # Sessions are checked by `access_of`; tokens and keys need no such check.
def sensorthings(request: HttpRequest, path: str = "") -> HttpResponse:
    """Any request below /sta/v1.1/."""
    try:
        context = Context(request.build_absolute_uri(_root(request, path)), access_of(request))
        query, kind = request.META.get("QUERY_STRING", ""), request.headers.get("Content-Type", "")
        method = request.method or "GET"
        reply = handling.handle(context, method, path, query, request.body, kind)
    except Fault as fault:
        reply = Reply(fault.status, fault.body)
    except RequestDataTooBig:
        large = Fault(413, "the body is larger than CHENGYUN_MAX_BODY_MB; send several")
        reply = Reply(large.status, large.body)
    return _response(reply)


def _root(request: HttpRequest, path: str) -> str:
    return request.path[: len(request.path) - len(path)].rstrip("/")


def _response(reply: Reply) -> HttpResponse:
    if reply.body is None:
        response = HttpResponse(status=reply.status)
        del response.headers["Content-Type"]
    else:
        response = HttpResponse(_bytes(reply.body), status=reply.status, content_type=reply.kind)
    for name, value in reply.headers.items():
        response.headers[name] = value
    if reply.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _bytes(body: Any) -> bytes:
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return text.encode()

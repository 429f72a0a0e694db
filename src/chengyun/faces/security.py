"""Response headers that hold on every page: a strict content policy and nothing else's frames."""

import secrets
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data: blob:{origin}; worker-src 'self' blob:; connect-src 'self'{origin}; "
    "font-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

MULTIPART = "multipart/form-data"
# How a NUL is written in the bodies that are read as text.
NULS: dict[str, tuple[bytes, ...]] = {
    "application/json": (b"\\u0000",),
    "application/x-www-form-urlencoded": (b"%00", b"\0"),
}


def policy(request: HttpRequest, origin: str = "") -> str:
    """The content policy of a page; `origin` is the one place beside us that it may read from."""
    nonce: str = request.csp_nonce  # type: ignore[attr-defined]
    return POLICY.format(nonce=nonce, origin=origin and f" {origin}")


class SecurityHeaders:
    """Adds the headers; `request.csp_nonce` is for the one inline block, the import map."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.csp_nonce = secrets.token_urlsafe(16)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy(request))
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(self)")
        return response


class WithoutNul:
    """No NUL comes in: PostgreSQL cannot hold it in text. It is taken out of query strings, an
    address that holds one leads nowhere, and a body that holds one is refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "")
        if "\0" in request.path_info:
            return HttpResponse(status=404)
        if any(nul in request.body for nul in NULS.get(request.content_type or "", ())):
            return _refused()
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_given: object
    ) -> HttpResponse | None:
        """Forms with files are read when it is known who sends them, not before."""
        if request.content_type != MULTIPART or getattr(view, "csrf_exempt", False):
            return None
        held = any("\0" in value for _name, values in request.POST.lists() for value in values)
        return _refused() if held else None


def _refused() -> HttpResponse:
    return JsonResponse({"detail": "the text holds a NUL character; take it out"}, status=400)

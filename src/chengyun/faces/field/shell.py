"""What a phone keeps to work without a network: the worker, its list of files, the manifest."""

from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from msgspec import json

from chengyun import __version__
from chengyun.faces import assets

WORKER = "islands/field-worker.js"
# Beside the field's own islands.
ISLANDS = ("clock", "dom", "night", "photo-place", "words")
STYLES = ("tokens", "base", "shell", "files", "scenes")
VENDOR = "vendor/maplibre-gl"
PICTURES = ("img/mark.svg", "img/field-192.png")
ICONS = (("img/field.svg", "any", "any"), ("img/field-192.png", "192x192", "any"),
         ("img/field-512.png", "512x512", "any"),
         ("img/field-mask-512.png", "512x512", "maskable"))  # fmt: skip
# Pages that every officer has; the cases are told by the page of today.
PAGES = ("field", "field-map", "field-report", "field-patrol", "field-projects", "field-outbox")


@lru_cache(maxsize=1)
def files() -> tuple[str, ...]:
    """Paths under static/ of all that the pages of the field load."""
    own = sorted(path.name for path in (assets.STATIC / "islands").glob("field*.js"))
    styles = sorted(path.name for path in (assets.STATIC / "css").glob("field*.css"))
    vendor = sorted(path.name for path in (assets.STATIC / VENDOR).glob("*.*js"))
    return (
        *(f"css/{name}.css" for name in STYLES),
        *(f"css/{name}" for name in styles),
        *(f"islands/{name}.js" for name in ISLANDS),
        *(f"islands/{name}" for name in own if f"islands/{name}" != WORKER),
        *(f"{VENDOR}/{name}" for name in vendor),
        *(path for path in PICTURES if (assets.STATIC / path).is_file()),
    )


@lru_cache(maxsize=1)
def version() -> str:
    """Changes with any byte of what a phone keeps."""
    told = blake2b(__version__.encode(), digest_size=8)
    for name in (*files(), WORKER):
        told.update(name.encode() + _digest(assets.STATIC / name))
    return told.hexdigest()


def _digest(path: Path) -> bytes:
    return blake2b(path.read_bytes(), digest_size=16).digest()


@never_cache
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It is served from here because its scope is where it comes from; the
    browser compares its bytes, so a new version of any file is a new worker."""
    told = {"version": version(), "files": [static(name) for name in files()]}
    told["offline"] = reverse("field-offline")
    source = (assets.STATIC / WORKER).read_text("utf-8")
    body = f"{source}\nstart({json.encode(told).decode()});\n"
    return HttpResponse(body, content_type="text/javascript; charset=utf-8")


@require_GET
def manifest(request: HttpRequest) -> JsonResponse:
    """What the phone installs: name, icons and where it begins, in the reader's language."""
    told: dict[str, Any] = {
        "id": reverse("field"),
        "name": _("Chengyun Field"),
        "short_name": _("Field"),
        "description": _("What a grid officer has to do today, with or without a network."),
        "lang": get_language(),
        "start_url": reverse("field"),
        "scope": reverse("field"),
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#f6f4ee",
        "theme_color": "#0b6a72",
        "icons": [
            {"src": static(name), "sizes": sizes, "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
        "shortcuts": [
            {"name": _("Report what I see"), "url": reverse("field-report")},
            {"name": _("Patrol"), "url": reverse("field-patrol")},
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Shown where a page was never kept and there is no network. It tells nothing of anybody."""
    return render(request, "field/offline.html", {"user": None})


def about(request: HttpRequest) -> dict[str, Any]:
    """What the worker must know before it sends: who is signed in here, and the token to write."""
    return {"user": request.user.pk, "csrf": get_token(request), "version": version()}

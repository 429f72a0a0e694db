"""The wall's page: a shell without data. What it may show is decided by the API it reads."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info
from django.views.decorators.http import require_safe
from msgspec import json

from chengyun.faces import security
from chengyun.faces.assets import has_vendor, import_map, module_addresses
from chengyun.faces.wall import base_map
from chengyun.faces.wall.strings import STRINGS

CANVASES = ("16x9", "32x9", "9x16")
LANGUAGES = ("zh-hans", "en")


@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """The wall, optionally in a language (`?lang=`) and on a canvas (`?canvas=`, see CANVASES)."""
    chosen = chosen_language(request)
    with translation.override(chosen or translation.get_language()):
        response = render(request, "wall/wall.html", context(request))
    if origin := base_map.origin():
        response.headers["Content-Security-Policy"] = security.policy(request, origin)
    if chosen:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Lax")
    return response


def chosen_language(request: HttpRequest) -> str | None:
    lang = request.GET.get("lang", "")
    return lang if lang in LANGUAGES else None


def context(request: HttpRequest) -> dict[str, Any]:
    return {
        "config": config(request),
        "import_map": inline_json(import_map()),
        "modules": module_addresses("wall"),
        "figures": figures(request),
        "has_vendor": has_vendor(),
        "credit": settings.CONFIG.base_map_credit if settings.CONFIG.base_map else "",
        "languages": other_languages(),
        "strings": STRINGS,
    }


def figures(request: HttpRequest) -> str:
    """Where the page's figures come from, letter by letter as its script will ask for them, so that
    they are on their way while it is read; "" for who is not known, who would be refused."""
    asked = {name: request.GET.get(name, "") for name in ("area", "scene", "token")}
    known = asked["token"] or settings.SESSION_COOKIE_NAME in request.COOKIES
    given = urlencode({name: value for name, value in asked.items() if value})
    return f"/api/v1/wall{given and '?'}{given}" if known else ""


def config(request: HttpRequest) -> dict[str, Any]:
    canvas = request.GET.get("canvas", "")
    return {
        "canvas": canvas if canvas in CANVASES else "",
        "lang": translation.to_locale(translation.get_language() or "en").replace("_", "-"),
        "time_zone": settings.TIME_ZONE,
        "token": request.GET.get("token", ""),
        "base": base_map.told(),
    }


def other_languages() -> list[dict[str, Any]]:
    current = translation.get_language()
    return [get_language_info(code) for code in LANGUAGES if code != current]


def inline_json(value: object) -> str:
    """JSON that may stand inside a script element: no `<` survives."""
    return mark_safe(json.encode(value).decode().replace("<", "\\u003c"))  # noqa: S308

"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from chengyun import __version__

# What a page tells the browser about itself, by what the person chose.
SCHEMES = {"auto": "light dark", "light": "light", "dark": "dark"}


def theme(request: HttpRequest) -> str:
    """What this browser was told to be: "light", "dark", or "auto", as the device prefers."""
    chosen = request.COOKIES.get("theme", "")
    return chosen if chosen in SCHEMES else "auto"


def common(request: HttpRequest) -> dict[str, Any]:
    """Nonce, version, language switch, type size, light or dark; they cost no query."""
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "version": __version__,
        "large": request.COOKIES.get("large") == "1",
        "theme": theme(request),
        "scheme": SCHEMES[theme(request)],
        "other_language": _other_language(),
    }


def _other_language() -> tuple[str, str]:
    now = (get_language() or settings.LANGUAGE_CODE).lower()
    return ("zh-hans", "中文") if now.startswith("en") else ("en", "English")

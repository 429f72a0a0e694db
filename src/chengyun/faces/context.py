"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from chengyun import __version__


def common(request: HttpRequest) -> dict[str, Any]:
    """Nonce, version, language switch and type size; they cost no query."""
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "version": __version__,
        "large": request.COOKIES.get("large") == "1",
        "other_language": _other_language(),
    }


def _other_language() -> tuple[str, str]:
    now = (get_language() or settings.LANGUAGE_CODE).lower()
    return ("zh-hans", "中文") if now.startswith("en") else ("en", "English")

"""What every page knows."""

from typing import Any

from django.http import HttpRequest

from chengyun import __version__


def common(request: HttpRequest) -> dict[str, Any]:
    return {"csp_nonce": getattr(request, "csp_nonce", ""), "version": __version__}

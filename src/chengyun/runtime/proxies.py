"""Who is really asking, where trusted proxies stand before this server."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from chengyun.runtime.values import Network


class ClientAddress:
    """Sets REMOTE_ADDR to the last address of `X-Forwarded-For` that is no proxy of ours.

    Only where the one who connects is such a proxy itself: nobody else is believed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = [*request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        path.append(request.META.get("REMOTE_ADDR", ""))
        request.META["REMOTE_ADDR"] = client(path, settings.CONFIG.proxies)
        return self.get_response(request)


def client(path: list[str], proxies: tuple[Network, ...]) -> str:
    """The address nearest to us on the way that is no proxy; what is no address ends the way."""
    nearest = path[-1].strip()
    for text in reversed(path[:-1]):
        if not _is_proxy(nearest, proxies) or not text.strip():
            break
        nearest = text.strip()
    return nearest


def _is_proxy(text: str, proxies: tuple[Network, ...]) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return any(address in network for network in proxies)

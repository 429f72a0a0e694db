"""How a setting's text is read; what cannot be raises ValueError."""

import re
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlparse
from zoneinfo import ZoneInfo

Network = IPv4Network | IPv6Network


def text(raw: str) -> str:
    return raw


def path(raw: str) -> Path:
    return Path(raw).expanduser().resolve()


def port(raw: str) -> int:
    value = int(raw)
    if not 1 <= value <= 65535:
        raise ValueError
    return value


def positive(raw: str) -> int:
    value = int(raw)
    if value <= 0:
        raise ValueError
    return value


def count(raw: str) -> int:
    value = int(raw)
    if value < 0:
        raise ValueError
    return value


def flag(raw: str) -> bool:
    return {"1": True, "true": True, "yes": True, "on": True}.get(raw.lower()) or (
        False if raw.lower() in ("0", "false", "no", "off") else _refuse()
    )


def _refuse() -> bool:
    raise ValueError


def one_of(*allowed: str) -> Callable[[str], str]:
    def parse(raw: str) -> str:
        return raw if raw in allowed else str(_refuse())

    return parse


def one_of_numbers(low: int, high: int) -> Callable[[str], int]:
    def parse(raw: str) -> int:
        return value if low <= (value := int(raw)) <= high else int(_refuse())

    return parse


def zone(raw: str) -> str:
    try:
        return ZoneInfo(raw).key
    except (KeyError, OSError) as error:
        raise ValueError from error


def database(raw: str) -> str:
    if raw and urlparse(raw).scheme not in ("sqlite", "postgres", "postgresql"):
        raise ValueError
    return raw


def nats(raw: str) -> str:
    if raw and urlparse(raw).scheme not in ("nats", "tls"):
        raise ValueError
    return raw


def http(raw: str) -> str:
    if raw and (urlparse(raw).scheme not in ("http", "https") or not urlparse(raw).hostname):
        raise ValueError
    return raw


# A host as it may stand in a content policy: nothing that would end or widen it.
_HOST = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d+)?")


def tiles(raw: str) -> str:
    told = urlparse(http(raw))
    template = all(part in raw for part in ("{z}", "{x}", "{y}"))
    if raw and not (template or told.path.endswith(".pmtiles")):
        raise ValueError
    if raw and not _HOST.fullmatch(told.netloc):
        raise ValueError
    return raw


def networks(raw: str) -> tuple[Network, ...]:
    return tuple(ip_network(part.strip()) for part in raw.split(",") if part.strip())


def several(raw: str) -> tuple[str, ...]:
    return tuple(host.strip() for host in raw.split(",") if host.strip())


def listen(raw: str) -> tuple[tuple[str, int], ...]:
    """(adapter, port) for each `adapter:port`; without a port, the usual one of its protocol."""
    pairs = [item.strip().partition(":") for item in raw.split(",") if item.strip()]
    doors = tuple((name, port(told or str(_usual_port(name)))) for name, _, told in pairs)
    if len({at for _, at in doors}) < len(doors) or len(dict(doors)) < len(doors):
        raise ValueError
    return tuple((name, at) for name, at in doors if _usual_port(name))


def _usual_port(name: str) -> int:
    # Adapters are loaded only where something is to listen.
    from chengyun.sensing.adapters import discover

    adapter = discover().get(name)
    if adapter is None or adapter.session is None:
        raise ValueError
    return adapter.port

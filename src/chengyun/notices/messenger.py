"""A message through apprise: one address, one try, within a bounded time."""

import logging
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from chengyun.notices.guard import Network, only_allowed
from chengyun.notices.words import Message

if TYPE_CHECKING:
    from apprise.plugins.base import NotifyBase

CONNECT_S, READ_S = 4.0, 8.0
# Services that speak over HTTP or SMTP to a host. Left out is what acts on this machine (syslog,
# desktop messages) or speaks by other ways than a name that is looked up in this thread.
NAMES = """
    bark barks brevo chanify dingtalk discord feishu form forms gchat gotify gotifys hassio
    hassios json jsons lark line mailto mailtos matrix matrixs mmost mmosts msg91 ncloud nclouds
    nctalk nctalks ntfy ntfys opsgenie pagerduty plivo pover pushdeer pushdeers pushme pushplus
    rocket rockets schan signal signals sinch slack smseagle smseagles spugpush synology synologys
    tgram twilio viber vonage wecombot workflows wpush wxpusher xml xmls zulip
"""
SCHEMAS = frozenset(NAMES.split())
# Settings of apprise that name files of this machine.
FILES = frozenset(
    {
        "attach",
        "template",
        "pgp",
        "pgpkey",
        "keyfile",
        "subfile",
        "cert",
        "key",
        "config",
        "include",
    }
)
SECRETS = re.compile(r"\S+@\S+|\S*://\S+|\+?\d[\d\s-]{6,}\d")


class BadAddress(ValueError):
    """An address that cannot be used; `code` is unknown, not_offered or files."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Outcome:
    """How one try ended; `status` is an HTTP status or 0. No personal data in `error`."""

    ok: bool
    error: str = ""
    status: int = 0


def send(address: str, message: Message, allowed: Sequence[Network]) -> Outcome:
    """Try once; returns within some seconds. Raises nothing."""
    try:
        plugin = _plugin(address)
        with only_allowed(allowed) as here, _listening() as said:
            ok = bool(plugin.notify(body=message.body, title=message.title))
    except Exception as error:
        return Outcome(False, type(error).__name__)
    if here.refused:
        return Outcome(False, "private address")
    return Outcome(ok, "" if ok else without_secrets(said[-1] if said else "not sent"))


def check(address: str) -> str:
    """The address as it may be shown. Raises BadAddress."""
    _plugin(address)
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        port = ""
    # A host with a dot is a machine; without one it may be the token itself.
    return f"{parts.scheme}://{host if '.' in host or host == 'localhost' else '…'}{port}/…"


def without_secrets(text: str) -> str:
    """What a library says of a failure, without addresses and numbers of people."""
    return SECRETS.sub("…", text)[:200]


def _plugin(address: str) -> "NotifyBase":
    from apprise import Apprise, AppriseAsset

    scheme, mark, _ = address.strip().partition("://")
    if not mark:
        raise BadAddress("unknown")
    if scheme.lower() not in SCHEMAS:
        raise BadAddress("not_offered")
    given = {name.lower().lstrip("+-: ") for name, _ in parse_qsl(urlsplit(address).query, True)}
    if given & FILES:
        raise BadAddress("files")
    asset = AppriseAsset(http_redirects=False, async_mode=False, plugin_paths=[])
    plugin = Apprise.instantiate(address.strip(), asset=asset, suppress_exceptions=True)
    if plugin is None:
        raise BadAddress("unknown")
    plugin.redirects = False
    plugin.socket_connect_timeout, plugin.socket_read_timeout = CONNECT_S, READ_S
    return plugin


class _Ear(logging.Handler):
    """Keeps what this thread's try is said to have failed of; other threads have theirs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: dict[int, list[str]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        if (said := self.heard.get(threading.get_ident())) is not None:
            said.append(record.getMessage())


@cache
def _ear() -> _Ear:
    """On apprise's own log, and instead of it: addresses are not written to ours."""
    ear, log = _Ear(), logging.getLogger("apprise")
    log.addHandler(ear)
    log.propagate = False
    return ear


@contextmanager
def _listening() -> Iterator[list[str]]:
    said: list[str] = []
    ear, thread = _ear(), threading.get_ident()
    ear.heard[thread] = said
    try:
        yield said
    finally:
        del ear.heard[thread]

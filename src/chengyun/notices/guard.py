"""What may be reached from here: nothing private, unless the operator's setting names it.

Everything that connects on behalf of a channel or webhook looks its name up through
`socket.getaddrinfo`, and connects to what that answers. So it is judged there: a name that is
checked and one that is connected to cannot be two different addresses, and a redirect or a mail
server named in an address is judged like everything else.
"""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any

Network = IPv4Network | IPv6Network


class Private(OSError):
    """An address that may not be reached from here."""


class _Here(threading.local):
    """Whether this thread is inside `only_allowed`, with what, and what was refused."""

    allowed: Sequence[Network] | None = None
    refused: bool = False


_here = _Here()


@contextmanager
def only_allowed(allowed: Sequence[Network]) -> Iterator[_Here]:
    """This thread reaches public addresses and these networks, and nothing else."""
    _install()
    _here.allowed, _here.refused = tuple(allowed), False
    try:
        yield _here
    finally:
        _here.allowed = None


def may_reach(address: str, allowed: Sequence[Network]) -> bool:
    """Is this address public, or in one of the networks."""
    found = ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    if any(found.version == net.version and found in net for net in allowed):
        return True
    return found.is_global and not found.is_multicast


@cache
def _install() -> None:
    looked_up = socket.getaddrinfo

    def judged(*args: Any, **kwargs: Any) -> Any:
        answers = looked_up(*args, **kwargs)
        if _here.allowed is None:
            return answers
        good = [a for a in answers if may_reach(str(a[4][0]), _here.allowed)]
        if len(good) < len(answers):
            _here.refused = True
            raise Private("this address is private; CHENGYUN_NOTICES_PRIVATE does not name it")
        return good

    socket.getaddrinfo = judged

"""A count of what one address did lately, in the shared cache."""

import hashlib
from dataclasses import dataclass

from django.http import HttpRequest

from chengyun.faces.shared import shared


@dataclass(frozen=True)
class Throttle:
    """At most `limit` acts of one kind from one address in `seconds`."""

    name: str
    limit: int
    seconds: int

    def _key(self, request: HttpRequest) -> str:
        # The address itself is not kept, only a digest.
        address = request.META.get("REMOTE_ADDR", "")
        digest = hashlib.blake2b(f"{self.name}:{address}".encode(), digest_size=12).hexdigest()
        return f"throttle:{digest}"

    def full(self, request: HttpRequest) -> bool:
        """True when the address has used up its acts."""
        return int(shared().get(self._key(request), 0)) >= self.limit

    def count(self, request: HttpRequest) -> None:
        """Note one act; the time runs anew from here."""
        key = self._key(request)
        shared().set(key, int(shared().get(key, 0)) + 1, self.seconds)

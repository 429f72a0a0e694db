"""A count of what one address did lately, shared by all processes of the web server."""

import hashlib
from dataclasses import dataclass

from django.core.cache import BaseCache, caches
from django.utils.translation import gettext_lazy as _

from chengyun.people.refused import Refused

TOO_MANY = _("That is too many within an hour; try again later.")


@dataclass(frozen=True)
class Throttle:
    """At most `limit` acts of one kind by one address in `seconds`."""

    name: str
    limit: int
    seconds: int

    def full(self, address: str) -> bool:
        """True when the address has used up its acts."""
        return int(_shared().get(self._key(address), 0)) >= self.limit

    def count(self, address: str) -> None:
        """Note one act; the time runs anew from here."""
        key = self._key(address)
        _shared().set(key, int(_shared().get(key, 0)) + 1, self.seconds)

    def take(self, address: str) -> None:
        """Note one act, or raise Refused (429) when the address has used up its acts."""
        if self.full(address):
            raise Refused("too_many", TOO_MANY, 429, self.seconds)
        self.count(address)

    def _key(self, address: str) -> str:
        # The address itself is not kept, only a digest.
        text = f"{self.name}:{address}"
        return f"throttle:{hashlib.blake2b(text.encode(), digest_size=12).hexdigest()}"


def _shared() -> BaseCache:
    return caches["shared"]

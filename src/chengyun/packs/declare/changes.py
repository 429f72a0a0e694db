"""Changes of what a pack has stored, from one of its versions to the next."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chengyun.packs.declare.core import need, need_key

_VERSION = re.compile(r"[0-9]+(\.[0-9]+)*")


@dataclass(frozen=True, kw_only=True)
class Change:
    """When the pack's version reaches `since`, each stored entry of `register` becomes
    `run(values)`: fields by key in, fields by key out. It is done once, all or nothing."""

    register: str
    since: str
    run: Callable[[Mapping[str, Any]], Mapping[str, Any]]

    def __post_init__(self) -> None:
        need_key("change", self.register)
        numbered = bool(_VERSION.fullmatch(self.since))
        need(numbered, "change", self.register, "since is a version such as 0.2")
        need(callable(self.run), "change", self.register, "run is a function")

"""An answer, before it becomes one of HTTP, of a batch, or none over MQTT."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Reply:
    """A status, a body (JSON, or text where `kind` says so, None for none) and headers."""

    status: int
    body: Any = None
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

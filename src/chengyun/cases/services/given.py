"""What comes with an action."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chengyun.cases.models import Case, CaseType, Condition
from chengyun.people.models import Unit, User


@dataclass(frozen=True)
class Part:
    """A part of a case that is split: what it is, of which kind (None: the same), for whom."""

    title: str
    kind: CaseType | None = None
    unit: Unit | None = None
    condition: int | None = None


@dataclass(frozen=True)
class Given:
    """What comes with an action. `actor` None is the system."""

    at: datetime
    actor: User | None = None
    reason: str = ""
    unit: Unit | None = None
    handler: User | None = None
    key: str | None = None
    condition: Condition | None = None
    outcome: str = ""
    into: Case | None = None
    parts: Sequence[Part] = ()
    anyway: bool = False

    @property
    def actor_id(self) -> int | None:
        return self.actor.pk if self.actor else None

    def has(self) -> dict[str, bool]:
        """Which needs of the lifecycle are met."""
        return {
            "reason": bool(self.reason),
            "result": bool(self.reason),
            "unit": self.unit is not None,
            "condition": self.condition is not None,
            "into": self.into is not None,
            "parts": bool(self.parts),
            "anyway": self.anyway,
            "secret": self.anyway,
        }

"""Rules on what other rules say."""

from dataclasses import dataclass, field
from typing import ClassVar, Literal, get_args

from .base import METRES, SECONDS, Rule

How = Literal["and", "or", "sequence"]
Together = Literal["stream", "thing", "area", "near"]


@dataclass(frozen=True, kw_only=True)
class Composite(Rule):
    """Other rules' alarms taken together: all of them (`and`), any (`or`), or one after the other.

    `members` are keys of rules that are no composites; those with `report` off raise no alarm of
    their own. Their alarms belong together when they are of the same stream, of the same thing,
    of the same area of `level`, or of streams within `within_m` metres. In a sequence each must
    begin within `within_s` seconds after the one before. `and` and `or` last as long as they
    hold, a sequence as long as its last member. The alarm is told at the stream that made it
    whole; `property` is the one under which it is listed.
    """

    members: tuple[str, ...]
    how: How = "and"
    together: Together = "thing"
    level: str = "street"
    within_m: float = field(default=100.0, metadata=METRES)
    within_s: float = field(default=600.0, metadata=SECONDS)

    kind: ClassVar[str] = "composite"

    def _check(self) -> None:
        self._insist(self.how in get_args(How), f"how {self.how!r} is unknown")
        self._insist(self.together in get_args(Together), f"together {self.together!r} is unknown")
        self._insist(len(set(self.members)) == len(self.members) > 1, "name two members or more")
        self._insist(self.key not in self.members, "a composite is no member of itself")
        self._insist_positive(within_m=self.within_m, within_s=self.within_s)
        self._insist(self.together != "area" or bool(self.level), "level is empty")

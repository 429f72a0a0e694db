"""One go at sending something: what the sender runs, whatever it goes to."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from chengyun.notices.messenger import Outcome


@dataclass(frozen=True)
class Job:
    """`send` runs in a thread without a database; `settle` writes down how it ended.

    It may try several things one after the other, up to the first that fails. Jobs of one lane
    never run side by side. A shaky lane failed the last time.
    """

    lane: str
    send: Callable[[], Sequence[Outcome]]
    settle: Callable[[Sequence[Outcome], datetime], None]
    shaky: bool = False


# Gives at most so many jobs that are due, none of the lanes that are busy; the soundest first.
Source = Callable[[datetime, Collection[str], int], list[Job]]

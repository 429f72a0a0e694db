"""When a message may go: quiet hours, digests, and the pauses after a failure. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from chengyun.notices.choices import Digest

SPAN = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)\s*[-–—~至]\s*([01]?\d|2[0-4]):([0-5]\d)")
DAY = timedelta(days=1)
MAX_SPANS = 6
# The gravest breaks through quiet hours and digests.
BREAKS_THROUGH = 1
DEFAULT_DIGEST_AT = time(8, 30)


@dataclass(frozen=True)
class Span:
    """Local time from `start` to `end`; over midnight where the end comes first."""

    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    def end_after(self, at: datetime) -> datetime | None:
        """When the silence around the local moment `at` ends; None if it is not quiet then."""
        for day in (at - DAY, at):
            begin = day.replace(hour=self.start.hour, minute=self.start.minute, second=0)
            over = begin.replace(hour=self.end.hour, minute=self.end.minute)
            over += DAY if over <= begin else timedelta(0)
            if begin.replace(microsecond=0) <= at < over.replace(microsecond=0):
                return over.replace(microsecond=0)
        return None


def spans(text: str) -> tuple[Span, ...]:
    """What "22:00-07:00, 12:00-13:30" says. Raises ValueError for anything else."""
    parts = [part.strip() for part in re.split(r"[,，;；、]", text) if part.strip()]
    found = [SPAN.fullmatch(part) for part in parts]
    if len(parts) > MAX_SPANS or not all(found):
        raise ValueError(text)
    return tuple(_span(*(int(group) for group in match.groups())) for match in found if match)


def _span(h1: int, m1: int, h2: int, m2: int) -> Span:
    made = Span(time(h1 % 24, m1), time(h2 % 24, m2))
    if made.start == made.end:
        raise ValueError(str(made))
    return made


@dataclass(frozen=True)
class Wish:
    """When a person wants to be told."""

    quiet: tuple[Span, ...] = ()
    digest: str = Digest.NONE
    digest_at: time = DEFAULT_DIGEST_AT


def due(now: datetime, wish: Wish, severity: int, zone: tzinfo) -> datetime:
    """The first moment, from `now` on, at which a message of that severity may go."""
    if severity <= BREAKS_THROUGH:
        return now
    local = now.astimezone(zone)
    return _after_quiet(_next_list(local, wish), wish.quiet).astimezone(now.tzinfo)


def _next_list(local: datetime, wish: Wish) -> datetime:
    if wish.digest == Digest.HOURLY:
        return local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if wish.digest != Digest.DAILY:
        return local
    at = wish.digest_at
    today = local.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return today if today > local else today + DAY


def _after_quiet(at: datetime, quiet: Sequence[Span]) -> datetime:
    # Spans that touch: the end of one may lie in the next. Bounded, for they may fill the day.
    for _ in range(MAX_SPANS):
        ends = [end for span in quiet if (end := span.end_after(at))]
        if not ends:
            break
        at = max(ends)
    return at


def pause(failures: int, first: timedelta, longest: timedelta, luck: float) -> timedelta:
    """How long to wait after so many failures in a row: doubling, spread by a quarter each way.

    `luck` is from 0 to 1; it keeps many that failed together from coming back together.
    """
    doubled = min(first * (1 << min(failures - 1, 30)), longest)
    return doubled * (0.75 + luck / 2)

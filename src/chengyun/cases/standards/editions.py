"""The editions of the national category table and when each is in force. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Edition:
    """One edition: `digits` of a code, `since` (None: not recorded here) and `until`, both days
    included."""

    key: str
    standard: str
    digits: int
    since: date | None = None
    until: date | None = None

    @property
    def minor(self) -> int:
        """Digits of the 小类 within a code; the 大类 has two."""
        return self.digits - 2

    def in_force(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


# GB/T 47678.5-2026 is in force from 2026-07-01 and replaces GB/T 30428.2-2013.
EDITIONS = (
    Edition("2013", "GB/T 30428.2-2013", 4, until=date(2026, 6, 30)),
    Edition("2026", "GB/T 47678.5-2026", 5, since=date(2026, 7, 1)),
)
BY_KEY = {edition.key: edition for edition in EDITIONS}


def current(day: date) -> Edition:
    """The edition in force on a day."""
    return next(edition for edition in EDITIONS if edition.in_force(day))

"""Instants as whole microseconds since 1970 UTC, the form of every column of times."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICRO = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """µs since 1970 UTC, exactly. Raises ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return (moment - EPOCH) // MICRO


def moment(us: int) -> datetime:
    """The instant, in UTC. Raises OverflowError beyond the year 9999."""
    return EPOCH + int(us) * MICRO

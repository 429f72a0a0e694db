"""A year of readings made straight into the open table, left as the history worker leaves it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from chengyun.sensing.history import DAY_US, History

MINUTE_US = 60_000_000
SPIKE = 900.0


def make(history: History, streams: int, days: int, until: datetime) -> int:
    """Write one reading a minute of `streams` datastreams over the `days` days before `until`;
    returns the rows. Values wave with the day, with noise, in tenths; every stream has one spike
    of a minute."""
    for day in _days(days, until):
        history.table.put(day.isoformat(), _readings(streams, day), new=True)
        (made,) = (file for file in history.table.files() if file.part == day.isoformat())
        history.hours.count(history.table, [made])
    history.settle(until + timedelta(days=2))
    return streams * days * 1_440


def _days(days: int, until: datetime) -> Iterator[date]:
    return ((until - timedelta(days=n)).date() for n in range(days, 0, -1))


def _readings(streams: int, day: date) -> str:
    start = (day - date(1970, 1, 1)).days * DAY_US
    return f"""
    SELECT (s + 1)::INTEGER AS stream, ({start} + m * {MINUTE_US})::BIGINT AS time,
        CASE WHEN (m + s) % 1440 = 0 AND {day.toordinal()} % 365 = s % 365 THEN {SPIKE}
        ELSE round(20 + s % 40 + 5 * sin(m / 229.0) + hash(s * 1440 + m, {start}) % 1000 / 250.0, 1)
        END::DOUBLE AS value
    FROM range({streams}) a(s), range(1440) b(m)"""

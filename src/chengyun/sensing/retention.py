"""How long readings are kept: per observed property, as its `keep_days` says.

Hours are kept HOURS_LONGER times as long as the readings that they were counted from.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import structlog

from chengyun.sensing import duck
from chengyun.sensing.history import History
from chengyun.sensing.models import Datastream
from chengyun.sensing.open_table import DataFile, OpenTable

log = structlog.get_logger()
HOURS_LONGER = 10


def keeping() -> dict[int, list[int]]:
    """Days to the ids of the datastreams whose readings are kept so long; 0 (for ever) not."""
    found: dict[int, list[int]] = {}
    rows = Datastream.objects.filter(observed_property__keep_days__gt=0).order_by("id")
    for stream, days in rows.values_list("id", "observed_property__keep_days"):
        found.setdefault(days, []).append(stream)
    return found


def expire(history: History, kept: Mapping[int, Sequence[int]], now: datetime) -> int:
    """Take out what is older than it may be; returns the rows. `vacuum` then frees the disk."""
    longer = {days * HOURS_LONGER: streams for days, streams in kept.items()}
    gone = _expire(history.table, kept, now, timedelta(days=1))
    _expire(history.hours.table, longer, now, timedelta(days=31))
    if gone:
        log.info("readings past their time deleted", rows=gone)
    return gone


def _expire(
    table: OpenTable, kept: Mapping[int, Sequence[int]], now: datetime, length: timedelta
) -> int:
    """`length` is what a partition may span: it goes when all of it is old enough."""
    return sum(
        _without(table, file, streams)
        for file in table.files()
        if file.is_sorted and (streams := _old(kept, date.fromisoformat(file.part) + length, now))
    )


def _old(kept: Mapping[int, Sequence[int]], end: date, now: datetime) -> list[int]:
    today = now.astimezone(UTC).date()
    return [
        stream for days, some in kept.items() if end + timedelta(days=days) <= today
        for stream in some
    ]  # fmt: skip


def _without(table: OpenTable, file: DataFile, streams: Sequence[int]) -> int:
    """Write the file anew without these datastreams; nothing when it holds none of them."""
    rows = duck.from_files([table.address(file)])
    expired = f"SELECT unnest({list(streams)}::INTEGER[]) AS stream"
    (held,) = duck.rows(f"SELECT count(*) FROM {rows} SEMI JOIN ({expired}) USING (stream)")[0]
    if held == file.rows:
        table.drop([file])
    elif held:
        table.put(file.part, f"SELECT * FROM {rows} ANTI JOIN ({expired}) USING (stream)", [file])
    return int(held)

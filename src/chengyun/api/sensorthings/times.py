"""Times as SensorThings writes them: instants and intervals of ISO 8601."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Interval:
    """From `start` up to, not including, `end`."""

    start: datetime
    end: datetime


Time = datetime | Interval


def instant(text: object) -> datetime:
    """A moment with a zone. Raises ValueError."""
    if not isinstance(text, str):
        raise ValueError("a time is text of ISO 8601")
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time needs a zone")
    return moment.astimezone(UTC)


def parse(text: object) -> Time:
    """An instant, or an interval `start/end`. Raises ValueError."""
    first, stroke, second = text.partition("/") if isinstance(text, str) else (text, "", "")
    if not stroke:
        return instant(first)
    start, end = instant(first), instant(second)
    if end < start:
        raise ValueError("an interval ends after it starts")
    return Interval(start, end)


def text(time: Time | None) -> str | None:
    """ISO 8601 in UTC, with as many decimals as there are."""
    if time is None:
        return None
    if isinstance(time, Interval):
        return f"{text(time.start)}/{text(time.end)}"
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def start_of(time: Time) -> datetime:
    return time.start if isinstance(time, Interval) else time


def end_of(time: Time) -> datetime:
    return time.end if isinstance(time, Interval) else time


def micros(time: Time) -> int:
    """µs since 1970 of an instant, or of an interval's start."""
    return (start_of(time) - EPOCH) // timedelta(microseconds=1)


def moment(us: int) -> datetime:
    return EPOCH + timedelta(microseconds=us)


def compare(operator: str, left: Time, right: Time) -> bool:
    """Comparison of times, of which an interval's end is not a part: before is `lt`, after `gt`."""
    if operator in ("gt", "ge"):
        return compare({"gt": "lt", "ge": "le"}[operator], right, left)
    if operator == "eq":
        return type(left) is type(right) and left == right
    if operator == "ne":
        return not compare("eq", left, right)
    if isinstance(left, datetime) and isinstance(right, datetime):
        return left < right if operator == "lt" else left <= right
    return _intervals(operator, left, right)


def _intervals(operator: str, left: Time, right: Time) -> bool:
    if operator == "lt":
        if isinstance(left, datetime):
            return left < start_of(right)
        return end_of(left) <= start_of(right)
    if isinstance(left, Interval) and isinstance(right, Interval):
        return left.start <= right.start and left.end <= right.end
    return end_of(left) <= start_of(right)

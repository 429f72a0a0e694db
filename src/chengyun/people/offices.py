"""The working calendar of every unit: its duty hours, the rest days of all, its own.

Kept in the process and read again every few seconds, or at once when this process changes one.
Units that work the same share one calendar, and so its lines of counted time.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache
from django.db.models.signals import post_delete, post_save

from chengyun.calendar import DEFAULT_DUTY_HOURS, WorkCalendar, parse_duty_hours
from chengyun.people.models import Holiday, Unit

FRESH = "people.offices"
FRESH_S = 5
Overrides = dict[date, bool]


@dataclass(frozen=True)
class Offices:
    """The calendars in force: of all, and of the units that differ."""

    usual: WorkCalendar
    own: Mapping[int, WorkCalendar]

    def of(self, unit_id: int | None) -> WorkCalendar:
        """A unit's calendar; None is a case that no unit has yet."""
        return self.own.get(unit_id, self.usual) if unit_id else self.usual


def calendar_of(unit: Unit | None) -> WorkCalendar:
    """The calendar that a unit's cases are counted in."""
    return offices().of(unit.pk if unit else None)


def offices() -> Offices:
    """All calendars, as of a few seconds ago at most."""
    held = _held.get()
    if held is None:
        return _fresh()
    if not held:
        held.append(_fresh())
    return held[0]


@contextmanager
def held() -> Iterator[None]:
    """All that is counted within is counted by the same calendars, unless they are forgotten."""
    token = _held.set([])
    try:
        yield
    finally:
        _held.reset(token)


def _fresh() -> Offices:
    if cache.get(FRESH) is None or not _kept:
        _kept[:] = [read()]
        cache.set(FRESH, True, FRESH_S)
    return _kept[0]


def forget(**_: object) -> None:
    """Read the calendars again at the next question."""
    cache.delete(FRESH)
    if (held := _held.get()) is not None:
        held.clear()


def listen() -> None:
    """Forget when a unit or a holiday is saved or deleted, here or in the administration."""
    for model in (Unit, Holiday):
        for signal in (post_save, post_delete):
            signal.connect(forget, sender=model, dispatch_uid=f"offices {model.__name__}")


def read() -> Offices:
    """The calendars as the database has them now."""
    days: dict[int | None, Overrides] = defaultdict(dict)
    for unit_id, day, worked in Holiday.objects.values_list("unit_id", "date", "worked"):
        days[unit_id][day] = worked
    hours = dict(Unit.objects.exclude(duty_hours="").values_list("pk", "duty_hours"))
    of_all = days.pop(None, {})
    own = {
        unit_id: _office(hours.get(unit_id, ""), of_all | days.get(unit_id, {}))
        for unit_id in {*hours, *days}
        if unit_id is not None
    }
    return Offices(_office("", of_all), own)


_kept: list[Offices] = []
_held: ContextVar[list[Offices] | None] = ContextVar("held", default=None)


def _office(hours: str, overrides: Overrides) -> WorkCalendar:
    return _calendar(hours, frozenset(overrides.items()), settings.TIME_ZONE)


@lru_cache(maxsize=512)
def _calendar(hours: str, overrides: frozenset[tuple[date, bool]], zone: str) -> WorkCalendar:
    spans = parse_duty_hours(hours) if hours else DEFAULT_DUTY_HOURS
    return WorkCalendar(spans, dict(overrides), ZoneInfo(zone))

"""The time an evaluation covers, and the times it is compared with."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chengyun.cases.evaluation.predicates import Window
from chengyun.cases.rules import Text

DAY = timedelta(days=1)


class Span(StrEnum):
    """The usual periods; any other is custom."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    CUSTOM = "custom"


SPANS: dict[Span, Text] = {
    Span.MONTH: _("By month"),
    Span.QUARTER: _("By quarter"),
    Span.YEAR: _("By year"),
    Span.CUSTOM: _("Other dates"),
}
MONTHS = {Span.MONTH: 1, Span.QUARTER: 3, Span.YEAR: 12}


@dataclass(frozen=True)
class Period:
    """From the beginning of the day `first` to the end of the day `last`, local time."""

    first: date
    last: date

    @staticmethod
    def around(day: date, span: Span) -> "Period":
        """The month, quarter or year that the day lies in; custom is its month."""
        months = MONTHS.get(span, 1)
        first = day.replace(day=1, month=(day.month - 1) // months * months + 1)
        return Period(first, months_later(first, months) - DAY)

    @cached_property
    def span(self) -> Span:
        return next(
            (span for span in MONTHS if Period.around(self.first, span) == self), Span.CUSTOM
        )

    @property
    def before(self) -> "Period":
        """The period before, for 环比: the month before a month, else as many days before."""
        if self.span in MONTHS:
            return Period(months_later(self.first, -MONTHS[self.span]), self.first - DAY)
        return Period(self.first - (self.last - self.first) - DAY, self.first - DAY)

    @property
    def after(self) -> "Period":
        if self.span in MONTHS:
            first = self.last + DAY
            return Period(first, months_later(first, MONTHS[self.span]) - DAY)
        return Period(self.last + DAY, self.last + (self.last - self.first) + DAY)

    @property
    def year_before(self) -> "Period":
        """The same time of the year before, for 同比."""
        if self.span in MONTHS:
            first = months_later(self.first, -12)
            return Period(first, months_later(first, MONTHS[self.span]) - DAY)
        return Period(_year_back(self.first), _year_back(self.last))

    def window(self, now: datetime, passed: timedelta | None = None) -> Window:
        """Its time, up to now at most; with `passed`, no more than that of it."""
        since = midnight(self.first)
        until = min(midnight(self.last + DAY), now)
        until = until if passed is None else min(until, since + passed)
        return Window(since, max(since, until))

    def passed(self, now: datetime) -> timedelta | None:
        """How much of it has passed; None if all of it."""
        if midnight(self.last + DAY) <= now:
            return None
        return max(timedelta(0), now - midnight(self.first))

    def run(self, count: int) -> list["Period"]:
        """So many periods of its length up to it, the oldest first."""
        found = [self]
        while len(found) < count:
            found.append(found[-1].before)
        return found[::-1]


def months_later(first: date, months: int) -> date:
    """The first day of the month so many months later."""
    whole = first.year * 12 + first.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)


def midnight(day: date) -> datetime:
    """The beginning of a local day."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _year_back(day: date) -> date:
    """The same day of the year before; of 29 February the 28th."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)

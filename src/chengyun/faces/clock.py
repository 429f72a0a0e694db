"""A case's clock as a chip shows it: its lamp, and when it will run, so that a page can tick."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from chengyun.calendar import ClockUnit, Limit
from chengyun.cases import lamps
from chengyun.cases.choices import Stage
from chengyun.cases.lifecycle import CHECK_LIMIT, VERIFICATION_LIMIT
from chengyun.cases.models import Case
from chengyun.cases.present import light_of
from chengyun.people.offices import calendar_of

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Clock:
    """A case's clock at one instant.

    `left` is counted time, negative when overdue. `ticks` is whether it will change without
    anybody's doing; `spans` are the next stretches in which it does, none if it never rests.
    """

    state: str  # as in `cases.lamps.Light`
    lamp: str
    left: timedelta
    due_at: datetime | None
    unit: ClockUnit = ClockUnit.DAY
    ticks: bool = False
    spans: list[Span] = field(default_factory=list)
    now: datetime | None = None

    @property
    def runs(self) -> bool:
        """It runs now."""
        return self.ticks and (not self.spans or self.spans[0][0] == self.now)

    @property
    def rests_until(self) -> datetime | None:
        """When it goes on, while it rests outside working time."""
        return self.spans[0][0] if self.ticks and not self.runs else None


def clock_of(case: Case, now: datetime | None = None) -> Clock:
    """The clock of a case; `case.type` and `case.unit` should be loaded."""
    now = now or timezone.now()
    light = light_of(case, now)
    ticks = light.state in ("run", "soon", "over")
    spans = calendar_of(case.unit).stretches(now, light.unit) if ticks else []
    return Clock(
        light.state, light.lamp.value, light.left, case.due_at, light.unit, ticks, spans, now
    )


# The steps that are done on the spot, with their limits.
STEPS = {Stage.VERIFICATION.value: VERIFICATION_LIMIT, Stage.CHECK.value: CHECK_LIMIT}


@dataclass
class _Step:
    """A step as a lamp looks at it (`lamps.Timed`)."""

    due_at: datetime | None
    overdue: bool
    suspended_at: datetime | None = None
    handled_at: datetime | None = None
    closed_at: datetime | None = None
    warned: bool = False


def step_clock(case: Case, now: datetime | None = None) -> Clock | None:
    """The clock of the look on site that a case waits for; None where it waits for none."""
    if case.step_due_at is None or case.stage not in STEPS:
        return None
    now = now or timezone.now()
    limit, calendar = Limit.parse(STEPS[case.stage]), calendar_of(case.unit)
    light = lamps.light(_Step(case.step_due_at, case.step_due_at < now), limit, calendar, now)
    spans = calendar.stretches(now, light.unit)
    lamp = light.lamp.value
    return Clock(light.state, lamp, light.left, case.step_due_at, light.unit, True, spans, now)


def words(clock: Clock) -> str:
    """A clock in a few words: “剩 2 工作时 10 分钟”, “超时 5 分钟”."""
    light = lamps.Light(clock.state, clock.left, clock.unit)
    return lamps.words(light) or _("Not yet filed")


def chip(clock: Clock | None) -> SafeString:
    """A clock as every page shows it, with what `clock.js` counts down from; "" without one."""
    if clock is None:
        return SafeString("")
    return format_html(CHIP, clock.state, clock.lamp, _ticking(clock), _title(clock), words(clock))


# A list has many: written here they cost a tenth of what a template's tags do.
CHIP = '<span class="clock clock-{}" data-lamp="{}"{}{}><i aria-hidden="true"></i><b>{}</b></span>'
TICKING = ' data-left="{:.0f}" data-at="{}" data-line="{}"'


def _ticking(clock: Clock) -> SafeString:
    if not clock.ticks or clock.now is None:
        return SafeString("")
    told = (clock.left.total_seconds(), _second(clock.now), clock.unit.line.value)
    spans = " ".join(f"{_second(start)}/{_second(end)}" for start, end in clock.spans)
    more = f' data-spans="{spans}"' if spans else ""
    return SafeString(TICKING.format(*told) + more)


def _title(clock: Clock) -> SafeString | str:
    if not clock.due_at:
        return ""
    said = _("Due %(at)s") % {"at": _local(clock.due_at, "%Y-%m-%d %H:%M")}
    if rests := clock.rests_until:
        until = _local(rests, "%m-%d %H:%M")
        said += " · " + _("the clock rests until %(at)s") % {"at": until}
    return format_html(' title="{}"', said)


def _second(at: datetime) -> int:
    return int(at.timestamp())


def _local(at: datetime, form: str) -> str:
    return timezone.localtime(at).strftime(form)

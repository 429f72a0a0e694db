"""What becomes of cases when a storm begins and ends."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from chengyun.cases.choices import Action, Stage
from chengyun.cases.models import Alarm, Case, LedgerEntry, Storm
from chengyun.cases.services.given import Given
from chengyun.cases.services.joining import Desk
from chengyun.cases.services.merging import fold
from chengyun.cases.storms import Limits


def gather(desk: Desk, into: Case, alarms: Sequence[Alarm], at: datetime) -> None:
    """The first alarms of a storm: their own cases are merged into the storm's where nobody has
    touched them; the others go on, and say what they are part of.
    """
    desk.fetch(alarm.case_id for alarm in alarms if alarm.case_id)
    mine: dict[int, list[Alarm]] = {}
    cases: dict[int, Case] = {}
    for alarm in alarms:
        case = desk.cases[alarm.case_id] if alarm.case_id else alarm.case
        if case is not None:
            mine.setdefault(id(case), []).append(alarm)
            cases[id(case)] = case
    touched = _by_hand(cases.values())
    for key, case in cases.items():
        if not case.is_open:
            continue
        whole = case.alarm_count == len(mine[key]) and case.pk not in touched
        if whole and _waits(case):
            _merge(desk, into, case, mine[key], at)
        else:
            desk.note(case, Action.LINK, at, {"storm": into.number})


def _merge(desk: Desk, into: Case, case: Case, alarms: Sequence[Alarm], at: datetime) -> None:
    """The alarms are in hand and not saved yet; the storm has counted them."""
    reason = _("Part of the alarm storm %(number)s; handled there.") % {"number": into.number}
    told = {"alarms": [alarm.key for alarm in alarms]}
    fold(desk.journal, case, into, Given(at, reason=reason), told)
    desk.left(case)
    for alarm in alarms:
        alarm.case = into


def _by_hand(cases: Iterable[Case]) -> set[int]:
    """The cases in whose ledger a person stands."""
    ids = [case.pk for case in cases if case.pk]
    rows = LedgerEntry.objects.filter(case__in=ids, actor__isnull=False)
    return set(rows.values_list("case", flat=True))


def _waits(case: Case) -> bool:
    """True while nobody has decided anything about the case."""
    return case.stage == Stage.REPORTED and not case.report_count


def recent_alarms(onsets: Sequence[datetime], bounds: Limits) -> list[Alarm]:
    """The alarms around those moments that no storm has taken."""
    if not bounds.alarms:
        return []
    span = (min(onsets) - bounds.window, max(onsets) + bounds.window)
    return list(Alarm.objects.filter(storm=None, onset_at__range=span).order_by("id"))


def end_storms(desk: Desk, now: datetime, bounds: Limits, most: int) -> int:
    """Storms without an onset for `quiet` whose alarms have all cleared say that they are over."""
    standing = Alarm.objects.filter(cleared_at=None, storm__isnull=False).values("storm")
    over = Storm.objects.filter(ended_at=None, last_onset_at__lt=now - bounds.quiet)
    storms = list(over.exclude(case__in=standing)[:most])
    desk.fetch(storm.case_id for storm in storms)
    for storm in storms:
        storm.ended_at = now
        case = desk.cases[storm.case_id]
        if case.is_open:
            detail: dict[str, object] = {"devices": storm.devices, "alarms": case.alarm_count}
            desk.note(case, Action.CALM, now, detail)
        storm.save(update_fields=["ended_at"])
    desk.save()
    return len(storms)


def standing_storms() -> int:
    """How many storms are not over."""
    return Storm.objects.filter(ended_at=None).count()

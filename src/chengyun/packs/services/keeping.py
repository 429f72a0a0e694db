"""Ended entries are emptied when their time is over; the history of what was done stays."""

from datetime import datetime, timedelta

from chengyun.packs.models import Entry
from chengyun.packs.queries.registers import sheets
from chengyun.packs.services import book

ERASED = "—"


def erase(now: datetime) -> int:
    """Empty the entries of registers with keep_days that ended so long ago; how many."""
    done = 0
    for sheet in sheets().values():
        days = sheet.register.keep_days
        if days:
            done += _erase(sheet.key, now - timedelta(days=days), now)
    return done


def _erase(register: str, before: datetime, now: datetime) -> int:
    over = Entry.objects.filter(register=register, ended_at__lt=before).exclude(name=ERASED)
    with book.writing() as rows:
        found = list(over)
        for entry in found:
            entry.name, entry.values, entry.sealed, entry.own_key = ERASED, {}, "", None
            entry.save()
            rows.note(entry, "erase", now, None, {})
    return len(found)

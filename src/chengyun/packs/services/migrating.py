"""Changes of stored entries when a pack's version passes the one that a change is for."""

from collections.abc import Iterable, Mapping

import structlog
from django.db import transaction
from django.utils import timezone

from chengyun.packs import isolated
from chengyun.packs.api import Change
from chengyun.packs.manifest import fits
from chengyun.packs.models import Entry, PackSwitch
from chengyun.packs.registry import Pack
from chengyun.packs.services import book

log = structlog.get_logger()


def versions() -> dict[str, str]:
    """The version of each pack that was here last."""
    return dict(PackSwitch.objects.values_list("name", "version"))


def apply(packs: Iterable[Pack], former: Mapping[str, str]) -> None:
    """Do what is to be done since the former versions; a pack that was not here has nothing.

    A change that raises is undone as a whole and named on the desk; the pack keeps its former
    version here, so that the next start tries again.
    """
    for pack in packs:
        due = _due(pack, former.get(pack.name, ""))
        if due and isolated.call(pack.name, "migrations", _all, due, budget_s=600).fault:
            PackSwitch.objects.filter(name=pack.name).update(version=former[pack.name])


def _due(pack: Pack, before: str) -> list[Change]:
    """The changes between two versions, in order of the versions they are for."""
    if not before:
        return []
    now = pack.manifest.version
    reached = [c for c in pack.migrations if fits(f">={c.since}", now)]
    due = [c for c in reached if not fits(f">={c.since}", before)]
    return sorted(due, key=lambda c: [int(n) for n in c.since.split(".")])


@transaction.atomic
def _all(due: Iterable[Change]) -> None:
    for change in due:
        done = _one(change)
        log.info("entries_changed", register=change.register, since=change.since, entries=done)


def _one(change: Change) -> int:
    """Entries that have ended are changed as well: they are still read."""
    done = 0
    with book.writing() as rows:
        held = Entry.objects.select_for_update().filter(register=change.register).order_by("pk")
        for entry in held.iterator(500):
            before = dict(entry.values)
            after = dict(change.run(before))
            if after == before:
                continue
            entry.values, entry.changed_at = after, timezone.now()
            entry.version += 1
            entry.save(update_fields=["values", "changed_at", "version"])
            rows.note(entry, "migrate", entry.changed_at, None, _detail(before, after))
            done += 1
    return done


def _detail(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, object]:
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return {key: [before.get(key), after.get(key)] for key in sorted(keys)}

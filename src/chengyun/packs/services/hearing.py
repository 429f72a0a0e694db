"""Hooks: what has happened is told to the packs that listen, outside its transaction.

A hook that raises stops no other; what it missed is told to it again, three times more, and then
given up, which its fault says. A hook that is told twice must be content: it writes with keys.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec
import structlog
from django.db.models import Max

from chengyun.packs import isolated
from chengyun.packs.declare.hooks import RECORDS, DayHeard, Heard, On, StageHeard
from chengyun.packs.district import of_house
from chengyun.packs.models import EntryRow, HookPosition, Missed
from chengyun.packs.queries import active
from chengyun.packs.queries.areas import is_off, off_paths
from chengyun.packs.registry import Pack
from chengyun.places.models import Area

log = structlog.get_logger()
# After so many seconds a hook that failed is told again; then it is given up.
AGAIN_S = (10, 60, 600)
STAGES = "stages"
AT_ONCE = 500


@dataclass(frozen=True)
class Listener:
    """A hook of a pack, with what it is about."""

    pack: Pack
    on: On

    def wants(self, heard: Heard) -> bool:
        about = _about(heard)
        return about == "" or about in (self.on.of or _own(self.pack, self.on.event))


def listeners(event: str) -> list[Listener]:
    """Who hears of it among the packs that are on."""
    packs = active().packs.values()
    return [Listener(pack, on) for pack in packs for on in pack.hooks if on.event == event]


def wanted(event: str) -> frozenset[str]:
    """What anybody wants to hear of: rules, kinds, registers or properties."""
    told = ((hook.on.of or _own(hook.pack, event)) for hook in listeners(event))
    return frozenset(key for keys in told for key in keys)


def tell(event: str, heard: Sequence[Heard], now: datetime) -> int:
    """Tell the packs; how many calls were made."""
    off, calls = off_paths(), 0
    for listener in listeners(event):
        for one in heard:
            if listener.wants(one) and not _rests(listener.pack, one, off):
                calls += 1
                _run(listener, one, now)
    return calls


def again(now: datetime) -> int:
    """Tell once more what hooks have failed on and is due; how many calls were made."""
    due = list(Missed.objects.filter(next_at__lte=now).order_by("pk")[:AT_ONCE])
    known = {(hook.pack.name, hook.on.key): hook for e in RECORDS for hook in listeners(e)}
    for row in due:
        hook = known.get((row.pack, row.hook))
        if hook is None:
            # Off or gone: it is told when the pack is on again.
            Missed.objects.filter(pk=row.pk).update(next_at=now + timedelta(seconds=AGAIN_S[-1]))
            continue
        _retry(hook, row, now)
    return len(due)


def begin_day(today: date, now: datetime) -> int:
    """Tell each hook of the day once; a failed one is told again like everything else."""
    calls = 0
    for listener in listeners("day"):
        name = f"{listener.pack.name}.{listener.on.key}"
        place, _ = HookPosition.objects.get_or_create(name=name, defaults={"value": 0})
        if place.value < today.toordinal():
            calls += 1
            _run(listener, DayHeard(day=today), now)
            HookPosition.objects.filter(name=name).update(value=today.toordinal())
    return calls


def hear_stages(now: datetime) -> int:
    """Tell of the stages that entries have reached since the last time, from the history."""
    last = EntryRow.objects.aggregate(last=Max("seq"))["last"] or 0
    # Who hears for the first time hears of what happens from now on.
    place, _ = HookPosition.objects.get_or_create(name=STAGES, defaults={"value": last})
    if place.value >= last:
        return 0
    rows = EntryRow.objects.filter(seq__gt=place.value).select_related("entry").order_by("seq")
    taken = list(rows[:AT_ONCE])
    calls = tell("stage", list(_stages(taken)), now)
    HookPosition.objects.filter(name=STAGES).update(value=taken[-1].seq)
    return calls


def _stages(rows: Iterable[EntryRow]) -> Iterator[StageHeard]:
    for row in rows:
        told = row.detail.get("stage")
        if isinstance(told, list) and len(told) == 2 and row.action == "stage":
            yield StageHeard(
                entry=str(row.entry.key),
                register=row.entry.register,
                before=told[0] or "",
                stage=told[1] or "",
                area=_code(row.entry.area_path),
                at=row.at,
            )


def _run(listener: Listener, heard: Heard, now: datetime) -> None:
    fault = _call(listener, heard)
    if fault:
        Missed.objects.create(
            pack=listener.pack.name,
            hook=listener.on.key,
            event=listener.on.event,
            body=msgspec.to_builtins(heard),
            next_at=now + timedelta(seconds=AGAIN_S[0]),
        )


def _retry(hook: Listener, row: Missed, now: datetime) -> None:
    heard = msgspec.convert(row.body, RECORDS[row.event])
    if not _call(hook, heard):
        row.delete()
    elif row.tries >= len(AGAIN_S):
        log.error("pack_gave_up", pack=row.pack, hook=row.hook, heard=row.event)
        row.delete()
    else:
        row.next_at = now + timedelta(seconds=AGAIN_S[row.tries])
        row.tries += 1
        row.save(update_fields=["next_at", "tries"])


def _call(listener: Listener, heard: Heard) -> str:
    name, on = listener.pack.name, listener.on
    hand = of_house(name)
    return isolated.call(name, on.key, on.run, hand, heard, budget_s=isolated.HOOK_S).fault


def _about(heard: Heard) -> str:
    """What a hook's `of` speaks of; "" for a day."""
    for name in ("rule", "case_type", "register", "property"):
        if hasattr(heard, name):
            return str(getattr(heard, name))
    return ""


def _own(pack: Pack, event: str) -> tuple[str, ...]:
    """All of the kind that the pack itself declares."""
    return {
        "alarm": tuple(rule.key for rule in pack.rules),
        "case": tuple(kind.key for kind in pack.case_types),
        "stage": tuple(one.key for one in pack.registers),
        "readings": tuple(one.code for one in pack.properties),
        "day": (),
    }[event]


def _rests(pack: Pack, heard: Heard, off: Mapping[str, tuple[str, ...]]) -> bool:
    code = getattr(heard, "area", "")
    return bool(code) and pack.name in off and is_off(pack.name, _path(code), off)


def _path(code: str) -> str:
    return str(Area.objects.filter(code=code).values_list("path", flat=True).first() or "")


def _code(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]

"""Where packs are off, although the district has them on."""

from collections.abc import Mapping

from chengyun.packs.models import PackOff
from chengyun.packs.queries.switched import active
from chengyun.packs.registry import Registry
from chengyun.vitals.queries import RESTING


def off_paths() -> dict[str, tuple[str, ...]]:
    """Paths of the areas in which a pack rests, by the pack's name."""
    found: dict[str, tuple[str, ...]] = {}
    for pack, path in PackOff.objects.order_by("area__path").values_list("pack", "area__path"):
        found[pack] = (*found.get(pack, ()), path)
    return found


def is_off(pack: str, path: str, off: Mapping[str, tuple[str, ...]] | None = None) -> bool:
    """True where a pack rests at a place: in its area or in one above it."""
    known = off_paths() if off is None else off
    return any(path.startswith(each) for each in known.get(pack, ()))


def resting_at(path: str) -> set[str]:
    """The packs that rest at a place."""
    off = off_paths()
    return {pack for pack in off if is_off(pack, path, off)}


def offer() -> None:
    """Vital signs of a pack rest where it does; called once when the room is ready."""
    RESTING.append(resting_at)


def resting_rules(found: Registry | None = None) -> dict[str, tuple[str, ...]]:
    """Paths of the areas in which a rule watches nothing, by its key; most rules are not named."""
    off = off_paths()
    packs = active(found).packs.values() if off else ()
    return {rule.key: off[pack.name] for pack in packs if pack.name in off for rule in pack.rules}

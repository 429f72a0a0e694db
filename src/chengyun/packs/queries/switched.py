"""Which packs are on."""

from collections.abc import Collection

from chengyun.packs import registry
from chengyun.packs.api import Scene
from chengyun.packs.models import PackSwitch
from chengyun.packs.registry import Registry


def switched_on() -> set[str]:
    """The names of the packs that are on."""
    return set(PackSwitch.objects.filter(on=True).values_list("name", flat=True))


def is_installed(name: str) -> bool:
    """True for a pack that has been installed here, on or off."""
    return PackSwitch.objects.filter(name=name).exists()


def active(found: Registry | None = None) -> Registry:
    """The loaded packs that no one has switched off; detection takes its rules from here."""
    found = found or registry.current()
    off = set(PackSwitch.objects.filter(on=False).values_list("name", flat=True))
    return found.only(set(found.packs) - off)


def scenes(found: Registry | None = None, resting: Collection[str] = ()) -> dict[str, Scene]:
    """The scene of each pack that is on, by the pack's name, in the order of the wall; `resting`
    are those that rest where one looks."""
    packs = active(found).packs.items()
    told = {name: pack.whole_scene for name, pack in packs if name not in resting}
    return dict(sorted(told.items(), key=lambda row: (row[1].order, row[0])))

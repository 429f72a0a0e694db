"""The value of a pack's setting at a place: the nearest area above it that has set one."""

from collections.abc import Iterable

from chengyun.packs import registry
from chengyun.packs.declare.settings import Setting, Value
from chengyun.packs.models import PackSetting


def declared(pack: str, key: str) -> Setting:
    """The declaration. Raises LookupError for a setting that the pack does not have."""
    for setting in registry.current().packs[pack].settings:
        if setting.key == key:
            return setting
    raise LookupError(f"{pack} has no setting {key!r}")


def value_of(pack: str, key: str, path: str = "") -> Value:
    """What counts at a place (the path of its area; "" is the district as a whole).

    Raises LookupError. A stored value that the pack no longer takes is passed over.
    """
    return counting(declared(pack, key), rows_of(pack).get(key, ()), path)


def rows_of(pack: str) -> dict[str, list[tuple[str, object]]]:
    """What areas have set, as (path, value) by key, with one query."""
    found: dict[str, list[tuple[str, object]]] = {}
    rows = PackSetting.objects.filter(pack=pack).values_list("key", "area__path", "value")
    for key, path, value in rows:
        found.setdefault(key, []).append((path, value))
    return found


def counting(setting: Setting, rows: Iterable[tuple[str, object]], path: str = "") -> Value:
    """What counts of these rows at a place: the nearest above it, else the default."""
    above = [row for row in rows if path.startswith(row[0]) or _is_root(row[0], path)]
    for _, stored in sorted(above, key=lambda row: -len(row[0])):
        try:
            return setting.read(stored)
        except ValueError:
            continue
    return setting.read(setting.default)


def _is_root(set_at: str, path: str) -> bool:
    """The district as a whole has what its own area has."""
    return not path and set_at.count("/") == 1


def set_here(pack: str, area_id: int) -> dict[str, object]:
    """What an area itself has set, by key."""
    rows = PackSetting.objects.filter(pack=pack, area_id=area_id)
    return dict(rows.values_list("key", "value"))

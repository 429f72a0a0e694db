"""Which packs are on, and what their registers hold; readers of entries take the viewer."""

from chengyun.packs.queries.areas import is_off, resting_at, resting_rules
from chengyun.packs.queries.switched import active, is_installed, scenes, switched_on

__all__ = [
    "active",
    "is_installed",
    "is_off",
    "resting_at",
    "resting_rules",
    "scenes",
    "switched_on",
]

"""A scene of the wall: the part of the district's life that one pack is about."""

from dataclasses import dataclass

# Layers of the base map that a scene may bring forward; a test holds them to `places`.
LAYERS = frozenset({"water", "park", "building", "road", "metro"})


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What the wall shows when only this pack's matters count, and its short name there.

    Empty titles are the pack's own; empty case_types, properties and vitals are all that the pack
    declares. layers are those of the base map to bring forward; order is the place among scenes.
    """

    title_zh: str = ""
    title_en: str = ""
    case_types: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    vitals: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    order: int = 100

    def __post_init__(self) -> None:
        unknown = set(self.layers) - LAYERS
        if unknown:
            raise ValueError(f"scene: {sorted(unknown)} are no layers; one of {sorted(LAYERS)}")
        if bool(self.title_zh) != bool(self.title_en):
            raise ValueError("scene: needs title_zh and title_en, or neither")

    def refers(self) -> tuple[tuple[str, str], ...]:
        """(kind, key) of every declaration that it names."""
        named = {
            "case type": self.case_types,
            "property": self.properties,
            "vital sign": self.vitals,
        }
        return tuple((kind, key) for kind, keys in named.items() for key in keys)

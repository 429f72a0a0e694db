"""Where cases are: the area, its sub-district, and the units that are responsible there."""

from collections.abc import Iterable
from dataclasses import dataclass

from chengyun.cases.known import known
from chengyun.places.models import Area


@dataclass(frozen=True)
class Place:
    """A point with its area, its sub-district and what people call it."""

    lon: float | None = None
    lat: float | None = None
    area: Area | None = None
    street: Area | None = None
    address: str = ""
    simulated: bool = False

    @property
    def path(self) -> str:
        """Where the policy puts it: what has no area of its own belongs to the whole district."""
        return self.area.path if self.area else home_path()


def home_path() -> str:
    """The path of the whole district; "" while there is none, or more than one."""
    return known().home


def streets(paths: Iterable[str]) -> dict[str, Area]:
    """The sub-district of each path; paths outside any are left out."""
    found = {path: known().street(path) for path in set(paths)}
    return {path: street for path, street in found.items() if street}

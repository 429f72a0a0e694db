"""Where cases are: the area, its sub-district, and the units that are responsible there."""

from collections.abc import Iterable
from dataclasses import dataclass

from chengyun.places.choices import Level
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
    roots = Area.objects.filter(parent=None).values_list("path", flat=True)[:2]
    return roots[0] if len(roots) == 1 else ""


def streets(paths: Iterable[str]) -> dict[str, Area]:
    """The sub-district of each path, in one query; paths outside any are left out."""
    wanted = set(paths)
    codes = {code for path in wanted for code in path.split("/") if code}
    found = Area.objects.filter(code__in=codes, level=Level.STREET).defer("boundary")
    by_code = {area.code: area for area in found}
    return {path: by_code[code] for path in wanted for code in path.split("/") if code in by_code}

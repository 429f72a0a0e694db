"""Demo data: a few trees in every sub-district, the same on every run."""

from chengyun.packs.api import District, NewEntry
from chengyun_tree_care.showing import SPECIES

EACH = 24


def plant(district: District) -> None:
    """Trees in rows around the middle of each sub-district; every ninth one leans a little."""
    for at, area in enumerate(district.areas("street")):
        trees = [_tree(area.code, area.title, area.lon, area.lat, at, n) for n in range(EACH)]
        district.add_many("trees", trees)


def _tree(code: str, title: str, lon: float, lat: float, at: int, n: int) -> NewEntry:
    species, zh, _ = SPECIES[(at + n) % len(SPECIES)]
    state = "danger" if (at, n) in ((1, 4), (3, 11)) else "watch" if (at + n) % 9 == 0 else "sound"
    number = f"{code}-{n:03d}"
    return NewEntry(
        values={
            "code": number,
            "name": f"{title}{zh}{n + 1:02d}号",
            "species": species,
            "girth_cm": 18 + (7 * n + at) % 40,
            "planted": f"{1998 + (n + at) % 24}-03-12",
            "state": state,
            "sensor": f"tilt-{number}",
        },
        area=code,
        lon=lon + 0.0008 * (n % 6 - 2.5),
        lat=lat + 0.0009 * (n // 6 - 1.5),
        key=f"demo-{number}",
    )

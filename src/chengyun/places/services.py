"""The only writers of places."""

from pathlib import Path
from typing import Any

from chengyun.places import district_file, district_import
from chengyun.places.district_file import DistrictFile
from chengyun.places.district_import import Say
from chengyun.places.faults import ImportFault
from chengyun.places.osm_import import import_osm

__all__ = ["ImportFault", "Say", "import_district", "import_osm", "read_district"]


def read_district(path: Path) -> DistrictFile:
    """Read and check a district file, plain or gzipped. Raises ImportFault."""
    return district_file.read(path)


def import_district(
    district: DistrictFile | dict[str, Any],
    *,
    officer_password: str,
    say: Say = lambda what, how_many: None,
) -> None:
    """Take in a district, all or nothing, again and again. Raises ImportFault."""
    known = district if isinstance(district, DistrictFile) else district_file.parse(district)
    district_import.take_in(known, officer_password, say)

"""The only writers of places."""

from pathlib import Path

from chengyun.places import district_file
from chengyun.places.areas import take_areas, take_facilities
from chengyun.places.district_file import DistrictFile
from chengyun.places.faults import ImportFault
from chengyun.places.layers import put_layer
from chengyun.places.osm_import import import_osm

__all__ = [
    "ImportFault",
    "import_osm",
    "put_layer",
    "read_district",
    "take_areas",
    "take_facilities",
]


def read_district(path: Path) -> DistrictFile:
    """Read and check a district file, plain or gzipped. Raises ImportFault."""
    return district_file.read(path)

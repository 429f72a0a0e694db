"""The district file, `chengyun-district/1`: its shape, and reading it."""

import gzip
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from chengyun.places.choices import LayerKind, Level
from chengyun.places.faults import ImportFault

Lon = Annotated[float, Meta(ge=-180, le=180)]
Lat = Annotated[float, Meta(ge=-90, le=90)]
Code = Annotated[str, Meta(min_length=1, max_length=18, pattern="^[^/]+$")]
Key = Annotated[str, Meta(min_length=1, max_length=80)]
Name = Annotated[str, Meta(max_length=120)]
GZIP = b"\x1f\x8b"


class AreaRow(Struct):
    code: Code
    name: Name
    level: Level
    lon: Lon
    lat: Lat
    name_en: Name = ""
    parent: str | None = None
    population: Annotated[int, Meta(ge=0)] = 0
    boundary: dict[str, Any] | None = None


class LayerRow(Struct):
    kind: LayerKind
    features: dict[str, Any]


class FacilityRow(Struct):
    key: Key
    kind: Name
    name: Name
    lon: Lon
    lat: Lat
    area: str | None = None


class UnitRow(Struct):
    code: Key
    name_zh: Name
    kind: Name
    name_en: Name = ""
    area: str | None = None


class OfficerRow(Struct):
    username: Key
    name: Name
    role: str
    unit: str | None = None
    area: str | None = None


class PostRow(Struct):
    title_zh: Name
    kind: str
    title_en: Name = ""
    unit: str | None = None
    officers: list[str] = []


class DatastreamRow(Struct):
    key: Annotated[str, Meta(min_length=1, max_length=120)]
    property: str
    interval_s: Annotated[int, Meta(ge=0)] = 0


class ThingRow(Struct):
    key: Key
    kind: Name
    name: Name
    lon: Lon
    lat: Lat
    area: str | None = None
    datastreams: list[DatastreamRow] = []


class DistrictFile(Struct):
    """All of a district. Areas come wide before narrow, parents before children."""

    format: Literal["chengyun-district/1"]
    areas: list[AreaRow]
    simulated: bool = False
    layers: list[LayerRow] = []
    facilities: list[FacilityRow] = []
    units: list[UnitRow] = []
    officers: list[OfficerRow] = []
    posts: list[PostRow] = []
    things: list[ThingRow] = []


def read(path: Path) -> DistrictFile:
    """Read a district file, plain or gzipped. Raises ImportFault."""
    try:
        raw = path.read_bytes()
        text = gzip.decompress(raw) if raw.startswith(GZIP) else raw
        return msgspec.json.decode(text, type=DistrictFile)
    except (EOFError, gzip.BadGzipFile) as error:
        raise ImportFault(f"{path.name} is cut off or damaged: {error}") from None
    except OSError as error:
        raise ImportFault(f"{path.name} cannot be read: {error.strerror}") from None
    except msgspec.DecodeError as error:
        raise ImportFault(f"{path.name} is not a district file: {error}") from None


def parse(district: dict[str, Any]) -> DistrictFile:
    """Check a district that is already in memory. Raises ImportFault."""
    try:
        return msgspec.convert(district, DistrictFile)
    except msgspec.ValidationError as error:
        raise ImportFault(f"this is not a district: {error}") from None

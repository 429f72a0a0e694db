"""Photos: how large, when and where taken, and small versions that hold nothing but pixels."""

import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from PIL import ExifTags, Image, ImageOps

# Longest sides of what is shown; the larger is what the public gets at most.
SIZES = (320, 1280)
FORMATS = ("JPEG", "PNG", "WEBP")
# Unpacked, three or four bytes each: a small file must not fill the memory.
MOST_PIXELS = 70_000_000
QUALITY = 82
OLDEST = 1990
EXIF_TIME = "%Y:%m:%d %H:%M:%S"
TURNED = (5, 6, 7, 8)
# What broken or hostile files make Pillow raise.
UNREADABLE = (OSError, ValueError, SyntaxError, TypeError, EOFError, IndexError, KeyError)


class NotAPicture(ValueError):
    """The bytes cannot be read as a picture."""


class TooManyPixels(ValueError):
    """It would unpack to more than `MOST_PIXELS`."""


@dataclass(frozen=True)
class Picture:
    """A photo as it is seen (turned upright): pixels; WGS84 degrees; JPEG bytes by `SIZES`."""

    width: int
    height: int
    taken_at: datetime | None
    place: tuple[float, float] | None
    renditions: Mapping[int, bytes]


def look(file: BinaryIO, zone: ZoneInfo, now: datetime) -> Picture:
    """Read a photo; camera times without a zone are in `zone`. Raises NotAPicture, TooManyPixels.

    The renditions are painted anew: neither Exif nor anything else of the file goes with them.
    """
    try:
        with Image.open(file, formats=FORMATS) as image:
            return _picture(image, zone, now)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooManyPixels from None
    except TooManyPixels:
        raise
    except UNREADABLE as error:
        raise NotAPicture(str(error)) from None


def _picture(image: Image.Image, zone: ZoneInfo, now: datetime) -> Picture:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise TooManyPixels
    exif = _exif(image)
    if exif.get(ExifTags.Base.Orientation) in TURNED:
        width, height = height, width
    taken, place = _taken_at(exif, zone, now), _place(exif)
    return Picture(width, height, taken, place, _renditions(image))


def _renditions(image: Image.Image) -> dict[int, bytes]:
    """The largest first, each made of the one before."""
    made = {}
    for size in sorted(SIZES, reverse=True):
        image.thumbnail((size, size), Image.Resampling.LANCZOS)
        upright = _painted(ImageOps.exif_transpose(image))
        made[size] = _jpeg(upright)
    return made


def _painted(image: Image.Image) -> Image.Image:
    """The pixels alone, on white where they are transparent."""
    seen = image.convert("RGBA")
    canvas = Image.new("RGB", seen.size, "white")
    canvas.paste(seen, mask=seen.getchannel("A"))
    return canvas


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def _exif(image: Image.Image) -> Image.Exif | dict[int, Any]:
    """What the camera wrote; nothing where it cannot be read."""
    try:
        return image.getexif()
    except UNREADABLE:
        return {}


def _part(exif: Any, part: ExifTags.IFD) -> dict[int, Any]:
    try:
        return dict(exif.get_ifd(part)) if hasattr(exif, "get_ifd") else {}
    except UNREADABLE:
        return {}


def _taken_at(exif: Any, zone: ZoneInfo, now: datetime) -> datetime | None:
    told = _part(exif, ExifTags.IFD.Exif)
    text = str(told.get(ExifTags.Base.DateTimeOriginal, "")).strip("\0 ")
    offset = str(told.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
    try:
        local = datetime.strptime(text, EXIF_TIME)  # noqa: DTZ007  the zone follows
        zoned = datetime.strptime(f"{text}{offset}", f"{EXIF_TIME}%z") if offset else None
    except ValueError:
        return None
    at = zoned or local.replace(tzinfo=zone)
    return at if at.year >= OLDEST and at <= now + timedelta(days=1) else None


def _place(exif: Any) -> tuple[float, float] | None:
    told = _part(exif, ExifTags.IFD.GPSInfo)
    tags = ExifTags.GPS
    lat = _degrees(told.get(tags.GPSLatitude), told.get(tags.GPSLatitudeRef), "S")
    lon = _degrees(told.get(tags.GPSLongitude), told.get(tags.GPSLongitudeRef), "W")
    if lon is None or lat is None or abs(lon) > 180 or abs(lat) > 90:
        return None
    # A camera that has no fix writes zeros.
    return (lon, lat) if (lon, lat) != (0.0, 0.0) else None


def _degrees(parts: Any, side: Any, negative: str) -> float | None:
    """Degrees, minutes and seconds as Exif writes them (three fractions) in degrees."""
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value):
        return None
    return round(-value if str(side).strip("\0 ").upper() == negative else value, 7)

"""Small real files: photos with what a camera writes, a bomb, a polyglot, a film, a recording."""

import io
import struct
import zlib
from datetime import datetime
from typing import BinaryIO

from PIL import ExifTags, Image

LESHAN_GPS = (121.4319, 31.1919)


def jpeg(
    size: tuple[int, int] = (640, 480),
    colour: str = "teal",
    place: tuple[float, float] | None = None,
    taken: datetime | None = None,
    turned: int = 0,
    offset: str = "+08:00",
) -> bytes:
    """A JPEG; with Exif where something is said of it."""
    image = Image.new("RGB", size, colour)
    exif = image.getexif()
    if turned:
        exif[ExifTags.Base.Orientation] = turned
    if place:
        exif[ExifTags.IFD.GPSInfo] = _gps(*place)
    if taken:
        told = {ExifTags.Base.DateTimeOriginal: f"{taken:%Y:%m:%d %H:%M:%S}"}
        if offset:
            told[ExifTags.Base.OffsetTimeOriginal] = offset
        exif[ExifTags.IFD.Exif] = told
    exif[ExifTags.Base.Artist] = "张阿姨的手机"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"a comment of the camera")
    return out.getvalue()


def _gps(lon: float, lat: float) -> dict[int, object]:
    tags = ExifTags.GPS
    return {
        tags.GPSLatitudeRef: "N" if lat >= 0 else "S",
        tags.GPSLatitude: _sexagesimal(abs(lat)),
        tags.GPSLongitudeRef: "E" if lon >= 0 else "W",
        tags.GPSLongitude: _sexagesimal(abs(lon)),
    }


def _sexagesimal(value: float) -> tuple[float, float, float]:
    minutes, degrees = (value % 1) * 60, int(value)
    return float(degrees), float(int(minutes)), round((minutes % 1) * 60, 4)


def png(size: tuple[int, int] = (64, 64)) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", size, (200, 30, 30, 128)).save(out, "PNG")
    return out.getvalue()


def bomb(width: int = 40_000, height: int = 40_000) -> bytes:
    """A PNG of a few hundred bytes that says it has 1,600 million pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def polyglot() -> bytes:
    """A photo that is also a page with a script."""
    return jpeg() + b"<html><script>alert(document.cookie)</script></html>"


def mp4(size: int = 4_000) -> bytes:
    """The beginning of a film, and bytes that count."""
    head = struct.pack(">I", 24) + b"ftypisom" + struct.pack(">I", 512) + b"isommp41"
    return head + bytes(n % 251 for n in range(size - len(head)))


def m4a() -> bytes:
    """A recording as a telephone makes it: it also says that it could be played as MP4."""
    return (
        struct.pack(">I", 28) + b"ftypM4A " + struct.pack(">I", 0) + b"M4A mp42isom" + b"\0" * 200
    )


def wav() -> bytes:
    return b"RIFF" + struct.pack("<I", 136) + b"WAVEfmt " + b"\0" * 128


def opened(content: bytes) -> BinaryIO:
    return io.BytesIO(content)

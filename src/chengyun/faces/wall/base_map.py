"""The base map from elsewhere that an administrator may set: what the wall's script is told of it,
and the one address that the wall's content policy admits for it."""

from urllib.parse import urlparse

from django.conf import settings

VECTOR = (".pbf", ".mvt")


def told() -> dict[str, str] | None:
    """{kind: raster, vector or pmtiles, url}; None where none is set."""
    url = settings.CONFIG.base_map
    return {"kind": kind(url), "url": url} if url else None


def kind(url: str) -> str:
    """By the end of the address's path; what has none of our ends is a picture."""
    path = urlparse(url).path
    if path.endswith(".pmtiles"):
        return "pmtiles"
    return "vector" if path.endswith(VECTOR) else "raster"


def origin() -> str:
    """Scheme, host and port of the tiles; "" where none are set."""
    parts = urlparse(settings.CONFIG.base_map)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

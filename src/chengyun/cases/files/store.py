"""Where the bytes of files lie: a folder of the district, or S3-compatible storage.

Names are made of the SHA-256 of the content: the same file twice is kept once, and what a name
says can be proved.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from django.conf import settings

CHUNK = 256 * 1024
PREFIX = "attachments/"


class Store(Protocol):
    """Bytes by name. `read` gives the bytes from `start` to `end`, both counted in."""

    def put(self, name: str, file: BinaryIO) -> None: ...
    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]: ...
    def has(self, name: str) -> bool: ...
    def delete(self, name: str) -> None: ...
    def names(self) -> Iterator[tuple[str, datetime]]: ...


def original(sha256: str) -> str:
    """The name of a file as it came."""
    return f"{sha256[:2]}/{sha256}"


def rendition(sha256: str, size: int) -> str:
    """The name of a small version of a photo."""
    return f"{original(sha256)}-{size}.jpg"


def digest_in(name: str) -> str:
    """The digest of the original that a name belongs to."""
    return name.rpartition("/")[2].partition("-")[0]


@dataclass(frozen=True)
class Disk:
    """Files below a folder; readable by the service's user alone."""

    root: Path

    def put(self, name: str, file: BinaryIO) -> None:
        """Write it whole or not at all; on disk when this returns."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.seek(0)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False) as part:
            try:
                shutil.copyfileobj(file, part, CHUNK)
                part.flush()
                os.fsync(part.fileno())
                Path(part.name).replace(path)
            except BaseException:
                Path(part.name).unlink()
                raise

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        with (self.root / name).open("rb") as file:
            file.seek(start)
            left = end - start + 1 if end is not None else None
            while left is None or left > 0:
                chunk = file.read(CHUNK if left is None else min(CHUNK, left))
                if not chunk:
                    return
                left = None if left is None else left - len(chunk)
                yield chunk

    def has(self, name: str) -> bool:
        return (self.root / name).is_file()

    def delete(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)

    def names(self) -> Iterator[tuple[str, datetime]]:
        for path in self.root.glob("*/*"):
            with suppress(FileNotFoundError):
                at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                yield path.relative_to(self.root).as_posix(), at


class S3:
    """Objects of a bucket, through django-storages."""

    def __init__(self, storage: Any) -> None:
        self.storage = storage

    def _object(self, name: str) -> Any:
        return self.storage.bucket.Object(PREFIX + name)

    def put(self, name: str, file: BinaryIO) -> None:
        from django.core.files import File

        file.seek(0)
        self.storage.save(PREFIX + name, File(file))

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Raises FileNotFoundError."""
        from botocore.exceptions import ClientError

        span = f"bytes={start}-{'' if end is None else end}"
        try:
            body = self._object(name).get(Range=span)["Body"]
        except ClientError as error:
            raise FileNotFoundError(name) from error
        yield from body.iter_chunks(CHUNK)

    def has(self, name: str) -> bool:
        return bool(self.storage.exists(PREFIX + name))

    def delete(self, name: str) -> None:
        self.storage.delete(PREFIX + name)

    def names(self) -> Iterator[tuple[str, datetime]]:
        for found in self.storage.bucket.objects.filter(Prefix=PREFIX):
            yield found.key.removeprefix(PREFIX), found.last_modified


def current() -> Store:
    """The store that the settings name."""
    config = settings.CONFIG
    if config.s3_bucket:
        return _s3(config.s3_url, config.s3_bucket, config.s3_key, config.s3_secret,
                   config.s3_region)  # fmt: skip
    return Disk(Path(config.data) / "attachments")


@cache
def _s3(url: str, bucket: str, key: str, secret: str, region: str) -> S3:
    # Loaded only where it is used: it is large.
    from storages.backends.s3 import S3Storage

    storage = S3Storage(
        bucket_name=bucket,
        endpoint_url=url or None,
        access_key=key or None,
        secret_key=secret or None,
        region_name=region,
        file_overwrite=True,
        default_acl=None,
        addressing_style="path" if url else None,
    )
    return S3(storage)

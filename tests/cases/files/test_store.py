import io
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chengyun.cases.files import store
from tests.ports import free_port

NAME = store.original("ab" + "0" * 62)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A real S3 server of moto in a process of its own, on loopback."""
    pytest.importorskip("moto.server", reason="moto is not installed")
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url)
        yield url
        process.terminate()


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{url}/moto-api/", timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the S3 server did not start")


@pytest.fixture
def bucket(server: str, settings: Any) -> str:
    import boto3

    s3 = boto3.client("s3", endpoint_url=server, region_name="us-east-1",
                      aws_access_key_id="key", aws_secret_access_key="secret")  # fmt: skip
    name = f"city-{time.monotonic_ns()}"
    s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=name, Key="of-someone-else", Body=b"x")
    settings.CONFIG = replace(
        settings.CONFIG, s3_url=server, s3_bucket=name, s3_key="key", s3_secret="secret"
    )
    return name


@pytest.fixture(params=["disk", "s3"])
def place(request: pytest.FixtureRequest) -> store.Store:
    if request.param == "s3":
        request.getfixturevalue("bucket")
    return store.current()


def test_what_is_put_is_read_back_whole_and_in_parts(place: store.Store) -> None:
    content = bytes(range(256)) * 2_000
    place.put(NAME, io.BytesIO(content))
    assert place.has(NAME)
    assert b"".join(place.read(NAME)) == content
    assert b"".join(place.read(NAME, 10, 19)) == content[10:20]
    assert b"".join(place.read(NAME, 300_000)) == content[300_000:]


def test_the_same_name_again_is_written_anew(place: store.Store) -> None:
    for content in (b"first", b"then"):
        place.put(NAME, io.BytesIO(content))
    assert b"".join(place.read(NAME)) == b"then"


def test_what_is_not_there_is_told(place: store.Store) -> None:
    assert not place.has(NAME)
    with pytest.raises(FileNotFoundError):
        list(place.read(NAME))
    place.delete(NAME)


def test_names_are_our_own_with_their_time(place: store.Store) -> None:
    small = store.rendition("cd" + "1" * 62, 320)
    for name in (NAME, small):
        place.put(name, io.BytesIO(b"x"))
    found = dict(place.names())
    assert set(found) == {NAME, small}
    assert all(abs((datetime.now(UTC) - at).total_seconds()) < 600 for at in found.values())
    place.delete(small)
    assert set(dict(place.names())) == {NAME}
    assert store.digest_in(small) == "cd" + "1" * 62


@pytest.mark.django_db
def test_a_photo_lies_in_the_bucket_and_is_proved_there(
    bucket: str, reported: Any, zhoumin: Any
) -> None:
    from chengyun.cases.files import intake
    from chengyun.cases.services import attachments
    from chengyun.cases.services.file_proof import verify_files
    from tests.cases import photos

    file = intake.take(photos.opened(photos.jpeg()), "a.jpg")
    attachments.attach(zhoumin, reported.number, [file], attachments.Told())
    assert len(list(store.current().names())) == 3
    assert (verify_files().files, verify_files().bad) == (1, [])
    store.current().put(store.original(file.sha256), io.BytesIO(b"another"))
    assert [bad.fault for bad in verify_files().bad] == ["was changed"]


def test_a_file_that_could_not_be_written_leaves_nothing(tmp_path: Path) -> None:
    class Torn(io.BytesIO):
        def read(self, *_: Any) -> bytes:
            raise OSError("the connection was lost")

    disk = store.Disk(tmp_path)
    with pytest.raises(OSError, match="lost"):
        disk.put(NAME, Torn())
    assert list(disk.names()) == []

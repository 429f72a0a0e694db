import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from chengyun.cases.files import media, pictures
from tests.cases import photos

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, tzinfo=UTC)
TAKEN = datetime(2026, 11, 20, 9, 30)  # noqa: DTZ001  as a camera writes it


def look(content: bytes) -> pictures.Picture:
    return pictures.look(io.BytesIO(content), SHANGHAI, NOW)


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (photos.jpeg(), "image/jpeg"),
        (photos.png(), "image/png"),
        (photos.mp4(), "video/mp4"),
        (photos.m4a(), "audio/mp4"),
        (photos.wav(), "audio/wav"),
        (b"OggS" + b"\0" * 60, "audio/ogg"),
        (b"ID3\x04" + b"\0" * 60, "audio/mpeg"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + b"\0" * 40, "video/webm"),
    ],
)
def test_a_file_is_told_by_its_bytes(content: bytes, mime: str) -> None:
    found = media.recognise(content)
    assert found is not None
    assert found.mime == mime


@pytest.mark.parametrize(
    "content",
    [b"<html><script>", b"<svg xmlns='http://www.w3.org/2000/svg'>", b"%PDF-1.7", b"MZ\x90\0",
     b"GIF89a", b"PK\x03\x04", b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska", b"text"],
)  # fmt: skip
def test_other_files_are_not_taken(content: bytes) -> None:
    assert media.recognise(content + b"\0" * 600) is None


def test_the_place_and_time_of_a_photo_are_read() -> None:
    seen = look(photos.jpeg(place=photos.LESHAN_GPS, taken=TAKEN, offset="+09:00"))
    assert seen.place == pytest.approx(photos.LESHAN_GPS, abs=1e-5)
    assert seen.taken_at == datetime(2026, 11, 20, 0, 30, tzinfo=UTC)


def test_a_camera_without_a_zone_is_taken_to_be_local() -> None:
    seen = look(photos.jpeg(taken=TAKEN, offset=""))
    assert seen.taken_at == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)


def test_south_and_west_are_negative_and_zeros_are_no_place() -> None:
    assert look(photos.jpeg(place=(-70.5, -33.25))).place == pytest.approx((-70.5, -33.25))
    assert look(photos.jpeg(place=(0.0, 0.0))).place is None


def test_a_time_to_come_is_not_believed() -> None:
    assert look(photos.jpeg(taken=datetime(2031, 1, 1))).taken_at is None  # noqa: DTZ001


def test_what_is_shown_holds_pixels_and_nothing_of_the_camera() -> None:
    content = photos.jpeg((2000, 1000), place=photos.LESHAN_GPS, taken=TAKEN)
    for size, made in look(content).renditions.items():
        with Image.open(io.BytesIO(made)) as image:
            assert (image.size, dict(image.getexif())) == ((size, size // 2), {})
            assert not {"exif", "comment", "icc_profile"} & image.info.keys()
        assert "张阿姨".encode() not in made
        assert b"comment of the camera" not in made


def test_a_photo_taken_upright_is_shown_upright() -> None:
    seen = look(photos.jpeg((800, 400), turned=6))
    assert (seen.width, seen.height) == (400, 800)
    with Image.open(io.BytesIO(seen.renditions[320])) as image:
        assert image.size == (160, 320)


def test_a_small_photo_is_not_blown_up() -> None:
    with Image.open(io.BytesIO(look(photos.png((64, 48))).renditions[1280])) as image:
        assert image.size == (64, 48)


def test_the_page_in_a_polyglot_is_not_in_what_is_shown() -> None:
    assert all(b"<script" not in made for made in look(photos.polyglot()).renditions.values())


@pytest.mark.parametrize("sides", [(40_000, 40_000), (10_000, 9_500), (9_000, 8_000)])
def test_a_bomb_is_refused_unopened(sides: tuple[int, int]) -> None:
    with pytest.raises(pictures.TooManyPixels):
        look(photos.bomb(*sides))


@pytest.mark.parametrize("cut", [20, 400, 900])
def test_a_torn_photo_is_refused(cut: int) -> None:
    with pytest.raises(pictures.NotAPicture):
        look(photos.jpeg()[:cut])


# Pillow warns of the torn tag and goes on.
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_exif_that_makes_no_sense_is_passed_over() -> None:
    content = bytearray(photos.jpeg(place=photos.LESHAN_GPS))
    at = content.index(b"Exif")
    content[at + 14 : at + 40] = b"\xff" * 26
    assert look(bytes(content)).place is None

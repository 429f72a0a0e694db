"""A base map from elsewhere under the wall: what may be set, what a page may ask, what is read."""

import gzip
import random
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.conf import settings as django_settings
from django.core.wsgi import get_wsgi_application
from django.test import Client
from playwright.sync_api import Browser, Page

from chengyun.faces.assets import has_vendor
from chengyun.runtime import config
from tests.faces.wall.test_islands import browser

__all__ = ["browser"]
SIDE = 16


def png(shade: int) -> bytes:
    """A square of one grey."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)
    lines = (b"\0" + bytes([shade]) * SIDE) * SIDE
    parts = chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(lines)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def folder(rows: list[tuple[int, int, int, int]]) -> bytes:
    """Rows of (tile, run, length, offset) as the format packs them."""
    steps = [row[0] - before for row, before in zip(rows, [0, *(r[0] for r in rows)], strict=False)]
    columns = [steps, [r[1] for r in rows], [r[2] for r in rows], [r[3] + 1 for r in rows]]
    body = varint(len(rows)) + b"".join(varint(one) for column in columns for one in column)
    return gzip.compress(body)


def archive(tiles: dict[int, bytes]) -> bytes:
    """A PMTiles archive of pictures whose root leads to one other folder."""
    rows, at = [], 0
    for number, tile in sorted(tiles.items()):
        rows.append((number, 1, len(tile), at))
        at += len(tile)
    leaf = folder(rows)
    root = folder([(0, 0, len(leaf), 0)])
    starts = 127, 127 + len(root), 127 + len(root), 127 + len(root) + len(leaf)
    lengths = len(root), 0, len(leaf), at
    head = b"PMTiles\x03" + b"".join(
        struct.pack("<QQ", start, length) for start, length in zip(starts, lengths, strict=True)
    )
    head += struct.pack("<QQQBBBBBB", len(tiles), len(tiles), len(tiles), 1, 2, 1, 2, 0, 15)
    return head.ljust(127, b"\0") + root + leaf + b"".join(tiles[key] for key in sorted(tiles))


class Tiles(ThreadingHTTPServer):
    """Pictures at any address, and an archive by ranges; remembers what was asked."""

    daemon_threads = True

    def __init__(self, packed: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.packed = packed
        self.asked: list[str] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Tiles

    def do_OPTIONS(self) -> None:
        self._answer(204, b"")

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        span = self.headers.get("Range", "").removeprefix("bytes=").partition("-")
        if self.path.endswith(".pmtiles"):
            self._answer(206, self.server.packed[int(span[0]) : int(span[2]) + 1])
        else:
            self._answer(200, png(240), "image/png")

    def _answer(self, status: int, body: bytes, kind: str = "application/octet-stream") -> None:
        self.send_response(status)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", "range")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


class _Home(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def tiles() -> Iterator[Tiles]:
    server = Tiles(archive({number: b"tile %d" % number for number in (0, 1, 3, 20)}))
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def set_base(settings: Any, url: str, credit: str = "") -> None:
    held = django_settings.CONFIG
    settings.CONFIG = replace(held, base_map=url, base_map_credit=credit)


@pytest.mark.parametrize(
    "wrong",
    [
        "ftp://maps.example/{z}/{x}/{y}.png",
        "https://maps.example/tiles.png",
        "https://maps.example;script-src */{z}/{x}/{y}.png",
        "https://user@maps.example/{z}/{x}/{y}.png",
        "/tiles/{z}/{x}/{y}.png",
    ],
)
def test_an_address_that_is_no_map_or_widens_the_policy_stops_the_start(wrong: str) -> None:
    with pytest.raises(config.ConfigError, match="CHENGYUN_BASE_MAP"):
        config.read({"CHENGYUN_BASE_MAP": wrong})


def test_the_wall_alone_may_ask_the_maps_origin_and_no_other(
    client: Client, zhoumin: Any, settings: Any
) -> None:
    set_base(settings, "https://maps.example:8443/city.pmtiles?v=2", "© 天地图")
    client.force_login(zhoumin)
    answer = client.get("/wall/")
    policy = dict(
        part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";")
    )
    assert policy["connect-src"] == "'self' https://maps.example:8443"
    assert policy["img-src"] == "'self' data: blob: https://maps.example:8443"
    assert [name for name, told in policy.items() if "maps.example" in told] == [
        "img-src", "connect-src",
    ]  # fmt: skip
    assert "© 天地图" in answer.content.decode()
    assert "maps.example" not in client.get("/desk/").headers["Content-Security-Policy"]


def test_without_a_base_map_nothing_from_elsewhere_is_admitted(
    client: Client, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    answer = client.get("/wall/")
    assert "connect-src 'self';" in answer.headers["Content-Security-Policy"]
    assert "wall-credit" not in answer.content.decode()


def hilbert(z: int, x: int, y: int) -> int:
    """The number of a tile, by the curve's own recursion over quadrants."""
    if z == 0:
        return 0
    half = 1 << (z - 1)
    right, down = x >= half, y >= half
    inside = (x % half, y % half)
    if not right and not down:
        quadrant, place = 0, (inside[1], inside[0])
    elif right and not down:
        quadrant, place = 3, (half - 1 - inside[1], half - 1 - inside[0])
    else:
        quadrant, place = (2 if right else 1), inside
    return quadrant * half * half + hilbert(z - 1, *place)


@pytest.fixture
def page(browser: Browser, tiles: Tiles, settings: Any) -> Iterator[Page]:
    """The wall's page with its true headers; it needs no data for its map."""
    set_base(settings, f"{tiles.url}/{{z}}/{{x}}/{{y}}.png")
    home = make_server("127.0.0.1", 0, get_wsgi_application(), _Home, _Quiet)
    Thread(target=home.serve_forever, daemon=True).start()
    page = browser.new_page(viewport={"width": 800, "height": 450})
    page.goto(f"http://127.0.0.1:{home.server_port}/wall/")
    yield page
    page.close()
    home.shutdown()
    home.server_close()


@pytest.mark.e2e
def test_an_archive_is_read_by_ranges_down_to_its_tiles(page: Page, tiles: Tiles) -> None:
    chance = random.Random(5)
    places = [(z, chance.randrange(1 << z), chance.randrange(1 << z)) for z in range(15)]
    told = page.evaluate(
        """async ([url, places]) => {
          const { Archive, tileId } = await import("chengyun/pmtiles");
          const archive = new Archive(url);
          const bytes = async (...at) => (await archive.tile(...at)) ?? new Uint8Array();
          const text = async (...at) => new TextDecoder().decode(await bytes(...at));
          const { vector, maxzoom } = await archive.header();
          return { vector, maxzoom, ids: places.map((at) => tileId(...at)),
            tiles: [await text(0, 0, 0), await text(1, 0, 0), await text(1, 1, 1),
              await text(1, 0, 1)] };
        }""",
        [f"{tiles.url}/city.pmtiles", places],
    )
    assert told["tiles"] == ["tile 0", "tile 1", "tile 3", ""]
    assert (told["vector"], told["maxzoom"]) == (False, 15)
    assert told["ids"] == [(4**z - 1) // 3 + hilbert(z, x, y) for z, x, y in places]


@pytest.mark.e2e
def test_tiles_lie_under_the_wall_and_a_third_place_is_refused(page: Page, tiles: Tiles) -> None:
    if not has_vendor():
        pytest.skip("the browser libraries are not built in")
    for _ in range(240):
        if len(tiles.asked) > 2:
            break
        page.wait_for_timeout(500)
    assert all(path.endswith(".png") for path in tiles.asked) and len(tiles.asked) > 2
    elsewhere = tiles.url.replace("127.0.0.1", "localhost")
    refused = "(url) => fetch(url, { mode: 'no-cors' }).then(() => false, () => true)"
    assert page.evaluate(refused, f"{elsewhere}/1/0/0.png")
    assert not page.evaluate(refused, f"{tiles.url}/1/0/0.png")

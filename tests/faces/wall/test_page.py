"""The wall's page: a shell that holds no data, in the reader's language, under a strict policy."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from chengyun.faces import assets
from chengyun.faces.wall.strings import STRINGS


def block(html: str, name: str) -> Any:
    found = re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', html, re.S)
    assert found
    return json.loads(found[1])


@pytest.fixture
def html(client: Client, zhoumin: Any) -> Any:
    client.force_login(zhoumin)

    def get(query: str = "", **more: Any) -> str:
        return client.get(f"/wall/{query}", **more).content.decode()

    return get


def test_the_wall_speaks_chinese_by_default(html: Any) -> None:
    page = html()
    assert 'lang="zh-hans"' in page
    assert "生命体征" in page
    assert block(page, "strings")["severity_1"] == "特急"


def test_the_wall_speaks_english_when_asked(client: Client, zhoumin: Any) -> None:
    client.force_login(zhoumin)
    answer = client.get("/wall/?lang=en")
    assert "Vital signs" in answer.content.decode()
    assert answer.cookies["django_language"].value == "en"


def test_an_unknown_language_or_canvas_is_left_out(html: Any) -> None:
    config = block(html("?lang=xx&canvas=1x1"), "config")
    assert config["canvas"] == ""
    assert config["lang"].lower() == "zh-hans"


def test_a_declared_canvas_reaches_the_page(html: Any) -> None:
    assert block(html("?canvas=32x9"), "config")["canvas"] == "32x9"


def test_the_import_map_carries_the_nonce_and_names_every_island(
    client: Client, zhoumin: Any
) -> None:
    client.force_login(zhoumin)
    answer = client.get("/wall/")
    page = answer.content.decode()
    found = re.search(r'<script type="importmap" nonce="([^"]+)">(.*?)</script>', page, re.S)
    assert found
    assert f"'nonce-{found[1]}'" in answer.headers["Content-Security-Policy"]
    names = json.loads(found[2])["imports"]
    assert {f"chengyun/{name}" for name in assets.ISLANDS} <= names.keys()


def test_no_script_or_style_is_inline(html: Any) -> None:
    page = html()
    inline = re.findall(r"<script(?![^>]*(?:src=|application/json|importmap))", page)
    assert inline == []
    assert not re.search(r"\sstyle=|\son\w+=|<style", page)


def test_a_token_in_the_address_cannot_break_out_of_its_block(html: Any) -> None:
    page = html("?token=</script><script>alert(1)</script>")
    assert "<script>alert" not in page
    assert block(page, "config")["token"].startswith("</script>")


def test_without_the_browser_libraries_the_page_still_opens(
    html: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(assets.VENDOR, "maplibre-gl", "vendor/nowhere.mjs")
    page = html()
    assert "maplibre" not in page
    assert "chengyun/wall-table" in page


def test_every_word_of_the_wall_is_in_the_block(html: Any) -> None:
    assert block(html(), "strings").keys() == STRINGS.keys()


def test_all_that_the_wall_imports_is_told_at_once(html: Any) -> None:
    page = html()
    told = re.findall(r'<link rel="modulepreload" href="/static/islands/([\w-]+)\.js">', page)
    assert {"wall", "wall-state", "api", "map", "map-points", "pmtiles"} <= set(told)
    assert {"desk", "field"}.isdisjoint(told)
    assert page.index("importmap") < page.index("modulepreload")


def test_the_figures_are_on_their_way_with_the_page(html: Any, client: Client) -> None:
    asked = re.compile(r'as="fetch" crossorigin="anonymous" href="([^"]*)"')
    found = asked.search(html("?scene=fire&area=310104"))
    assert found
    assert unescape(found[1]) == "/api/v1/wall?area=310104&scene=fire"
    client.logout()
    assert not asked.search(client.get("/wall/").content.decode())

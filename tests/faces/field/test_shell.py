"""What a phone installs and keeps."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from chengyun.faces import assets
from chengyun.faces.field import shell

pytestmark = pytest.mark.django_db
IMPORT = re.compile(r'^import\s.*?from\s+"([^"]+)"|^import\s+"([^"]+)"|import\("([^"]+)"\)', re.M)


def test_the_manifest_speaks_the_readers_language_and_its_icons_are_there(client: Client) -> None:
    zh = client.get("/field/manifest.json", headers={"accept-language": "zh-hans"}).json()
    en = client.get("/field/manifest.json", headers={"accept-language": "en"}).json()
    assert (zh["name"], en["name"]) == ("城运网格", "Chengyun Field")
    assert (zh["start_url"], zh["scope"], zh["display"]) == ("/field/", "/field/", "standalone")
    for icon in zh["icons"]:
        assert (assets.STATIC / icon["src"].removeprefix("/static/")).is_file()
    assert {icon["purpose"] for icon in zh["icons"]} == {"any", "maskable"}


def test_the_worker_keeps_every_module_that_the_pages_load(client: Client) -> None:
    kept = set(shell.files())
    for name in [name for name in kept if "islands/field" in name]:
        for found in IMPORT.findall((assets.STATIC / name).read_text()):
            wanted = next(part for part in found if part)
            if wanted.startswith("chengyun/"):
                assert f"islands/{wanted.removeprefix('chengyun/')}.js" in kept, (name, wanted)
            elif wanted.startswith("./"):
                assert f"islands/{wanted.removeprefix('./')}" in kept, (name, wanted)


def test_what_the_worker_imports_needs_no_import_map() -> None:
    for name in ("field-worker", "field-db", "field-outbox", "field-send"):
        source = (assets.STATIC / f"islands/{name}.js").read_text()
        bare = [a or b or c for a, b, c in IMPORT.findall(source)]
        assert all(path.startswith(("./", "/static/")) for path in bare), name


def test_the_worker_changes_with_any_file_that_it_keeps(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = client.get("/field/worker.js")
    assert before["Content-Type"].startswith("text/javascript")
    assert "no-cache" in before["Cache-Control"]
    told = json.loads(before.content.decode().rsplit("start(", 1)[1].rsplit(")", 1)[0])
    assert told["version"] == shell.version() and "/static/css/field.css" in told["files"]
    monkeypatch.setattr(shell, "_digest", lambda path: b"other")
    shell.version.cache_clear()
    assert client.get("/field/worker.js").content != before.content
    monkeypatch.undo()
    shell.version.cache_clear()


def test_pages_say_whose_they_are_and_of_which_version(client: Client, wangfang: Any) -> None:
    client.force_login(wangfang)
    for path in ("", "?all=1", "map/", "report/", "patrol/", "outbox/"):
        answer = client.get(f"/field/{path}")
        assert answer.status_code == 200
        assert answer["X-Field-User"] == str(wangfang.pk)
        assert answer["X-Field-Version"] == shell.version()


def test_the_page_without_a_network_tells_nothing_of_anybody(client: Client, wangfang: Any) -> None:
    client.force_login(wangfang)
    answer = client.get("/field/offline/")
    assert "王芳" not in answer.content.decode()
    assert "X-Field-User" not in answer


def test_no_page_of_the_field_has_an_inline_script_or_style(client: Client, wangfang: Any) -> None:
    client.force_login(wangfang)
    for path in ("", "map/", "report/", "patrol/", "outbox/", "offline/"):
        page = client.get(f"/field/{path}").content.decode()
        for tag in re.findall(r"<script\b[^>]*>", page):
            assert "src=" in tag or "application/json" in tag or "nonce=" in tag
        assert not re.search(r"\son\w+=|<style|\sstyle=", page)


def test_the_map_is_that_of_the_officers_own_area(
    client: Client, wangfang: Any, district: Any
) -> None:
    from chengyun.places.models import BaseLayer

    near = [[121.43, 31.19], [121.435, 31.19]]
    far = [[120.0, 30.0], [120.1, 30.0]]
    rows = [
        {"type": "Feature", "properties": {"name": n},
         "geometry": {"type": "LineString", "coordinates": c}}
        for n, c in (("近", near), ("远", far))
    ]  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": rows})
    BaseLayer.objects.create(kind="road", geojson=text)
    client.force_login(wangfang)
    told = client.get("/field/area.json").json()
    assert told["name"] == "乐山第一网格"
    assert [f["properties"]["name"] for f in told["layers"]["road"]["features"]] == ["近"]
    assert len(told["outline"]["features"]) == 1

"""王芳, grid officer, with a phone that loses its network: nothing is lost, nothing is doubled."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from tests.cases import photos
from tests.e2e.browser import ARGUMENTS, executable, keep
from tests.e2e.district import PASSWORD, write_district
from tests.e2e.test_loop import act, token
from tests.e2e.wire import Wire, wired
from tests.system import System, new_system

pytestmark = pytest.mark.e2e
HOME = (121.4319, 31.1919)
PHOTO = {"name": "site.jpg", "mimeType": "image/jpeg", "buffer": photos.jpeg()}
PATIENCE = 90_000
AGAIN_S = 10


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    executable()
    folder = tmp_path_factory.mktemp("field")
    system = new_system(folder)
    system.start()
    district = write_district(folder / "district.json")
    done = system.run("import", "district", str(district), "--officer-password", PASSWORD)
    assert done.returncode == 0, done.stderr
    yield system
    system.stop()


@pytest.fixture
def wire(system: System) -> Iterator[Wire]:
    with wired(system.url) as wire:
        yield wire


@pytest.fixture
def zhoumin(system: System) -> str:
    return token(system, "zhoumin")


@contextmanager
def phone(folder: Path, dark: bool = False, locale: str = "zh-CN") -> Iterator[BrowserContext]:
    """A browser whose memory lies in a folder: the same folder again is the same phone."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch_persistent_context(
            str(folder), executable_path=executable(), args=list(ARGUMENTS), locale=locale,
            viewport={"width": 390, "height": 844}, has_touch=True, permissions=["geolocation"],
            geolocation={"longitude": HOME[0], "latitude": HOME[1], "accuracy": 8},
            color_scheme="dark" if dark else "light",
        )  # fmt: skip
        try:
            yield made
        finally:
            made.close()


def to_verify(system: System, zhoumin: str, n: int, text: str) -> str:
    """A case that waits for a look on site; its number. Each at a place of its own in the grid of
    王芳, some 150 m from the next."""
    place = {"lon": HOME[0] + 0.0004 * (n - 6), "lat": HOME[1] + 0.0014 * (n % 3 - 1)}
    told = {"text": text, "case_type": "road_flooded", **place, "key": f"{text}-{time.time_ns()}"}
    assert system.ask("POST", "/api/v1/reports", told).status == 201
    found = system.ask("GET", "/api/v1/cases?stage=reported&size=200", key=zhoumin).body["cases"]
    number = next(case["number"] for case in found if case["title"] == text)
    act(system, zhoumin, number, action="verify")
    return str(number)


def signed_in(context: BrowserContext, wire: Wire, name: str = "wangfang") -> Page:
    """The field's first page, with all of the day on the phone."""
    page = context.pages[0] if context.pages else context.new_page()
    page.goto(f"{wire.url}/sign-in/?next=/field/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit], form button[type=submit]")
    page.wait_for_url(f"{wire.url}/field/")
    return page


def kept(page: Page, path: str) -> None:
    """Wait until the phone has a page. Where the network was slow the phone showed the day as it
    had kept it, and brings what is new when it is opened again."""
    script = """async (path) => {
      if (!navigator.serviceWorker.controller) return false;
      for (const name of await caches.keys()) {
        if (!name.startsWith("field-pages")) continue;
        if (await (await caches.open(name)).match(path)) return true;
      }
      return false; }"""
    end, again = time.monotonic() + PATIENCE / 1000, time.monotonic() + AGAIN_S
    while not page.evaluate(script, path):
        assert time.monotonic() < end, f"{path} was not kept"
        page.wait_for_timeout(200)
        if time.monotonic() > again:
            page.reload()
            again = time.monotonic() + AGAIN_S


def look(page: Page, wire: Wire, number: str, said: str) -> None:
    """Confirm on site, with a photo."""
    page.goto(f"{wire.url}/field/cases/{number}/")
    form = page.locator("details[data-of=confirm]")
    form.locator("summary").click()
    form.locator("textarea").fill(said)
    form.locator("input[data-camera]").set_input_files(PHOTO)
    expect(form.locator(".shot-kept")).to_have_count(1)
    form.locator("form > button").click()
    page.wait_for_url(f"{wire.url}/field/")


def report(page: Page, wire: Wire, text: str) -> None:
    page.goto(f"{wire.url}/field/report/")
    page.locator("input[data-camera]").set_input_files(PHOTO)
    expect(page.locator("#position.found")).to_be_visible()
    page.locator("[data-kinds] label:visible").first.click()
    page.fill("textarea[name=text]", text)
    page.click(".send-bar button")
    page.wait_for_url(f"{wire.url}/field/")


def states(page: Page, wire: Wire) -> Any:
    page.goto(f"{wire.url}/field/outbox/")
    return page.locator("#outbox > ol > li")


def story(system: System, key: str, number: str) -> list[tuple[str, str]]:
    told = system.ask("GET", f"/api/v1/cases/{number}", key=key).body["timeline"]
    return [(step["action"], step["note"]) for step in told]


def files(system: System, key: str, number: str) -> int:
    return len(system.ask("GET", f"/api/v1/cases/{number}/attachments", key=key).body)


def test_what_was_cut_while_sending_is_there_once_after_the_phone_was_restarted(
    system: System, wire: Wire, zhoumin: str, tmp_path: Path
) -> None:
    number = to_verify(system, zhoumin, 1, "乐山路路口积水")
    with phone(tmp_path / "phone") as context:
        page = signed_in(context, wire)
        page.reload()
        kept(page, f"/field/cases/{number}/")
        wire.swallow = "/field/send/"
        look(page, wire, number, "积水约二十厘米")
        system.until(lambda: wire.swallowed, 30, "nothing was sent")
        assert wire.swallowed[0] == 200, "the centre has it, and the phone does not know"
        wire.down = True
        report(page, wire, "井盖旁冒水")
        expect(states(page, wire)).to_have_count(2)
    with phone(tmp_path / "phone") as context:
        page = context.pages[0]
        page.goto(f"{wire.url}/field/")
        expect(page.locator("#band")).to_contain_text("离线")
        expect(states(page, wire)).to_have_count(2)
        keep(page, "field-outbox-offline")
        wire.down, wire.swallow = False, ""
        page.evaluate("dispatchEvent(new Event('online'))")
        sent = page.locator("#outbox li[data-state=done]")
        expect(sent).to_have_count(2, timeout=PATIENCE)
    steps = [action for action, _ in story(system, zhoumin, number)]
    assert (steps.count("confirm"), files(system, zhoumin, number)) == (1, 1)
    found = system.ask("GET", "/api/v1/cases?size=200", key=zhoumin).body["cases"]
    (made,) = [case for case in found if case["title"].startswith("井盖旁冒水")]
    assert (made["reports"], files(system, zhoumin, made["number"])) == (1, 1)


def test_what_others_did_meanwhile_is_shown_and_the_words_are_kept(
    system: System, wire: Wire, zhoumin: str, tmp_path: Path
) -> None:
    number = to_verify(system, zhoumin, 3, "华山路下立交积水")
    with phone(tmp_path / "phone") as context:
        page = signed_in(context, wire)
        page.reload()
        kept(page, f"/field/cases/{number}/")
        wire.down = True
        look(page, wire, number, "水已退去一半")
        act(system, zhoumin, number, action="file")
        wire.down = False
        row = states(page, wire).first
        expect(row).to_have_attribute("data-state", "conflict", timeout=PATIENCE)
        expect(row).to_contain_text("周敏")
        keep(page, "field-conflict")
        row.get_by_role("button", name="转为备注").click()
        expect(page.locator("#outbox li").first).to_have_attribute(
            "data-state", "done", timeout=PATIENCE
        )
    told = story(system, zhoumin, number)
    assert [note for action, note in told if action == "comment"] == ["水已退去一半"]
    assert "confirm" not in dict(told)
    assert files(system, zhoumin, number) == 1


def test_a_grid_officers_offline_morning(
    system: System, wire: Wire, zhoumin: str, tmp_path: Path
) -> None:
    """At eight the list is on the phone; until noon there is no network; at noon all is sent."""
    numbers = [to_verify(system, zhoumin, n, f"天平路{n}号积水") for n in (5, 7, 9)]
    with phone(tmp_path / "phone") as context:
        page = signed_in(context, wire)
        page.reload()
        for number in numbers:
            kept(page, f"/field/cases/{number}/")
        kept(page, "/field/area.json")
        context.set_offline(True)
        wire.down = True
        page.goto(f"{wire.url}/field/")
        page.click("[data-order]")
        expect(page.locator("[data-route] li").nth(2)).to_be_visible()
        keep(page, "field-route")
        page.goto(f"{wire.url}/field/patrol/")
        page.click("[data-walk]")
        expect(page.locator("#walk")).to_have_attribute("data-on", "true")
        for step in range(1, 5):
            place = {"longitude": HOME[0] + step * 0.0004, "latitude": HOME[1], "accuracy": 8}
            context.set_geolocation(place)
            page.wait_for_timeout(300)
        for number in numbers[:2]:
            look(page, wire, number, f"{number}情况属实")
        page.goto(f"{wire.url}/field/map/")
        expect(page.locator("field-map.drawn, field-map.failed")).to_be_visible(timeout=PATIENCE)
        page.goto(f"{wire.url}/field/c/31010401401000123/")
        assert page.url.endswith("/field/report/#c=31010401401000123")
        page.goto(f"{wire.url}/field/patrol/")
        page.click("[data-walk]")
        expect(page.locator("#walk")).to_have_attribute("data-on", "false")
        context.set_offline(False)
        wire.down = False
        expect(states(page, wire).first).to_be_visible()
        waiting = page.locator("#outbox li:not([data-state=done])")
        expect(waiting).to_have_count(0, timeout=PATIENCE)
        page.goto(f"{wire.url}/field/patrol/")
        expect(page.locator(".patrols li").first).to_contain_text("m")
    for number in numbers[:2]:
        assert [a for a, _ in story(system, zhoumin, number)].count("confirm") == 1


def test_signing_out_leaves_nothing_on_the_phone(
    system: System, wire: Wire, zhoumin: str, tmp_path: Path
) -> None:
    number = to_verify(system, zhoumin, 11, "宛平路积水")
    with phone(tmp_path / "phone") as context:
        page = signed_in(context, wire)
        page.reload()
        kept(page, f"/field/cases/{number}/")
        page.click(".me summary")
        page.click("[data-sign-out] button")
        page.wait_for_url(f"{wire.url}/")
        script = "async () => (await caches.keys()).filter((n) => n.startsWith('field-pages'))"
        assert page.evaluate(script) == []
        page.goto(f"{wire.url}/field/")
        assert "/sign-in/" in page.url

"""Every face of the demonstration in a real browser, in both languages, with its picture kept."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e import readable, zoomed
from tests.e2e.browser import executable, keep, running_browser
from tests.relay import relayed
from tests.system import System, new_system

pytestmark = pytest.mark.e2e
LANGUAGES = ("zh-hans", "en")
PHONE = {"width": 390, "height": 844}
SCREEN = {"width": 1920, "height": 1080}


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    executable()
    system = new_system(tmp_path_factory.mktemp("demo"))
    system.start("--demo", "--speed", "4")
    yield system
    system.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def password(system: System) -> str:
    return str(json.loads((system.folder / "data" / "demo.json").read_text())["password"])


OPEN: list[BrowserContext] = []


def context(browser: Browser, system: System, language: str, **more: Any) -> BrowserContext:
    """A person's browser. It is closed after the test: a forgotten map would go on drawing."""
    made = browser.new_context(locale="en-GB" if language == "en" else "zh-CN", **more)
    made.add_cookies([{"name": "django_language", "value": language, "url": system.url}])
    OPEN.append(made)
    return made


def signed_in(context: BrowserContext, system: System, name: str, password: str) -> Page:
    page = context.new_page()
    watch(page)
    page.goto(f"{system.url}/sign-in/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", password)
    page.click("main form button[type=submit], form button[type=submit]")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    return page


def watch(page: Page) -> None:
    """A page may not log an error or load anything from elsewhere."""
    page.on("pageerror", lambda error: _fail(f"{page.url}: {error}"))
    page.on("request", lambda r: None if _own(r.url) else _fail(f"asks {r.url}"))


FAILURES: list[str] = []


def _fail(text: str) -> None:
    FAILURES.append(text)


def _own(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "blob:", "data:"))


@pytest.fixture(autouse=True)
def no_failures() -> Iterator[None]:
    FAILURES.clear()
    yield
    while OPEN:
        OPEN.pop().close()
    assert FAILURES == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_wall_lives(browser: Browser, system: System, password: str, language: str) -> None:
    page = signed_in(
        context(browser, system, language, viewport=SCREEN), system, "zhaoguohua", password
    )
    page.goto(f"{system.url}/wall/")
    expect(page.locator("canvas").first).to_be_visible(timeout=60_000)
    feed = page.locator("[data-case]")
    expect(feed.first).to_be_visible(timeout=60_000)
    page.wait_for_timeout(6000)
    keep(page, f"wall-{language}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_shows_the_queue_and_a_case(
    browser: Browser, system: System, password: str, language: str
) -> None:
    page = signed_in(
        context(browser, system, language, viewport=SCREEN), system, "zhoumin", password
    )
    page.goto(f"{system.url}/desk/")
    first = page.locator("[data-case]").first
    expect(first).to_be_visible(timeout=60_000)
    keep(page, f"desk-{language}")
    number = first.get_attribute("data-case")
    page.goto(f"{system.url}/desk/cases/{number}/")
    expect(page.get_by_text(str(number)).first).to_be_visible()
    page.wait_for_timeout(2000)
    keep(page, f"case-{language}")


def test_the_keys_go_on_to_the_next_page_of_the_queue_and_back(
    browser: Browser, system: System, password: str
) -> None:
    desk = context(browser, system, "zh-hans", viewport=SCREEN)
    page = signed_in(desk, system, "zhoumin", password)
    # The oldest first: what comes in meanwhile moves nothing.
    page.goto(f"{system.url}/desk/?open=1&sort=old")
    rows, at = page.locator("#queue .row"), page.locator("#queue .row.at")
    expect(rows).to_have_count(30)
    last = str(rows.last.get_attribute("data-case"))
    for _ in range(31):
        page.keyboard.press("j")
    expect(page).to_have_url(re.compile("page=2"))
    first = str(rows.first.get_attribute("data-case"))
    expect(at).to_have_attribute("data-case", first)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/desk/cases/{first}/.*page=2"))
    expect(page.locator(f"#case [data-case='{first}']")).to_be_visible()
    page.keyboard.press("k")
    expect(at).to_have_attribute("data-case", last)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_resident_finds_the_way_to_report_on_a_phone(
    browser: Browser, system: System, language: str
) -> None:
    page = context(browser, system, language, viewport=PHONE).new_page()
    watch(page)
    page.goto(f"{system.url}/")
    keep(page, f"public-home-{language}")
    page.goto(f"{system.url}/report/")
    keep(page, f"public-report-{language}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_grid_officer_sees_the_day_on_a_phone(
    browser: Browser, system: System, password: str, language: str
) -> None:
    page = signed_in(
        context(browser, system, language, viewport=PHONE), system, "wangfang", password
    )
    assert re.search(r"/field/", page.url)
    keep(page, f"field-{language}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_sign_in_is_calm(browser: Browser, system: System, language: str) -> None:
    page = context(browser, system, language, viewport=SCREEN).new_page()
    watch(page)
    page.goto(f"{system.url}/sign-in/")
    keep(page, f"sign-in-{language}")


def test_everybody_can_use_each_page_of_the_desk_by_day_by_night_and_at_200_percent(
    browser: Browser, system: System, password: str
) -> None:
    desk = context(browser, system, "en", viewport={"width": 1440, "height": 900})
    page = signed_in(desk, system, "admin", password)
    asked = readable.desk_pages()
    page.goto(f"{system.url}/desk/")
    number = page.locator("[data-case]").first.get_attribute("data-case")
    asked += [f"/desk/cases/{number}/", f"/field/cases/{number}/"]
    found = []
    for path in asked:
        found += readable.faults(page, system.url + path)
        if path != reverse("wall:wall"):  # a canvas of its own, dark always, made for a hall
            found += readable.night(page) + zoomed.faults(page)
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_pages_for_residents_and_for_the_street(
    browser: Browser, system: System, password: str, scheme: Any
) -> None:
    phone = {"viewport": PHONE, "color_scheme": scheme}
    resident = context(browser, system, "zh-hans", **phone).new_page()
    officer = signed_in(context(browser, system, "zh-hans", **phone), system, "wangfang", password)
    asked = [(resident, name) for name in readable.PUBLIC]
    asked += [(officer, name) for name in readable.FIELD]
    found = []
    for page, name in asked:
        found += readable.faults(page, system.url + reverse(name)) + zoomed.faults(page)
    assert found == []


def test_a_wall_that_is_cut_off_says_so_and_goes_on(
    browser: Browser, system: System, password: str
) -> None:
    with relayed(system.url) as relay:
        made = context(browser, system, "zh-hans", viewport={"width": 1280, "height": 720})
        page = made.new_page()
        page.goto(f"{relay.url}/sign-in/")
        page.fill("input[name=username]", "zhaoguohua")
        page.fill("input[name=password]", password)
        page.click("main form button[type=submit], form button[type=submit]")
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        page.goto(f"{relay.url}/wall/")
        lamp, banner = page.locator("#wall-link"), page.locator("#wall-banner")
        expect(lamp).to_have_attribute("data-state", "connected", timeout=60_000)
        relay.cut()
        expect(lamp).to_have_attribute("data-state", "stale", timeout=60_000)
        expect(page.locator("#wall")).to_have_attribute("data-stale", "true")
        expect(banner).to_contain_text("画面停留在")
        shown = page.locator("#wall-link span").text_content()
        page.wait_for_timeout(3000)
        assert page.locator("#wall-link span").text_content() != shown, "the age stands still"
        asked = []
        page.on("request", lambda one: asked.append(one.url))
        relay.mend()
        expect(lamp).to_have_attribute("data-state", "connected", timeout=60_000)
        expect(page.locator("#wall")).to_have_attribute("data-stale", "false", timeout=60_000)
        expect(banner).to_be_hidden()
        resumed = next(url for url in asked if "/stream/" in url)
        assert "after=" in resumed and "after=&" not in resumed


def test_a_resident_without_a_network_is_told_and_keeps_the_words(
    browser: Browser, system: System
) -> None:
    phone = context(browser, system, "en", viewport=PHONE)
    page = phone.new_page()
    page.goto(f"{system.url}/report/")
    expect(page.locator("[data-offline]")).to_be_hidden()
    phone.set_offline(True)
    expect(page.locator("[data-offline]")).to_be_visible()
    page.fill("#text", "The lamp is out")
    page.evaluate("document.querySelector('main form').requestSubmit()")
    assert page.url == f"{system.url}/report/"
    expect(page.locator("#text")).to_have_value("The lamp is out")
    phone.set_offline(False)
    expect(page.locator("[data-offline]")).to_be_hidden()

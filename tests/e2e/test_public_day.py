"""A resident's report on a telephone, from the photo to the rating, and a leader's breakfast."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cases import photos
from tests.e2e.browser import executable, keep, running_browser
from tests.e2e.district import PASSWORD, write_district
from tests.system import System, new_system

pytestmark = pytest.mark.e2e
PHONE = {"width": 390, "height": 844}
PLACE = {"longitude": 121.4319, "latitude": 31.1919}


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    executable()
    folder = tmp_path_factory.mktemp("public")
    system = new_system(folder)
    system.start()
    district = write_district(folder / "district.json", gauges=1)
    done = system.run("import", "district", str(district), "--officer-password", PASSWORD)
    assert done.returncode == 0, done.stderr
    yield system
    system.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


def telephone(browser: Browser, system: System) -> Page:
    context = browser.new_context(
        viewport=PHONE, locale="zh-CN", geolocation=PLACE, permissions=["geolocation"]
    )
    page = context.new_page()
    page.set_default_timeout(90_000)
    page.goto(f"{system.url}/report/")
    return page


def say(page: Page, text: str, kind: str) -> None:
    """Step 1: the words, the kind, here."""
    page.fill("#text", text)
    page.select_option("#other", kind)
    page.locator("[data-locate]").click()
    expect(page.locator("cy-place.marked")).to_be_visible()


def go_on(page: Page) -> None:
    page.locator(".go-on .btn-primary").click()


def act(system: System, name: str, number: str, **told: str) -> None:
    answer = system.ask("POST", f"/api/v1/cases/{number}/actions", told, token(system, name))
    assert answer.status == 200, answer.body


def token(system: System, name: str) -> str:
    answer = system.ask("POST", "/api/v1/sign-in", {"username": name, "password": PASSWORD})
    return str(answer.body["token"])


def the_case(system: System) -> dict[str, Any]:
    answer = system.ask("GET", "/api/v1/cases?open=true", key=token(system, "zhoumin"))
    return dict(next(one for one in answer.body["cases"] if one["source"] == "report"))


def test_a_residents_report(browser: Browser, system: System, tmp_path: Path) -> None:
    photo = tmp_path / "flood.jpg"
    photo.write_bytes(photos.jpeg())
    mine = telephone(browser, system)
    mine.set_input_files("#photos", str(photo))
    expect(mine.locator("[data-thumbs] img")).to_be_visible()
    say(mine, "乐山路口积水很深，走不过去", "flooding")
    go_on(mine)
    mine.wait_for_url("**/send/")
    mine.go_back()
    expect(mine.locator("#text")).to_have_value("乐山路口积水很深，走不过去")
    mine.go_forward()
    go_on(mine)
    mine.wait_for_url("**/received/**")
    keep(mine, "public-received")
    code = mine.locator(".code").inner_text()

    neighbour = telephone(browser, system)
    say(neighbour, "路口积水", "flooding")
    go_on(neighbour)
    neighbour.wait_for_url("**/nearby/")
    neighbour.locator(".known .btn").first.click()
    neighbour.wait_for_url("**/received/**")

    case = the_case(system)
    assert case["reports"] == 2
    mine.goto(f"{system.url}/")
    mine.fill("#code", code)
    mine.locator(".by-code .btn").click()
    mine.wait_for_url("**/follow/**")
    finish(system, case["number"])
    mine.reload()
    mine.locator(".levels span").first.click()
    mine.locator(".rating .btn-primary").click()
    expect(mine.get_by_text("非常满意")).to_be_visible()
    keep(mine, "public-rated")


def finish(system: System, number: str) -> None:
    """The desk files and dispatches, the unit handles, the desk closes."""
    bearer = token(system, "zhoumin")
    act(system, "zhoumin", number, action="file")
    seen = system.ask("GET", f"/api/v1/cases/{number}", key=bearer).body
    if seen["stage"] == "filed":
        act(system, "zhoumin", number, action="dispatch", unit="water")
    for step in ({"action": "accept"}, {"action": "handle", "reason": "已抽排积水"}):
        act(system, "liqiang", number, **step)
    act(system, "zhoumin", number, action="close", reason="现场核查通过")


def test_a_leaders_breakfast(browser: Browser, system: System) -> None:
    page = browser.new_context(locale="zh-CN", viewport={"width": 1366, "height": 900}).new_page()
    page.set_default_timeout(90_000)
    page.goto(f"{system.url}/sign-in/?next=/desk/morning/")
    page.fill("input[name=username]", "zhaoguohua")
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url("**/desk/morning/")
    keep(page, "morning")
    number = page.locator(".morning-numbers dd a").first
    shown = number.inner_text()
    number.click()
    page.wait_for_url("**/desk/?opened_day=1")
    assert page.locator("#queue [data-case]").count() == int(shown)

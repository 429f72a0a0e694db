"""The days of those who run a district, and of one who lives in it, each in a real browser."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
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
SLOWLY_MS = 5_500  # over `faces.public.gate.QUICKEST`
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
    """Step 1: the words, the kind, here; as slowly as a person, or the gate asks for a proof."""
    page.wait_for_timeout(SLOWLY_MS)
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


def at_work(browser: Browser, system: System, name: str, address: str) -> Page:
    """An officer's browser, signed in."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1366, "height": 900})
    page = context.new_page()
    page.set_default_timeout(90_000)
    page.goto(f"{system.url}/sign-in/?next={address}")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(f"**{address}")
    return page


def reported(system: System, text: str, north: float) -> str:
    """A report of a flooded road, so far to the north of the others; the number of its case."""
    told = {"text": text, "case_type": "road_flooded", "lon": 121.4319, "lat": 31.1919 + north}
    assert system.ask("POST", "/api/v1/reports", told).status == 201
    bearer = token(system, "zhoumin")
    found = system.ask("GET", "/api/v1/cases?stage=reported", key=bearer).body["cases"]
    return str(next(one["number"] for one in found if one["title"] == text))


def toast(page: Page, said: str) -> None:
    expect(page.locator("#case .toast").first).to_contain_text(said)


def test_a_duty_officers_shift(browser: Browser, system: System) -> None:
    """Work comes in while she reads; with the keys alone it is filed, and closed at the end."""
    page = at_work(browser, system, "zhoumin", "/desk/")
    expect(page.locator("#queue")).to_be_visible()
    number = reported(system, "虹桥路下立交积水", 0.003)
    expect(page.locator("#news")).to_be_visible()
    assert page.locator(f"#rows [data-case='{number}']").count() == 0, "nothing moved by itself"
    page.keyboard.press("n")
    row = page.locator(f"#rows [data-case='{number}']")
    expect(row).to_be_visible()
    row.locator("a").first.click()
    expect(page.locator(f"#case [data-case='{number}']")).to_be_visible()
    page.keyboard.press("a")
    file_it(page)
    act(system, "zhoumin", number, action="dispatch", unit="water")
    for step in ({"action": "accept"}, {"action": "handle", "reason": "已抽排积水"}):
        act(system, "liqiang", number, **step)
    page.goto(f"{system.url}/desk/cases/{number}/")
    page.keyboard.press("f")
    page.fill("#reason", "现场核查，积水已退")
    page.keyboard.press("Control+Enter")
    toast(page, "结案")
    keep(page, "day-duty-officer")


def file_it(page: Page) -> None:
    """Filing asks for a condition where its category has several."""
    form = page.locator("#case-actions form.action-form")
    done = page.locator("#case .toast")
    expect(form.or_(done).first).to_be_visible()
    if form.is_visible():
        form.locator("input[type=radio]").first.check()
        page.keyboard.press("Control+Enter")
    toast(page, "立案")


def test_a_dispatchers_hour(browser: Browser, system: System) -> None:
    """A typed command, a form that is filled in, a second thought, and the unit again."""
    number = reported(system, "漕溪北路路面积水", -0.003)
    act(system, "zhoumin", number, action="file")
    if stage(system, number) == "dispatched":
        act(system, "chenli", number, action="return", reason="重新选择单位")
    page = at_work(browser, system, "chenli", "/desk/")
    for turn in range(2):
        page.keyboard.press("/")
        page.keyboard.type(f"派遣 {number[-6:]} 水务局 请带水泵")
        expect(page.locator("#commands [data-enter]")).to_be_visible()
        page.keyboard.press("Enter")
        page.wait_for_url("**/do/dispatch/**", wait_until="load")
        expect(page.locator("#unit")).to_have_value("water")
        expect(page.locator("#reason")).to_have_value("请带水泵")
        page.keyboard.press("Control+Enter")
        toast(page, "派遣")
        if turn == 0:
            page.locator("#case .toast button[data-key=u]").click()
            expect(page.locator("#case [data-action=dispatch]")).to_be_visible()
    assert stage(system, number) == "dispatched"
    keep(page, "day-dispatcher")


def stage(system: System, number: str) -> str:
    bearer = token(system, "zhoumin")
    return str(system.ask("GET", f"/api/v1/cases/{number}", key=bearer).body["stage"])


def test_an_administrators_set_up(browser: Browser, system: System) -> None:
    """A unit, an officer of it by invitation, who chooses a password and sees what is theirs."""
    page = at_work(browser, system, "sunjie", "/desk/units/new/")
    page.fill("[name=code]", "greenery")
    page.fill("[name=name_zh]", "区绿化市容局")
    page.locator("[name=kind]").first.fill("greenery")
    page.locator("main .form-end .btn-primary").click()
    page.wait_for_url(lambda url: "/units/new/" not in url)
    page.goto(f"{system.url}/desk/officers/new/")
    page.fill("[name=name]", "林小满")
    page.fill("[name=username]", "linxiaoman")
    page.locator("[name=role][value=handler]").check()
    page.select_option("[name=unit]", "greenery")
    page.locator("main .form-end .btn-primary").click()
    link = page.locator(".invitation code").inner_text()
    newcomer = browser.new_context(locale="zh-CN").new_page()
    newcomer.goto(link.strip())
    for box in newcomer.locator("input[type=password]").all():
        box.fill("绿化市容管理-2026")
    newcomer.locator("main form button").first.click()
    newcomer.wait_for_url(lambda url: "/welcome/" not in url)
    newcomer.goto(f"{system.url}/desk/")
    expect(newcomer.locator("#queue .empty")).to_be_visible()
    page.goto(f"{system.url}/desk/audit/")
    expect(page.get_by_text("linxiaoman").first).to_be_visible()
    keep(page, "day-administrator")


def test_a_leaders_breakfast(browser: Browser, system: System) -> None:
    page = at_work(browser, system, "zhaoguohua", "/desk/morning/")
    keep(page, "morning")
    number = page.locator(".morning-numbers dd a").first
    shown = number.inner_text()
    number.click()
    page.wait_for_url("**/desk/?opened_day=1")
    assert page.locator("#queue [data-case]").count() == int(shown)


def test_a_grid_officers_week_of_a_project(
    browser: Browser, system: System, tmp_path: Path
) -> None:
    """The desk begins a project; its officer tells of the week on site, and the desk reads it."""
    desk = at_work(browser, system, "zhoumin", "/goals/projects/new/")
    begin_project(desk, "drain-01", "乐山路排水改造")
    phone = on_site(browser, system, "wangfang")
    phone.locator(".cards a", has_text="乐山路排水改造").click()
    phone.wait_for_url("**/field/projects/drain-01/")
    photo = tmp_path / "trench.jpg"
    photo.write_bytes(photos.jpeg(place=photos.LESHAN_GPS))
    phone.locator("input[data-camera]").set_input_files(str(photo))
    expect(phone.locator(".shot-kept")).to_have_count(1)
    phone.fill("#weekly-text", "沟槽开挖 120 米，管道到场")
    phone.locator("form[data-send=weekly] button.btn-primary").click()
    phone.wait_for_url("**/field/projects/")
    expect(phone.locator(".cards [data-pending]")).to_contain_text("已送达")
    keep(phone, "day-project-week")
    desk.goto(f"{system.url}/goals/projects/drain-01/")
    told = desk.locator(".reports li").first
    expect(told).to_contain_text("沟槽开挖 120 米，管道到场")
    expect(told).to_contain_text("王芳")
    shown = told.locator(".report-photos img")
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("complete", True)
    assert shown.evaluate("image => image.naturalWidth") > 0, "the photo is there to be seen"


def begin_project(page: Page, key: str, title: str) -> None:
    """A project that is on, with one node, in the hands of 王芳."""
    today = datetime.now(UTC).date()
    page.fill("#p-zh", title)
    page.fill("#p-key", key)
    page.select_option("#p-area", "310104014")
    page.select_option("#p-owner", "wangfang")
    page.fill("#p-start", (today - timedelta(days=14)).isoformat())
    page.fill("#p-end", (today + timedelta(days=90)).isoformat())
    page.locator("main .form-end .btn-primary").click()
    page.wait_for_url(f"**/projects/{key}/import/")
    page.goto(page.url.replace("/import/", "/nodes/new/form/"))
    page.fill("#n-key", "A1")
    page.fill("#n-days", "20")
    page.fill("#n-zh", "沟槽开挖")
    page.locator("main .form-end .btn-primary").click()
    page.wait_for_url(lambda url: "/form/" not in url)


def on_site(browser: Browser, system: System, name: str) -> Page:
    """The weekly reports of an officer's phone, signed in."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True)
    page = context.new_page()
    page.set_default_timeout(90_000)
    page.goto(f"{system.url}/sign-in/?next=/field/projects/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url("**/field/projects/")
    return page

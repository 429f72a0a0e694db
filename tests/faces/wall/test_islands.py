"""The wall in a real browser over told answers: what it says, where it leads, how it fails."""

import json
import mimetypes
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from django.test import RequestFactory
from playwright.sync_api import Browser, Page, Route, expect

from chengyun.faces.assets import STATIC
from chengyun.faces.wall.views import wall
from tests.e2e.browser import running_browser

pytestmark = pytest.mark.e2e
HOME = "http://wall.test"
NOW = "2026-11-21T14:30:00+08:00"
DISTRICT = {"code": "310104", "name": "徐汇区"}
STREET = {"code": "310104014", "name": "徐家汇街道"}


def case(number: str, severity: int, title: str) -> dict[str, Any]:
    return {
        "number": number, "title": title, "stage": "filed", "stage_label": "立案",
        "severity": severity, "area": STREET, "street": STREET, "unit": None, "lon": 121.43,
        "lat": 31.19, "address": "", "opened_at": "2026-11-21T14:00:00+08:00",
        "due_at": "2026-11-21T14:10:00+08:00", "overdue": True, "alarms": 1, "reports": 0,
    }  # fmt: skip


def told(area: str, scene: str = "") -> dict[str, Any]:
    path = [DISTRICT, STREET] if area == STREET["code"] else [DISTRICT]
    sign = {"key": "pm25", "label": "细颗粒物", "unit": "µg/m³", "low": None, "high": 75}
    return {
        "area": {**path[-1], "level": "street" if len(path) > 1 else "district", "path": path},
        "now": NOW,
        "after": 7,
        "kpis": [
            {"key": "open", "label": "在办", "value": 12, "unit": "件", "delta": -3,
             "spark": [1, 2, None], "href": "/desk/?open=1", "definition": "d"},
            {"key": "on_time", "label": "按期率", "value": None, "unit": "%", "delta": None,
             "spark": [None, None], "href": "/desk/", "definition": "d"},
        ],
        "flow": {"sources": [], "stages": [{"key": "filed", "label": "立案", "n": 2}], "units": []},
        "vitals": [{**sign, "value": 80, "state": "bad", "age_s": 4, "spark": [1, 2]}],
        "feed": [case("XH-2", 3, "<img src=x onerror=alert(1)>"), case("XH-1", 1, "烟雾")],
        "areas": [{**STREET, "open": 2, "overdue": 1, "severity": 1}],
        "latest": [
            {"at": NOW, "action": "dispatch", "case": case("XH-1", 1, "烟雾")},
        ],
        "scene": {"key": scene, "title": "消防" if scene else "", "kinds": ["smoke_alarm"],
                  "layers": []},
        "scenes": [{"key": "flood", "title": "防汛", "open": 0},
                   {"key": "fire", "title": "消防", "open": 2}],
        "counts": {"datastreams": 20000, "reporting": 19990, "alarms": 1},
    }  # fmt: skip


class Door:
    """Answers the page's requests; `down` makes the API refuse."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.down = False
        # More addresses and what they answer.
        self.more: dict[str, Any] = {}

    def __call__(self, route: Route) -> None:
        url = urlparse(route.request.url)
        if url.path.startswith("/static/"):
            self._static(route, url.path)
        elif url.path == "/wall/":
            route.fulfill(body=self.html, content_type="text/html")
        elif url.path == "/api/v1/wall" and not self.down:
            asked = parse_qs(url.query)
            area, scene = (asked.get(name, [""])[0] for name in ("area", "scene"))
            route.fulfill(body=json.dumps(told(area, scene)), content_type="application/json")
        elif url.path in self.more:
            route.fulfill(body=json.dumps(self.more[url.path]), content_type="application/json")
        else:
            route.fulfill(status=503)

    def _static(self, route: Route, path: str) -> None:
        file = STATIC / path.removeprefix("/static/")
        # Without the map's library the wall shows its table: these tests need no graphics.
        if "vendor" in path or not file.exists():
            return route.fulfill(status=404)
        kind = mimetypes.guess_type(file.name)[0] or "text/plain"
        return route.fulfill(body=file.read_bytes(), content_type=kind)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.fixture
def door(rf: RequestFactory) -> Door:
    return Door(wall(rf.get("/wall/")).content.decode())


@pytest.fixture
def page(browser: Browser, door: Door) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1500, "height": 900})
    page.route("**/*", door)
    page.goto(f"{HOME}/wall/")
    expect(page.locator("#wall-path b")).to_have_text("徐汇区")
    yield page
    page.close()


def test_the_gravest_case_stands_first_and_words_are_never_markup(page: Page) -> None:
    titles = page.locator("#wall-feed .item-title")
    expect(titles).to_have_text(["烟雾", "<img src=x onerror=alert(1)>"])
    expect(page.locator("#wall-feed img")).to_have_count(0)


def test_every_figure_leads_to_its_records(page: Page) -> None:
    expect(page.locator(".kpi").first).to_have_attribute("href", "/desk/?open=1")
    expect(page.locator(".flow-stages a")).to_have_attribute(
        "href", "/desk/?area=310104&stage=filed"
    )
    expect(page.locator(".vital")).to_have_attribute("href", "/desk/definitions/#pm25")
    expect(page.locator("[data-case=XH-1] a")).to_have_attribute("href", "/desk/cases/XH-1/")


def test_a_figure_that_is_not_known_is_a_dash(page: Page) -> None:
    expect(page.locator(".kpi-value b").nth(1)).to_have_text("—")


def test_a_bad_sign_is_told_in_a_word_not_in_colour_alone(page: Page) -> None:
    expect(page.locator(".vital em")).to_have_text("异常")


def test_one_goes_down_by_the_table_and_up_by_escape(page: Page) -> None:
    page.locator(".wall-map-table a").click()
    expect(page.locator("#wall-path b")).to_have_text("徐家汇街道")
    assert page.url.endswith("?area=310104014")
    page.keyboard.press("Escape")
    expect(page.locator("#wall-path b")).to_have_text("徐汇区")
    page.go_back()
    expect(page.locator("#wall-path b")).to_have_text("徐家汇街道")


def test_a_chosen_case_opens_its_card_and_escape_closes_it(page: Page) -> None:
    page.locator("[data-case=XH-1] a").click()
    expect(page.locator("#wall-card h3")).to_have_text("烟雾")
    page.keyboard.press("Escape")
    expect(page.locator("#wall-card")).to_be_hidden()
    expect(page.locator("#wall-path b")).to_have_text("徐汇区")


def test_old_figures_turn_grey_and_say_how_old_they_are(page: Page, door: Door) -> None:
    door.down = True
    page.clock.install()
    page.clock.fast_forward("02:00")
    page.clock.run_for(3000)
    expect(page.locator("#wall")).to_have_attribute("data-stale", "true")
    expect(page.locator("#wall-banner")).to_contain_text("连接中断")
    expect(page.locator("#wall-link b")).to_have_text("数据陈旧")


def test_the_canvas_is_scaled_as_one_and_letterboxed(page: Page) -> None:
    box = page.locator("#wall").bounding_box()
    assert box
    assert (round(box["width"]), round(box["height"])) == (1500, 844)
    assert round(box["y"]) == 28


@pytest.mark.parametrize(
    ("size", "canvas"), [((3200, 900), "32x9"), ((900, 1600), "9x16"), ((1280, 720), "16x9")]
)
def test_the_canvas_follows_the_shape_of_the_screen(
    page: Page, size: tuple[int, int], canvas: str
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    expect(page.locator("#wall")).to_have_attribute("data-canvas", canvas)

"""Scenes, replay, command mode and shading of the wall in a real browser over told answers."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import RequestFactory
from playwright.sync_api import Browser, Page, expect

from tests.faces.wall.test_islands import DISTRICT, HOME, NOW, STREET, Door, browser, case, wall

__all__ = ["browser"]
pytestmark = pytest.mark.e2e
END = datetime.fromisoformat(NOW).timestamp()
HOUR = 3600


def past_case(number: str, opened: float, ended: float | None, **more: Any) -> dict[str, Any]:
    """A case of the last day; `opened` and `ended` are hours before its end."""
    return {
        "number": number, "title": number, "title_en": "", "severity": 3, "lon": 121.43,
        "lat": 31.19, "kind": "smoke_alarm", "street": STREET["name"], "child": STREET["code"],
        "opened": END - opened * HOUR, "ended": None if ended is None else END - ended * HOUR,
        "closed": ended is not None, "late": None,
    } | more  # fmt: skip


DAY = {
    "from": END - 24 * HOUR,
    "to": END,
    "midnight": END - 14.5 * HOUR,
    "cases": [
        past_case("A", 30, 20),
        past_case("B", 10, 2, late=END - 5 * HOUR),
        past_case("C", 1, None),
    ],
    "alarms": {
        "id": [7, 7, 9],
        "severity": [3, 1, 2],
        "from": [END - 10 * HOUR, END - 8 * HOUR, END - HOUR],
        "to": [END - HOUR, None, None],
    },
}
INCIDENT = {
    "case": case("XH-1", 1, "烟雾") | {"unit": {"code": "fire", "name": "区消防救援支队"},
        "accepted_at": "2026-11-21T14:05:00+08:00", "dispatched_at": NOW, "handled_at": None,
        "closed_at": None},
    "now": NOW,
    "tasks": [
        {"id": 1, "kind": "scene", "title": "封闭路段", "playbook": "联动预案",
         "unit": {"code": "police", "name": "公安分局"}, "stage": "arrived", "stage_label": "到场",
         "opened_at": NOW, "due_at": "2026-11-21T15:30:00+08:00", "accepted_at": NOW,
         "arrived_at": NOW, "arrived_m": 12, "ended_at": None, "overdue": False},
        {"id": 2, "kind": "step", "title": "恢复通行", "playbook": "联动预案",
         "unit": {"code": "water", "name": "区水务局"}, "stage": "open", "stage_label": "待接受",
         "opened_at": NOW, "due_at": "2026-11-21T14:00:00+08:00", "accepted_at": None,
         "arrived_at": None, "arrived_m": None, "ended_at": None, "overdue": True},
    ],
    "timeline": [
        {"seq": 1, "at": NOW, "actor": None, "action": "open", "label": "上报", "note": "",
         "stage_label": "已上报"},
        {"seq": 2, "at": NOW, "actor": {"name": "陈立", "role": ""}, "action": "dispatch",
         "label": "派遣", "note": "<b>快</b>", "stage_label": "已派遣"},
    ],
    "sensors": [{"id": 7, "name": "烟感 7", "title": "烟雾浓度", "unit": "%", "value": 12.5,
                 "at": END, "state": 1, "raised": True}],
    "photos": [],
    "stills": [{"id": "s1", "camera": "c7", "name": "乐山路口摄像头", "simulated": True,
                "at": "2026-11-21T14:18:00+08:00",
                "urls": {"320": "/stills/s1/320", "1280": "/stills/s1/1280"}}],
}  # fmt: skip


@pytest.fixture
def door(rf: RequestFactory) -> Door:
    door = Door(wall(rf.get("/wall/")).content.decode())
    door.more = {
        "/api/v1/wall/past": DAY,
        "/api/v1/wall/cases/XH-1": INCIDENT,
        "/api/v1/datastreams/7/history": {"time": [1, 2], "value": [1, 2], "step": 0},
    }
    return door


@pytest.fixture
def opened(browser: Browser, door: Door) -> Iterator[Callable[[str], Page]]:
    page = browser.new_page(viewport={"width": 1500, "height": 900})
    page.clock.install(time=datetime.fromisoformat(NOW))
    page.route("**/*", door)

    def go(query: str = "") -> Page:
        page.goto(f"{HOME}/wall/{query}")
        page.clock.run_for(2000)
        expect(page.locator("#wall-path b")).to_have_text(DISTRICT["name"])
        return page

    yield go
    page.close()


def pressed(page: Page) -> Any:
    return expect(page.locator("#wall-scenes [aria-pressed=true] span"))


def test_a_key_chooses_a_scene_and_nought_the_whole_picture(opened: Any) -> None:
    page = opened()
    pressed(page).to_have_text("全景")
    page.keyboard.press("2")
    pressed(page).to_have_text("消防")
    assert "scene=fire" in page.url
    page.keyboard.press("0")
    pressed(page).to_have_text("全景")
    assert "scene=" not in page.url


def test_an_address_opens_a_scene(opened: Any) -> None:
    pressed(opened("?scene=fire")).to_have_text("消防")


def test_a_list_of_scenes_plays_and_rests_when_touched(opened: Any) -> None:
    page = opened("?playlist=all,fire&every=5")
    pressed(page).to_have_text("全景")
    page.clock.run_for(6000)
    pressed(page).to_have_text("消防")
    page.mouse.click(750, 500)
    page.clock.run_for(20_000)
    pressed(page).to_have_text("消防")
    page.clock.run_for(130_000)
    pressed(page).to_have_text("全景")


def test_the_ticker_begins_with_what_the_ledger_holds(opened: Any) -> None:
    item = opened().locator("#wall-ticker li")
    expect(item).to_have_count(1)
    expect(item).to_contain_text("派遣")


def moment(page: Page, hours: float) -> None:
    """Move the slider to so many hours before the end."""
    page.locator("#wall-replay input").evaluate(
        "(slider, at) => { slider.value = at; slider.dispatchEvent(new Event('input')); }",
        END - hours * HOUR,
    )


def test_the_replay_shows_what_was_open_then_and_says_so(opened: Any) -> None:
    page = opened()
    page.keyboard.press("r")
    expect(page.locator("#wall")).to_have_attribute("data-mode", "replay")
    expect(page.locator(".wall-replay strong")).to_have_text("回放")
    moment(page, 4)
    expect(page.locator("#wall-feed .item-title")).to_have_text(["B"])
    expect(page.locator(".kpi-value b").first).to_have_text("1")
    expect(page.locator(".kpi-value b").nth(1)).to_have_text("—")
    expect(page.locator("#wall-time")).to_have_text("10:30:00")
    moment(page, 0.5)
    expect(page.locator("#wall-feed .item-title")).to_have_text(["C"])


def test_escape_leads_from_the_replay_back_to_now(opened: Any) -> None:
    page = opened()
    page.keyboard.press("r")
    expect(page.locator("#wall")).to_have_attribute("data-mode", "replay")
    page.keyboard.press("Escape")
    expect(page.locator("#wall[data-mode]")).to_have_count(0)
    expect(page.locator("#wall-feed .item-title").first).to_have_text("烟雾")
    expect(page.locator("#wall-path b")).to_have_text(DISTRICT["name"])


def test_the_replay_plays_pauses_and_changes_speed(opened: Any) -> None:
    page = opened()
    page.keyboard.press("r")
    expect(page.locator("#wall")).to_have_attribute("data-mode", "replay")
    slider = page.locator("#wall-replay input")
    page.clock.run_for(2000)
    assert END - 24 * HOUR < float(slider.input_value()) < END - 23 * HOUR
    page.locator(".replay-speed").click()
    expect(page.locator(".replay-speed")).to_have_text("× 1800")
    page.locator(".replay-play").click()
    stood = slider.input_value()
    page.clock.run_for(2000)
    assert slider.input_value() == stood


def past(page: Page, script: str) -> Any:
    return page.evaluate(
        "async (day) => { const past = await import('chengyun/wall-past'); return WANTED }".replace(
            "WANTED", script
        ),
        DAY,
    )


def test_the_past_is_counted_by_when_things_began_and_ended(opened: Any) -> None:
    page = opened()
    assert past(page, f"past.figuresAt(day, {END - 4 * HOUR})") == {
        "open": 1, "overdue": 1, "reported_today": 1, "closed_today": 0,
    }  # fmt: skip
    before_midnight = past(page, f"past.figuresAt(day, {END - 22 * HOUR})")
    assert (before_midnight["open"], before_midnight["closed_today"]) == (1, None)
    alarms = f"past.alarmsAt(day, {END - 5 * HOUR})"
    assert past(page, f"[...{alarms}.ids, ...{alarms}.states]") == [7, 1]


def test_a_sign_of_the_past_is_judged_by_its_band(opened: Any) -> None:
    page = opened()
    assert past(page, "[5, 11, 20, null].map((v) => past.stateOf(v, 0, 10))") == [
        "good", "watch", "bad", "stale",
    ]  # fmt: skip


def test_areas_are_shaded_in_steps_by_what_is_asked(opened: Any) -> None:
    page = opened()
    rows = '[{"code": "a", "open": 20, "overdue": 0}, {"code": "b", "open": 1, "overdue": 1}]'
    script = "async (by) => { const { shades } = await import('chengyun/map-shade'); "
    script += f"const {{ levels, top }} = shades({rows}, by); return [...levels.values(), top] }}"
    assert page.evaluate(script, "open") == [5, 1, 20]
    assert page.evaluate(script, "overdue") == [0, 5, 1]


def test_enter_opens_the_command_mode_of_the_chosen_case(opened: Any) -> None:
    page = opened()
    page.locator("[data-case=XH-1] a").click()
    page.keyboard.press("Enter")
    expect(page.locator("#wall")).to_have_attribute("data-mode", "command")
    assert "case=XH-1" in page.url
    expect(page.locator("#case-head h3")).to_have_text("烟雾")
    page.keyboard.press("Escape")
    expect(page.locator("#wall[data-mode]")).to_have_count(0)
    assert "case=" not in page.url


def test_an_address_opens_the_command_mode_of_a_case(opened: Any) -> None:
    page = opened("?case=XH-1")
    expect(page.locator("#case-tasks li").first).to_have_attribute("data-lamp", "green")
    expect(page.locator("#case-tasks li").nth(1)).to_have_attribute("data-lamp", "red")
    expect(page.locator("#case-units li").first).to_contain_text("距现场 12 米")
    expect(page.locator("#case-units li").last).to_contain_text("牵头")
    steps = page.locator("#case-units li").first.locator("p time")
    expect(steps).to_have_text(["14:30", "14:30", "14:30"])
    expect(page.locator("#case-units li").nth(1).locator("p")).to_have_count(0)
    expect(page.locator("#case-log li").first).to_contain_text("<b>快</b>")
    expect(page.locator("#case-sensors strong")).to_have_text("12.5")
    expect(page.locator("#case-photos")).to_be_hidden()


def test_what_a_camera_saw_last_says_how_old_it_is(opened: Any) -> None:
    page = opened("?case=XH-1")
    still = page.locator("#case-stills a")
    expect(still).to_contain_text("乐山路口摄像头")
    expect(still.locator("time")).to_have_text("12 分钟前 · 模拟数据")
    expect(still).to_have_attribute("data-old", "true")


def test_an_incident_is_asked_anew_although_nothing_is_heard(opened: Any, door: Door) -> None:
    page = opened("?case=XH-1")
    expect(page.locator("#case-head h3")).to_have_text("烟雾")
    door.more["/api/v1/wall/cases/XH-1"] = INCIDENT | {
        "case": INCIDENT["case"] | {"title": "明火"}, "stills": [],
    }  # fmt: skip
    page.clock.run_for(35_000)
    expect(page.locator("#case-head h3")).to_have_text("明火")
    expect(page.locator("#case-stills")).to_be_hidden()


def test_what_a_pack_says_of_now_is_hidden_by_an_incident_and_by_the_past(
    opened: Any, door: Door
) -> None:
    figures = {"kind": "figures", "items": [{"label": "出警", "value": 3, "unit": "次"}]}
    door.more["/api/v1/wall/panels"] = {
        "scene": "fire", "panels": [{"title": "消防", "failed": False, "blocks": [figures]}],
    }  # fmt: skip
    page = opened("?scene=fire")
    pack = page.locator("#wall-pack")
    expect(pack).to_be_visible()
    page.keyboard.press("r")
    expect(pack).to_be_hidden()
    page.keyboard.press("Escape")
    expect(pack).to_be_visible()
    page.locator("[data-case=XH-1] a").click()
    expect(pack).to_be_hidden()
    page.keyboard.press("Enter")
    expect(pack).to_be_hidden()


def test_a_case_that_is_not_theirs_leaves_the_wall_as_it_is(opened: Any) -> None:
    page = opened("?case=CY-0")
    expect(page.locator("#wall[data-mode]")).to_have_count(0)
    expect(page.locator("#wall-feed .item-title")).to_have_count(2)

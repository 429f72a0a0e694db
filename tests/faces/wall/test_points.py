"""What the page makes of the points' raw columns, in a real browser."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from django.test import RequestFactory
from playwright.sync_api import Browser, Page

from chengyun.api import points
from tests.faces.wall.test_islands import HOME, Door, browser, wall

__all__ = ["browser"]
pytestmark = pytest.mark.e2e
IDS = np.array([3, 7, 900], np.int32)


def raw() -> list[int]:
    """Three points: normal, in alarm, silent."""
    columns = {
        "id": IDS,
        "lon": np.array([121_400_000, 121_410_000, 121_420_000], np.int32),
        "lat": np.array([31_200_000, 31_200_000, 31_210_000], np.int32),
        "time": np.array([10, 20, 0], np.int32),
        "value": np.array([20.1, 3, np.nan], np.float32),
        "property": np.array([0, 1, 1], np.int16),
        "state": np.array([0, 2, 5], np.uint8),
    }
    names = [[name, column.dtype.name] for name, column in columns.items()]
    head = json.dumps({"rows": 3, "properties": ["noise", "smoke"], "columns": names}).encode()
    head += b" " * (-(len(head) + 4) % 8)
    body = b"".join(map(points._filled, columns.values()))
    return list(len(head).to_bytes(4, "little") + head + body)


@pytest.fixture
def page(browser: Browser, rf: RequestFactory) -> Iterator[Page]:
    page = browser.new_page()
    page.route("**/*", Door(wall(rf.get("/wall/")).content.decode()))
    page.goto(f"{HOME}/wall/")
    yield page
    page.close()


def run(page: Page, script: str) -> Any:
    return page.evaluate(
        """async (bytes) => {
          const { decode, Points } = await import("chengyun/points");
          const points = new Points(decode(Uint8Array.from(bytes).buffer));
          return (WANTED)(points);
        }""".replace("WANTED", script),
        raw(),
    )


def test_a_point_is_told_as_it_was_sent(page: Page) -> None:
    assert run(page, "(p) => p.describe(0)") == {
        "id": 3, "lon": 121.4, "lat": 31.2, "property": "noise", "state": 0, "value": 20.1,
        "time": 10,
    }  # fmt: skip
    assert run(page, "(p) => p.describe(2).value") is None


def test_points_are_counted_by_state(page: Page) -> None:
    assert run(page, "(p) => p.tally()") == {"normal": 1, "alarm": 1, "silent": 1}


def test_a_change_is_taken_and_ids_of_others_passed_over(page: Page) -> None:
    change = "p.change({ ids: [3, 5, 5000], states: [1, 1, 1], values: [9, 9, 9], t: 5e7 }, 9)"
    assert run(page, f"(p) => ({change}, p.tally())") == {"normal": 0, "alarm": 2, "silent": 1}
    told = run(page, f"(p) => ({change}, p.describe(0))")
    assert (told["state"], told["value"], told["time"]) == (1, 9, 50)


def test_what_spoke_is_lit_until_the_next_change(page: Page) -> None:
    first = "p.change({ ids: [3, 7], states: [0, 2] }, 1)"
    assert run(page, f"(p) => ({first}, [...p.flags])") == [8, 2, 5]
    second = "p.change({ ids: [7], states: [0] }, 1)"
    assert run(page, f"(p) => ({first}, {second}, [...p.flags])") == [0, 8, 5]


def test_a_point_that_moved_is_found_where_it_went(page: Page) -> None:
    move = "p.move({ moved: [7], lons: [121500000], lats: [31300000] })"
    assert run(page, f"(p) => ({move}, p.within([121.49, 31.29, 121.51, 31.31], () => true))") == [
        1
    ]
    assert run(page, "(p) => p.within([121.39, 31.19, 121.43, 31.22], (s) => s === 5)") == [2]


def test_a_long_past_is_drawn_with_its_extremes(page: Page) -> None:
    told = {"time": [0, 86400, 172800], "value": [1, 2, 1], "min": [0, 1, 0], "max": [2, 50, 2],
            "step": 86400}  # fmt: skip
    page.route("**/past", lambda route: route.fulfill(json=told))
    page.evaluate(
        """async () => {
          await import("chengyun/series");
          const chart = document.createElement("cy-series");
          chart.setAttribute("src", "/past");
          document.body.append(chart);
        }"""
    )
    page.wait_for_selector("cy-series .series-band", state="attached")
    label = page.locator("cy-series svg").get_attribute("aria-label")
    assert label
    assert "0.00–50.00" in label

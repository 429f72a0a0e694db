"""The desk's list under the keys: from the key to the picture, in headless Chromium.

The whole system (`chengyun up`) with a city's year of cases; the duty officer's desk at 1600 × 950,
software rendering. Measured is what the browser itself saw: from the time stamp of the key (or of
the choice in a field) to the first frame in which the answer stands, by the clock, so what else the
machine does counts; its load is printed. Figures are 95th percentiles, beside the limit of 100 ms.

What the server answers (a case, a filter, an order) has its way to it and back in it. What is found
while typing waits 120 ms of silence on purpose and is measured from there.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page

from tests.perf.report import Row, row

CASES = int(os.environ.get("CHENGYUN_BENCH_CASES", "20000"))
ROOT = Path(__file__).parents[2]
PASSWORD = "bench-of-the-desk-2026"
LIMIT_MS, TURNS, WARM = 100, 24, 3
TYPING_PAUSE_MS = 120

WATCH = """
const state = (window.__seen = { at: 0 });
for (const name of ["keydown", "change"]) {
  addEventListener(name, (event) => (state.at = event.timeStamp), { capture: true });
}
addEventListener("input", (event) => event.data > "~" && (state.at = event.timeStamp), true);
const of = {
  moved: () => document.querySelector(".row.at")?.dataset.case,
  opened: () => document.querySelector("#case [data-case]")?.dataset.case,
  listed: () => document.querySelector("#queue")?.dataset.here,
  offered: () => document.querySelector("[data-search] b")?.textContent,
  found: () => document.querySelector("#found")?.firstElementChild,
};
const painted = () => new Promise((done) => requestAnimationFrame(() => {
  const next = new MessageChannel();
  next.port1.onmessage = () => done(performance.now());
  next.port2.postMessage(0);
}));
window.__watch = (what) => {
  const was = of[what]();
  window.__answer = new Promise((done) => {
    const watcher = new MutationObserver(async () => {
      if (of[what]() === was) return;
      watcher.disconnect();
      done((await painted()) - state.at);
    });
    const all = { subtree: true, childList: true, attributes: true, characterData: true };
    watcher.observe(document, all);
  });
};
"""


def run() -> list[Row]:
    """The rows of the table; takes about two minutes and needs Chromium."""
    from tests.e2e.browser import running_browser
    from tests.system import new_system

    with tempfile.TemporaryDirectory(prefix="chengyun-bench-") as folder:
        system = new_system(Path(folder))
        _fill(system.environment)
        system.start()
        try:
            with running_browser() as browser:
                return list(_measured(_desk(browser, system.url)))
        finally:
            system.stop()


def _fill(environment: dict[str, str]) -> None:
    env = environment | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    command = [sys.executable, "-m", "tests.perf.bench_desk", "--fill", str(CASES)]
    subprocess.run(command, env=env, cwd=ROOT, check=True, capture_output=True)


def _child(cases: int) -> None:
    """A city's year until now, and its duty officer."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengyun.runtime.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from chengyun.cases import searching
    from chengyun.cases.models import Case
    from chengyun.people.choices import Role
    from chengyun.people.models import User
    from chengyun.places.models import Area
    from tests.perf.many_cases import DISTRICT, fill

    call_command("migrate", verbosity=0)
    fill(cases, begin=datetime.now(UTC) - timedelta(days=365))
    searching.index(Case.objects.all())
    whole = Area.objects.get(code=DISTRICT)
    officer = User(username="zhoumin", name="周敏", role=Role.DUTY_OFFICER, area=whole)
    officer.set_password(PASSWORD)
    officer.save()


def _desk(browser: Browser, home: str) -> Page:
    page = browser.new_page(viewport={"width": 1600, "height": 950}, locale="zh-CN")
    page.set_default_timeout(120_000)
    page.add_init_script(WATCH)
    page.goto(f"{home}/sign-in/?next=/desk/")
    page.fill("input[name=username]", "zhoumin")
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url("**/desk/**")
    page.locator(".link-state[data-state=connected]").wait_for()
    page.wait_for_timeout(5_000)
    return page


def _measured(page: Page) -> Iterator[Row]:
    def keys(what: str, *pressed: str) -> Callable[[int], float]:
        return lambda turn: _answer(page, what, lambda: _press(page, pressed[turn % len(pressed)]))

    def chosen(field: str) -> Callable[[int], float]:
        def choose(turn: int) -> float:
            act = lambda: page.select_option(f"select[name={field}]", index=1 + turn % 3)  # noqa: E731
            return _answer(page, "listed", act)

        return choose

    def opened(turn: int) -> float:
        _press(page, "j" if turn % 24 < 12 else "k")
        return _answer(page, "opened", lambda: _press(page, "Enter"))

    yield _row("j and k move", keys("moved", "j", "j", "k"))
    yield _row("open the case", opened)
    page.locator(".filters summary").click()
    yield _row("narrow by severity", chosen("severity"))
    page.select_option("select[name=severity]", index=0)
    page.wait_for_timeout(1_000)
    yield _row("another order", chosen("sort"))
    page.keyboard.press("Escape")
    page.locator("#command").focus()
    yield _row("a letter typed", keys("offered", "l", "u", "Backspace", "Backspace"))
    page.locator("#command").fill("井")
    page.wait_for_timeout(1_000)
    yield _row("found for it", keys("found", "盖", "缺", "Backspace", "Backspace"), TYPING_PAUSE_MS)


def _press(page: Page, key: str) -> None:
    page.keyboard.press(key) if key.isascii() else page.keyboard.insert_text(key)


def _answer(page: Page, what: str, act: Callable[[], object]) -> float:
    page.evaluate("(what) => __watch(what)", what)
    act()
    taken = float(page.evaluate("() => __answer"))
    page.wait_for_timeout(250)
    return taken


def _row(name: str, once: Callable[[int], float], pause_ms: int = 0) -> Row:
    taken = [once(turn) - pause_ms for turn in range(WARM + TURNS)][WARM:]
    p50, p95 = np.percentile(taken, (50, 95))
    told = f"desk, {CASES:,} cases: {name}, p95 (p50 {p50:.0f}, load {os.getloadavg()[0]:.0f})"
    return row(told, float(p95), "ms", "limit", LIMIT_MS)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--fill"]:
        _child(int(sys.argv[2]))
    else:
        from tests.perf.report import print_table

        print_table(run())

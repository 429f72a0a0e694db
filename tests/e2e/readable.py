"""Can everybody read and use a page? axe-core asks; serious and critical answers are faults."""

from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page

from chengyun.faces.desk import menu

GRAVE = ("serious", "critical")
AXE = Axe()
# Pages that no menu names. The menus name all others, so a new page is asked about by itself.
DESK_BESIDE = (
    "rule-new",
    "dispatch-new",
    "task-record",
    "component-codes",
    "officer-new",
    "unit-new",
)
PUBLIC = ("home", "report", "known-map", "figures", "brief", "sign-in")
FIELD = ("field", "field-map", "field-report", "field-patrol", "field-outbox")


def desk_pages() -> list[str]:
    """The address of every page of the desk's menus, and of some beside them."""
    groups = (menu.FIRST, *(group.pages for group in menu.GROUPS))
    named = (page.url for pages in groups for page in pages)
    return list(dict.fromkeys(map(reverse, (*named, *DESK_BESIDE))))


def faults(page: Page, address: str) -> list[str]:
    """What keeps somebody from reading or using a page: the rule, how often, the first place."""
    page.goto(address)
    page.wait_for_load_state("load")
    found = AXE.run(page).response["violations"]
    return [_said(page, rule) for rule in found if rule["impact"] in GRAVE]


def night(page: Page) -> list[str]:
    """What of the open page cannot be read in the dark, where colours alone are others."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    options = {"runOnly": ["color-contrast"]}
    found = AXE.run(page, options=options).response["violations"]
    page.emulate_media(color_scheme="light", reduced_motion="null")
    return [f"dark: {_said(page, rule)}" for rule in found]


def _said(page: Page, rule: dict[str, object]) -> str:
    nodes = list(rule["nodes"])  # type: ignore[call-overload]
    return f"{page.url}: {rule['id']} ({len(nodes)}): {nodes[0]['html'][:200]}"

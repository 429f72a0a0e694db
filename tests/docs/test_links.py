import re
from pathlib import Path

import pytest

from tests.docs.texts import ROOT, anchor, headings, prose, tracked

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
# The picture of the wall is taken from the running system.
PAGES = tracked("*.md")


def _links(page: Path) -> list[str]:
    links = LINK.findall(re.sub(r"`[^`]*`", "", prose(page.read_text())))
    return [link for link in links if not link.startswith(("http://", "https://", "mailto:"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    lost = [link for link in _links(page) if not _leads_somewhere(page, link)]
    assert lost == []


def _leads_somewhere(page: Path, link: str) -> bool:
    name, _, fragment = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    if not target.exists():
        return False
    return not fragment or fragment in {anchor(heading) for heading in headings(target)}

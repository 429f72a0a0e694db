import re
import tomllib
from pathlib import Path

import pytest

from tests.docs.texts import ROOT, codes, headings, rows

DECISIONS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
INDEX = ROOT / "docs" / "adr" / "README.md"
NAME = re.compile(r"^[A-Za-z0-9._-]+")


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_has_context_decision_and_consequence(page: Path) -> None:
    assert headings(page, 2) == ["Context", "Decision", "Consequence"]


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_the_index_names_every_decision_by_its_title() -> None:
    told = [f"{int(cells[0][1:5])}. {cells[1]}" for cells in rows(INDEX.read_text())]
    assert told == [headings(page, 1)[0] for page in DECISIONS]


def test_every_direct_dependency_has_its_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    wanted = {_name(one) for group in (project["dependencies"], *extras) for one in group}
    (page,) = (page for page in DECISIONS if page.name.startswith("0002"))
    assert {codes(cells[0])[0] for cells in rows(page.read_text())} == wanted


def _name(requirement: str) -> str:
    match = NAME.match(requirement)
    assert match
    return match[0].lower()

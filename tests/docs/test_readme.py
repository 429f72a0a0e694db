import re
import tomllib
from pathlib import Path

import pytest
from django.urls import resolve

from chengyun.detection.ruledata import KINDS
from chengyun.runtime import cli
from chengyun.runtime.demo import PERSONAS
from tests.docs.texts import ROOT, codes, headings, prose, rows, sections

MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
PAGES = [ROOT / name for name in ("README.md", "README.zh.md", "CONTRIBUTING.md")]
GUIDES = [*PAGES, *sorted((ROOT / "docs" / "guide").glob("*.md"))]
ids = lambda page: page.name  # noqa: E731


@pytest.mark.parametrize("page", GUIDES, ids=ids)
def test_every_make_command_that_is_told_is_a_target(page: Path) -> None:
    told = re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text(), re.MULTILINE)
    assert set(told) <= TARGETS


@pytest.mark.parametrize("page", GUIDES, ids=ids)
def test_every_chengyun_command_that_is_told_exists(page: Path) -> None:
    told = re.findall(r"(?:^|`)chengyun ([a-z-]+)", page.read_text(), re.MULTILINE)
    assert set(told) <= {name for name, _ in cli._modules()}


def test_the_readme_shows_the_two_commands_first() -> None:
    blocks = re.findall(r"^```\n(.+?)\n```", PAGES[0].read_text(), re.MULTILINE)
    assert blocks[:2] == ["make demo", "make test"]


def test_both_readmes_have_the_same_parts() -> None:
    english, chinese = (ROOT / "README.md", ROOT / "README.zh.md")
    assert len(headings(english)) == len(headings(chinese))
    for one, other in zip(sections(english).values(), sections(chinese).values(), strict=True):
        assert len(list(rows(one))) == len(list(rows(other)))
        assert one.count("](") == other.count("](")


def test_both_readmes_lead_to_the_same_pages() -> None:
    english, chinese = (
        set(re.findall(r"\]\(([^)]+)\)", prose((ROOT / name).read_text())))
        for name in ("README.md", "README.zh.md")
    )
    assert english ^ chinese == {"README.md", "README.zh.md"}


def test_the_floors_of_the_readme_hold_every_room() -> None:
    source = ROOT / "src" / "chengyun"
    rooms = {path.parent.name for path in source.glob("*/__init__.py")}
    for page in PAGES[:2]:
        words = set(re.findall(r"\w+", page.read_text(), re.ASCII))
        assert rooms - words == set()


def test_every_shipped_pack_is_named_in_the_readme() -> None:
    packs = {path.parent.name for path in (ROOT / "src/chengyun/packs").glob("*/pack.toml")}
    (line,) = re.findall(r"^ second +packs +(.+)$", PAGES[0].read_text(), re.MULTILINE)
    assert set(line.strip().split(" · ")) == packs


def test_every_shipped_pack_is_named_in_the_chinese_readme() -> None:
    manifests = (ROOT / "src/chengyun/packs").glob("*/pack.toml")
    titles = {tomllib.loads(path.read_text("utf-8"))["title"]["zh"] for path in manifests}
    (line,) = re.findall(r"^ 二层 +packs +(.+)$", PAGES[1].read_text(), re.MULTILINE)
    assert set(line.strip().split(" · ")) == titles


@pytest.mark.parametrize("page", PAGES[:2], ids=ids)
def test_every_address_and_person_to_try_is_there(page: Path) -> None:
    text = prose(page.read_text())
    addresses = re.findall(r"`(/[a-z/]+/)`", text)
    assert len(addresses) >= 3
    for address in addresses:
        resolve(address)
    named = set(re.findall(r"[(（]`([a-z]+)`[)）]", text))
    assert named and named <= set(PERSONAS)


@pytest.mark.parametrize(
    ("page", "told"), [(PAGES[0], "twelve kinds of rule"), (PAGES[1], "十二种规则")]
)
def test_the_readme_counts_the_kinds_of_rule(page: Path, told: str) -> None:
    assert len(KINDS) == 12
    assert told in page.read_text()


def test_the_table_of_the_documentation_names_every_guide() -> None:
    told = set(re.findall(r"\(guide/([a-z0-9-]+\.md)\)", (ROOT / "docs" / "README.md").read_text()))
    assert told == {path.name for path in (ROOT / "docs" / "guide").glob("*.md")}


def test_codes_are_read_from_a_cell() -> None:
    assert codes("`a` and `b`") == ("a", "b")

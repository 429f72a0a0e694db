"""A brace that is left open hides all that stands after it from most screens."""

import re
from pathlib import Path

import pytest

from chengyun.faces.assets import STATIC

SHEETS = sorted((STATIC / "css").glob("*.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_every_rule_of_a_stylesheet_is_closed_before_the_next(sheet: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
    depth = 0
    for number, line in enumerate(text.splitlines(), 1):
        assert depth == 0 or not re.match(r"[^\s})]", line), f"{sheet.name}:{number} is nested"
        depth += line.count("{") - line.count("}")
    assert depth == 0

import ast
import re
from collections.abc import Iterator

import pytest

from chengyun.sensing.checks import REASONS
from chengyun.sensing.intake import NO_TIME, parse
from tests.docs.texts import GUIDE, SOURCE, codes, fenced, headings, rows, sections

READINGS_PAGE = GUIDE / "readings.md"
NOW_US = 1_782_864_000_000_000


def test_every_reason_of_refusal_has_its_heading_in_the_order_of_the_gateway() -> None:
    text = sections(READINGS_PAGE)["Reasons of refusal"]
    assert tuple(re.findall(r"^### (\w+)$", text, re.MULTILINE)) == REASONS
    assert set(REASONS) <= set(headings(READINGS_PAGE, 3))


@pytest.mark.parametrize("example", fenced(READINGS_PAGE, "json"))
def test_every_json_example_is_a_body_that_the_gateway_reads(example: str) -> None:
    raw = parse(example.encode(), "application/json", NOW_US)
    assert len(raw) > 0
    assert (raw.time != NO_TIME).all()
    assert (raw.value == raw.value).all()


def _refusals() -> Iterator[tuple[object, ...]]:
    """Status and code of each `Refused(…)` that is written out at the door."""
    source = (SOURCE / "api" / "observations.py").read_text()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused":
            given = [arg.value for arg in node.args[:2] if isinstance(arg, ast.Constant)]
            if len(given) == 2:
                yield tuple(given)


def test_every_error_of_the_http_door_has_its_row() -> None:
    answers = rows(sections(READINGS_PAGE)["Over HTTP"])
    told = {(int(cells[0]), codes(cells[1])[0]) for cells in answers}
    # Made from what the gateway says it is busy with.
    busy = {(429, "backlog"), (503, "bus")}
    assert told == {*_refusals(), *busy}

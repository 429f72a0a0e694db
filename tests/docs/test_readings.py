import ast
import re

import pytest

from chengyun.sensing.gateway import REASONS
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


def test_every_error_of_the_http_door_has_its_row() -> None:
    source = (SOURCE / "api" / "observations.py").read_text()
    told = {
        (int(status), code)
        for cells in rows(sections(READINGS_PAGE)["Over HTTP"])
        for status, (code, *_rest) in [(cells[0], codes(cells[1]))]
    }
    known = {
        (call.args[0].value, call.args[1].value)
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "Refused"
        and all(isinstance(arg, ast.Constant) for arg in call.args[:2])
    }
    assert known <= told
    assert told - known == {(429, "backlog"), (503, "bus")}

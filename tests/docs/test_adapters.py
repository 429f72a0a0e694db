import json

import pytest

from chengyun.sensing import sources
from chengyun.sensing.adapters import discover
from chengyun.sensing.adapters.api import Adapter
from tests.docs.texts import CODE, FENCE, GUIDE, sections

DEVICES_PAGE = GUIDE / "devices.md"
MESSAGES = [adapter for adapter in discover().values() if adapter.kind == "message"]


@pytest.mark.parametrize("adapter", MESSAGES, ids=lambda adapter: adapter.key)
def test_every_adapter_has_its_heading_and_options_that_it_takes(adapter: Adapter) -> None:
    key, title = adapter.key, adapter.title_en
    text = sections(DEVICES_PAGE)[title]
    assert key in CODE.findall(text)
    examples = [json.loads(body) for kind, body in FENCE.findall(text) if kind == "json"]
    assert examples
    for example in examples:
        sources.check(key, example)

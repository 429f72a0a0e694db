"""The worked example as if it were installed, beside the shipped packs."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chengyun.packs import isolated, registry, services
from chengyun.packs.registry import Pack, Registry

EXAMPLE = Path(__file__).parents[3] / "examples" / "pack-tree-care" / "src"


@pytest.fixture
def tree_care(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pack]:
    """The pack of the example, found by every part of the house."""
    monkeypatch.syspath_prepend(str(EXAMPLE))
    found = registry.gather(
        {**registry.sources(), "tree_care": lambda: registry._from_module("chengyun_tree_care")}
    )
    assert found.broken == {}
    monkeypatch.setattr(registry, "current", lambda: found)
    monkeypatch.setattr(isolated, "_standing", isolated._Standing())
    yield found.packs["tree_care"]
    for name in [n for n in sys.modules if n.startswith("chengyun_tree_care")]:
        del sys.modules[name]


@pytest.fixture
def installed(tree_care: Pack, district: Any) -> Pack:
    """The same, switched on."""
    services.install()
    return tree_care


@pytest.fixture
def with_pack(monkeypatch: pytest.MonkeyPatch, installed: Pack) -> Any:
    """Put a changed declaration of the pack in its place."""

    def put(**changed: Any) -> Pack:
        other = replace(registry.current().packs["tree_care"], **changed)
        packs = {**registry.current().packs, "tree_care": other}
        found = Registry(packs, {})
        monkeypatch.setattr(registry, "current", lambda: found)
        return other

    return put

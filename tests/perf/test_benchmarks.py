from importlib import import_module

import pytest

from tests.perf.__main__ import names


@pytest.mark.parametrize("name", names())
def test_a_benchmark_still_knows_the_house(name: str) -> None:
    """Nothing else reads the benchmarks between two runs of `make bench`."""
    assert callable(import_module(f"tests.perf.bench_{name}").run)

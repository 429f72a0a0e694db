from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def house(hand: Callable[..., Any], settings: Any, tmp_path: Path) -> Any:
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)
    return hand(pack="fire")

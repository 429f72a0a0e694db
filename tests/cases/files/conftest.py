"""Files lie in a folder of the test."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)

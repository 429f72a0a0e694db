"""Where the real files for tests lie; a test that needs one that is absent is skipped by name."""

import os
from pathlib import Path

import pytest

ROOT = Path(
    os.environ.get("CHENGYUN_TEST_DATA", Path(__file__).parents[1] / ".." / "shared" / "data")
)


def shared(name: str) -> Path:
    """Path of a real file or folder under the shared data; skips the calling test without it."""
    path = (ROOT / name).resolve()
    if not path.exists():
        pytest.skip(f"real data {name!r} is not on this machine (set CHENGYUN_TEST_DATA)")
    return path

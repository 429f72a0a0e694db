import fcntl
import json
import os
from typing import Any

import pytest

from chengyun.simulator import district


@pytest.fixture(scope="session")
def seven(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The district of seed 7, read back from its own file; drawn once for all test processes."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "districts"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return json.loads(district.kept(7, folder).read_bytes())

import json
from typing import Any

import pytest

from chengyun.simulator import district


@pytest.fixture(scope="session")
def seven() -> dict[str, Any]:
    """The district of seed 7, as it reads back from its own file."""
    return json.loads(district.dumps(district.build(7)))

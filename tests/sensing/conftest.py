from collections.abc import Iterator
from pathlib import Path

import bcrypt
import numpy as np
import pytest

from chengyun.bus.server import Device
from chengyun.sensing.registry import Registry
from tests.bus_server import RunningBus, running_bus

DEVICE_KEY = "the-key-of-the-device"


@pytest.fixture
def bus_server(tmp_path: Path) -> Iterator[RunningBus]:
    hashed = bcrypt.hashpw(DEVICE_KEY.encode(), bcrypt.gensalt(4)).decode()
    with running_bus(tmp_path / "bus", [Device("station-1", hashed)]) as running:
        yield running


@pytest.fixture
def held() -> Registry:
    """Three datastreams: 1 and 2 of pm25 (0 to 1000), 3 of a fault flag (0 to 1)."""
    return Registry(
        ids={"a": 1, "b": 2, "lift": 3},
        properties=["lift_fault", "pm25"],
        property_code=np.array([-1, 1, 1, 0], np.int16),
        interval_s=np.array([0, 60, 60, 60], np.float32),
        low=np.zeros(4),
        high=np.array([0, 1000, 1000, 1], np.float64),
        lon=np.zeros(4),
        lat=np.zeros(4),
        paths=["", "310104/", "310104/", "310104/"],
    )

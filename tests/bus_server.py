"""A real nats-server for tests, on free ports, in a folder of its own."""

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from chengyun.bus import server
from tests.ports import free_port

PASSWORD = "test-bus"


@dataclass
class RunningBus:
    """Its address, its MQTT port, and the process itself."""

    url: str
    mqtt_port: int
    process: "subprocess.Popen[bytes]"


@contextmanager
def running_bus(folder: Path, devices: Sequence[server.Device] = ()) -> Iterator[RunningBus]:
    port, mqtt_port = free_port(), free_port()
    spec = server.ServerSpec(folder, port, "127.0.0.1", mqtt_port, PASSWORD, devices)
    path = server.write_config(spec)
    server.check(path)
    process = subprocess.Popen(server.command(path))
    time.sleep(0.3)
    try:
        yield RunningBus(f"nats://chengyun:{PASSWORD}@127.0.0.1:{port}", mqtt_port, process)
    finally:
        process.terminate()
        process.wait(10)

"""A real nats-server for tests, on free ports, in a folder of its own."""

import socket
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
    try:
        for one in (port, mqtt_port):
            _until_open(one, process)
        yield RunningBus(f"nats://chengyun:{PASSWORD}@127.0.0.1:{port}", mqtt_port, process)
    finally:
        process.terminate()
        process.wait(10)


def _until_open(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait until the server takes connections at a port."""
    for _ in range(1000):
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise AssertionError(f"nats-server does not listen on {port}")

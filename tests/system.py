"""A whole district as its users run it: `chengyun up` on free ports, in a folder of its own."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.ports import free_port

CHENGYUN = [sys.executable, "-m", "chengyun"]
START_S = 240


@dataclass
class Answer:
    status: int
    body: Any
    headers: dict[str, str]


@dataclass
class System:
    """One running district."""

    folder: Path
    environment: dict[str, str]
    url: str
    process: "subprocess.Popen[bytes] | None" = None
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.folder / "up.log"

    def start(self, *arguments: str) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*CHENGYUN, "up", *arguments], env=self.environment, stdout=log, stderr=log
            )
        self.until(self._healthy, START_S, "the district does not come up")

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)

    def run(self, *arguments: str, timeout: float = 120) -> "subprocess.CompletedProcess[str]":
        """A subcommand, as a person types it."""
        return subprocess.run(
            [*CHENGYUN, *arguments], env=self.environment, capture_output=True, text=True,
            timeout=timeout,
        )  # fmt: skip

    def kill(self, role: str) -> None:
        """End a role's process without warning, once it is up."""
        pid = self.until(lambda: self._alive(role), 60, f"{role} is not up")
        os.kill(pid, signal.SIGKILL)

    def _alive(self, role: str) -> int:
        text = (self.folder / "data" / "run" / f"{role}.json").read_text()
        pid = int(json.loads(text)["pid"])
        return pid if Path(f"/proc/{pid}").exists() else 0

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        key: str = "",
        raw: bytes | None = None,
        kind: str = "application/json",
    ) -> Answer:
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": kind, **({"Authorization": f"Bearer {key}"} if key else {})}
        request = urllib.request.Request(f"{self.url}{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return _answer(answer.status, answer.read(), dict(answer.headers))
        except urllib.error.HTTPError as error:
            return _answer(error.code, error.read(), dict(error.headers))

    def until(self, true: Callable[[], object], patience_s: float, sentence: str) -> Any:
        """Wait for something to hold; its value. Fails with the sentence and the log's end."""
        end = time.monotonic() + patience_s
        while time.monotonic() < end:
            if found := true():
                return found
            if self.process and self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"{sentence}\n{self.log.read_text()[-3000:]}")

    def _healthy(self) -> bool:
        try:
            return self.ask("GET", "/healthz").status == 200
        except OSError:
            return False


def _answer(status: int, data: bytes, headers: dict[str, str]) -> Answer:
    try:
        return Answer(status, json.loads(data), headers)
    except ValueError:
        return Answer(status, data, headers)


def new_system(folder: Path, **settings: str) -> System:
    """A district that is not started yet."""
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CHENGYUN_")}
    environment |= {
        "CHENGYUN_DATA": str(folder / "data"),
        "CHENGYUN_PORT": str(port),
        "CHENGYUN_NATS_PORT": str(free_port()),
        "CHENGYUN_MQTT_PORT": str(free_port()),
        **{f"CHENGYUN_{name.upper()}": value for name, value in settings.items()},
    }
    return System(folder, environment, f"http://127.0.0.1:{port}")


@contextmanager
def running_system(folder: Path, *arguments: str, **settings: str) -> Iterator[System]:
    system = new_system(folder, **settings)
    system.start(*arguments)
    try:
        yield system
    finally:
        system.stop()

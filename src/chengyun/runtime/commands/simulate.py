"""Bring the simulated district to life: its devices, residents and officers, over HTTP."""

import argparse
import json
import os
import threading
from pathlib import Path

from chengyun.runtime.commands import CommandError

HELP = "bring the simulated district to life"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=7, help="the same seed gives the same day")
    parser.add_argument("--speed", type=float, default=1.0, help="how fast the story goes")
    parser.add_argument("--url", default="http://127.0.0.1:8000/")
    parser.add_argument("--write-district", metavar="FILE", help="write the district and stop")


def run(args: argparse.Namespace) -> None:
    if args.write_district:
        _write(args.seed, Path(args.write_district))
        return
    import signal

    from chengyun.runtime import config, logs
    from chengyun.runtime.demo import district_file
    from chengyun.simulator.run import run as live

    settings = config.current()
    logs.set_up(settings.log_level, "simulator")
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    password = json.loads((settings.data / "demo.json").read_text())["password"]
    drawn = district_file(settings.data)
    live(
        args.url,
        _key(settings.data),
        args.seed,
        args.speed,
        stop_event=stop,
        password=password,
        district=json.loads(drawn.read_bytes()) if drawn.exists() else None,
        ports=dict(settings.listen),
    )


def _key(folder: Path) -> str:
    path = folder / "simulator-key"
    key = os.environ.get("CHENGYUN_SOURCE_KEY") or (path.read_text() if path.exists() else "")
    if not key:
        raise CommandError("no key: `chengyun source new simulator`, then set CHENGYUN_SOURCE_KEY")
    return key.strip()


def _write(seed: int, path: Path) -> None:
    from chengyun.simulator.district import build, dumps

    path.write_bytes(dumps(build(seed)))
    print(f"district of seed {seed} written to {path}")

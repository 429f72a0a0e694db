"""Play real sensor series from a folder into a running district, at a chosen speed."""

import argparse
import os
import time
from functools import partial
from pathlib import Path

from chengyun.runtime.commands import CommandError, django_ready

HELP = "play real sensor series into a running district"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("format", choices=("nab",), help="nab: CSV files of timestamp,value")
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--speed", type=float, default=86_400.0, help="seconds of the series a second"
    )
    parser.add_argument("--url", default="http://127.0.0.1:8000/")


def run(args: argparse.Namespace) -> None:
    from chengyun.sensing import replay

    try:
        series = replay.read_folder(args.folder)
    except replay.NoSeries as error:
        raise CommandError(str(error)) from None
    if args.speed <= 0:
        raise CommandError("--speed must be above 0")
    django_ready()
    key = _prepare([one.key for one in series])
    now = time.time_ns() // 1000
    moved = [one.moved_to_end(now) for one in series]
    print(f"· {len(moved)} series, {sum(len(s.time) for s in moved)} readings", flush=True)
    accepted = replay.play(moved, args.speed, partial(replay.send, args.url, key))
    print(f"· {accepted} readings accepted")


def _prepare(keys: list[str]) -> str:
    """Datastreams for the series and a key for this replay; the running district is told."""
    import asyncio

    from chengyun.runtime.commands.source import _tell_changed
    from chengyun.sensing.services import create_source, register_unknown

    register_unknown(keys)
    given = os.environ.get("CHENGYUN_SOURCE_KEY")
    key = given or create_source(f"replay-{time.time_ns() // 1_000_000}").key
    asyncio.run(_tell_changed())
    time.sleep(3)
    return key

"""A table of readings from the command line: told as the desk tells it, sent over the bus."""

import asyncio
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from chengyun.bus.client import Bus, connect
from chengyun.runtime import config
from chengyun.runtime.commands import CommandError
from chengyun.runtime.workers import bus_url
from chengyun.sensing import registry, uploading
from chengyun.sensing.gateway import Gateway, Receipt
from chengyun.sensing.intake import Raw
from chengyun.sensing.services import upload_source
from chengyun.sensing.uploading import Checked, Sent


def take(file: Path, *, dry_run: bool) -> int:
    """Print every bad row, send the good ones unless told not to; 1 where not all were taken.

    Raises BadFile, OSError, and CommandError when no district is up to take them.
    """
    settings = config.current()
    judge = Gateway(None, registry.load(), folder=settings.data)  # type: ignore[arg-type]
    found = uploading.check(file.read_bytes(), ZoneInfo(settings.time_zone), "", judge)
    _tell(found)
    if dry_run:
        print("· nothing was sent")
        return 1 if found.problems else 0
    sent = _send(found.raw, judge) if found.good else Sent(0, [])
    print(f"· {sent.accepted:,} taken, {len(sent.refused):,} refused, {sent.left:,} not sent")
    if sent.left:
        raise CommandError(f"the gateway cannot take more now ({sent.why}); send the file again")
    return 1 if found.problems or sent.refused else 0


def _tell(found: Checked) -> None:
    for problem in found.problems:
        what, todo = uploading.told(problem.code)
        where = f"row {problem.row}, {problem.column}"
        print(f"  {where}: {what}: {problem.given!r}. {todo}", file=sys.stderr)
    bad = len(found.problems)
    print(f"· {found.rows:,} rows: {found.good:,} readings, {bad:,} that cannot be used")


def _send(raw: Raw, judge: Gateway) -> Sent:
    """Through a gateway of our own on the district's bus, as its doors do."""
    source = upload_source()
    with asyncio.Runner() as runner:
        try:
            bus = runner.run(connect(bus_url(config.current()), "import", patience_s=2))
        except (OSError, TimeoutError):
            raise CommandError("no district is up to take the readings; start it first") from None
        try:
            return uploading.send(raw, _through(runner, bus, judge, source))
        finally:
            runner.run(bus.close())


def _through(runner: asyncio.Runner, bus: Bus, judge: Gateway, source: int) -> uploading.Send:
    gateway = Gateway(bus, judge.registry, folder=judge.room.folder)

    def through(part: Raw) -> Receipt:
        return runner.run(gateway.accept(part, source))

    return through

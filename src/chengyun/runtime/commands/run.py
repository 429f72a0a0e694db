"""Run one role alone, for production: its own machine, its own supervisor (systemd, k8s)."""

import argparse

from chengyun.runtime import roles
from chengyun.runtime.commands import django_ready

HELP = "run one role alone"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("role", choices=("web", *roles.WORKERS))


def run(args: argparse.Namespace) -> int:
    if args.role == "web":
        return _web()
    django_ready()
    from chengyun.runtime import workers

    return workers.start(args.role)


def _web() -> int:
    from granian import Granian
    from granian.constants import Interfaces, Loops
    from granian.log import LogLevels

    from chengyun.runtime import config

    settings = config.current()
    Granian(
        "chengyun.runtime.asgi:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        workers=1,
        backpressure=1024,
        workers_kill_timeout=3,
        respawn_failed_workers=False,
        log_level=LogLevels(settings.log_level),
        log_access=False,
    ).serve()
    return 0

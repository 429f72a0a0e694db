"""Run a whole district on this machine: bus, web, workers. Ctrl-C stops all of it."""

import argparse
import asyncio

from chengyun.runtime.commands import CommandError

HELP = "run everything on this machine"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="with a simulated district that lives")
    parser.add_argument("--seed", type=int, default=7, help="seed of the simulated district")
    parser.add_argument("--speed", type=float, default=1.0, help="how fast its story goes")


def run(args: argparse.Namespace) -> int:
    from chengyun.runtime import up

    try:
        return asyncio.run(up.serve(demo=args.demo, seed=args.seed, speed=args.speed))
    except up.CannotStart as error:
        raise CommandError(str(error)) from None

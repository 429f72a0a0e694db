"""Who may send readings: make a source and its key, list them, revoke one."""

import argparse
import asyncio
import json
from pathlib import Path
from typing import Any

from chengyun.runtime.commands import CommandError, django_ready

HELP = "make, list or revoke a source of readings and its key"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=("new", "list", "revoke"))
    parser.add_argument("name", nargs="?", default="")
    parser.add_argument("--adapter", default="readings", help="how its messages are read")
    parser.add_argument("--options", type=Path, help="what the adapter is told (a JSON file)")
    parser.add_argument(
        "--prefix", action="append", default=[], help="it may write only keys that begin so"
    )
    parser.add_argument(
        "--manages", action="store_true", help="may also make and change entities (SensorThings)"
    )


def run(args: argparse.Namespace) -> None:
    django_ready()
    VERBS[args.verb](args)
    if args.verb != "list":
        asyncio.run(_tell_changed())


def _new(args: argparse.Namespace) -> None:
    from django.db import IntegrityError

    from chengyun.sensing.services import create_source

    name = args.name
    try:
        made = create_source(
            name, args.adapter, _options(args.options), prefixes=args.prefix, manages=args.manages
        )
    except ValueError as error:
        raise CommandError(str(error)) from None
    except IntegrityError:
        raise CommandError(f"there is a source {name} already") from None
    print(f"{made.key}\n(the key of {name}; it is not shown again)")


def _options(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        options: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} cannot be read as JSON: {error}") from None
    return options


def _list(_args: argparse.Namespace) -> None:
    from chengyun.sensing.models import Source

    for source in Source.objects.order_by("name"):
        state = f"revoked {source.revoked_at:%Y-%m-%d %H:%M}" if source.revoked_at else "active"
        only = f"  only {', '.join(source.prefixes)}" if source.prefixes else ""
        print(f"{source.name:<40} {source.adapter:<12} {state}{only}")


def _revoke(args: argparse.Namespace) -> None:
    from chengyun.sensing.models import Source
    from chengyun.sensing.services import revoke_source

    name = args.name
    try:
        revoke_source(name)
    except Source.DoesNotExist:
        raise CommandError(f"there is no source {name}") from None
    print(f"revoked {name}; its key is refused within seconds")


VERBS = {"new": _new, "list": _list, "revoke": _revoke}


async def _tell_changed() -> None:
    """A running district reads its sources again; without one there is nobody to tell."""
    from chengyun.bus.client import connect
    from chengyun.bus.subjects import REGISTRY_CHANGED
    from chengyun.runtime import config
    from chengyun.runtime.workers import bus_url

    try:
        bus = await connect(bus_url(config.current()), "source", patience_s=0.5)
    except (OSError, TimeoutError):
        return
    await bus.tell(REGISTRY_CHANGED, b"")
    await bus.close()

"""Refused readings: list and show them, send them again, drop them."""

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from chengyun.runtime.commands import CommandError, django_ready

HELP = "list, show, replay or drop refused readings"
LIMIT = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=tuple(VERBS))
    parser.add_argument("number", nargs="*", type=int, help="letters; without: those that match")
    parser.add_argument("--source", default="", help="the name of a source, or `alarms`")
    parser.add_argument("--reason", default="", help="only letters with this reason of refusal")
    parser.add_argument("--since", type=float, default=0, help="only of the last so many hours")
    parser.add_argument("--limit", type=int, default=LIMIT, help="at most so many letters")


def run(args: argparse.Namespace) -> None:
    django_ready()
    asked = _asked(args)
    if args.verb == "drop" and not (args.number or args.source or args.reason):
        raise CommandError("say which to drop: their numbers, --source or --reason")
    asyncio.run(_with_letters(lambda letters: VERBS[args.verb](letters, asked, args.number)))


def _asked(args: argparse.Namespace) -> Any:
    from chengyun.sensing.deadletters import Asked
    from chengyun.sensing.models import Source

    source = args.source
    if source and source != "alarms":
        found = Source.objects.filter(name=source).first()
        if found is None:
            raise CommandError(f"there is no source {source}")
        source = str(found.pk)
    since = datetime.now(UTC) - timedelta(hours=args.since) if args.since else None
    micros = int(since.timestamp() * 1e6) if since else 0
    return Asked(source, args.reason, micros, limit=max(1, args.limit))


async def _with_letters(work: Callable[[Any], Awaitable[None]]) -> None:
    from chengyun.bus.client import connect
    from chengyun.runtime import config
    from chengyun.runtime.workers import Worker, bus_url
    from chengyun.runtime.workers.gateway import open_gateway
    from chengyun.sensing.deadletters import DeadLetters
    from chengyun.sensing.gateway import Busy

    settings = config.current()
    try:
        bus = await connect(bus_url(settings), "deadletter", patience_s=5)
    except (OSError, TimeoutError):
        raise CommandError("the bus does not answer; is the district running?") from None
    try:
        gateway = await open_gateway(Worker("deadletter", bus, settings))
        await work(DeadLetters(bus, gateway))
    except Busy as busy:
        raise CommandError(f"the gateway is busy ({busy.reason}); try again later") from None
    finally:
        await bus.close()


async def _list(letters: Any, asked: Any, numbers: list[int]) -> None:
    names = letters.gateway.names
    for letter in await _chosen(letters, asked, numbers):
        source = names.get(int(letter.source), "") if letter.source.isdecimal() else ""
        reasons = ", ".join(f"{reason} {count}" for reason, count in letter.reasons.items())
        at = datetime.fromtimestamp(letter.at_us / 1e6, UTC)
        print(f"{letter.seq:>8}  {at:%Y-%m-%d %H:%M:%S}Z  {source or letter.source:<24} {reasons}")


async def _show(letters: Any, asked: Any, numbers: list[int]) -> None:
    """One JSON line a row, or a body."""
    for letter in await _chosen(letters, asked, numbers):
        common = {"letter": letter.seq, "source": letter.source, "at": letter.at_us}
        for row in letter.rows or [_body(letter)]:
            print(json.dumps(common | row, ensure_ascii=False))


def _body(letter: Any) -> dict[str, Any]:
    text = letter.body.decode("utf-8", "backslashreplace")
    return {"reason": letter.reason, "body": text, "truncated": letter.truncated}


async def _replay(letters: Any, asked: Any, numbers: list[int]) -> None:
    chosen = await _chosen(letters, asked, numbers)
    done = await letters.replay([letter.seq for letter in reversed(chosen)])
    print(f"{done.accepted} rows taken, {done.refused} refused again, {done.left} letters left")


async def _drop(letters: Any, asked: Any, numbers: list[int]) -> None:
    chosen = await _chosen(letters, asked, numbers)
    print(f"{await letters.drop([letter.seq for letter in chosen])} letters dropped")


async def _chosen(letters: Any, asked: Any, numbers: list[int]) -> list[Any]:
    if not numbers:
        found = await letters.find(asked)
        return list(found.letters)
    held = [await letters.get(number) for number in numbers]
    return [letter for letter in held if letter]


VERBS: dict[str, Callable[[Any, Any, list[int]], Awaitable[None]]] = {
    "list": _list,
    "show": _show,
    "replay": _replay,
    "drop": _drop,
}

"""What a device says, frame by frame: to look into a capture or a log without a district."""

import argparse
import io
import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from chengyun.runtime.commands import CommandError

HELP = "show the frames of a device protocol, right ones and wrong ones"
TABLE = "{:>4}  {:<7} {:<16} {:<24} {}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("protocol")
    parser.add_argument("file", nargs="?", default="-")
    parser.add_argument("--json", action="store_true", help="one JSON object per frame")


def run(args: argparse.Namespace) -> None:
    # Adapters are loaded here and not for `--help`: some bring heavy libraries.
    from chengyun.sensing.adapters import discover

    decoders = {key: one.decode for key, one in discover().items() if one.decode}
    decode = decoders.get(args.protocol)
    if decode is None:
        known = ", ".join(sorted(decoders))
        raise CommandError(f"there is no protocol {args.protocol}; there are {known}")
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What devices write is Chinese, whatever the terminal's locale.
        sys.stdout.reconfigure(encoding="utf-8")
    show = _json if args.json else _table
    try:
        show(decode(_bytes(args.file)))
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough; what is buffered goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _bytes(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}") from None


def _json(rows: Iterable[Mapping[str, Any]]) -> None:
    for row in rows:
        print(json.dumps(row, ensure_ascii=False, default=str))


def _table(rows: Iterable[Mapping[str, Any]]) -> None:
    print(TABLE.format("#", "valid", "reason", "device", "what"))
    for number, row in enumerate(rows, 1):
        valid, reason = "yes" if row["valid"] else "no", row["reason"] or ""
        print(TABLE.format(number, valid, reason, row["device"] or "", _what(row)))


def _what(row: Mapping[str, Any]) -> str:
    """The message in a word, and what it says of the city."""
    name = next((row[k] for k in ("command", "message", "type_name") if row.get(k)), "")
    values = ", ".join(f"{r['key']}={r['value']:g}" for r in row["readings"][:4])
    more = len(row["readings"]) - 4
    return " ".join(filter(None, (str(name), values, f"and {more} more" if more > 0 else "")))

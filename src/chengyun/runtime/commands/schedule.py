"""Schedule a project: forwards from today, backwards from its deadline, with shared resources."""

import argparse
import json
import math
import os
import sys
import unicodedata
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import date, datetime
from pathlib import Path
from typing import Any

from chengyun.runtime.commands import CommandError

HELP = "schedule a project: dates, float, critical path, shared resources"
LARGEST = 64 << 20
COLUMNS = {
    "id": "id",
    "name": "task",
    "duration": "days",
    "start": "start",
    "finish": "finish",
    "latest_start": "latest start",
    "latest_finish": "latest finish",
    "float": "float",
    "free_float": "free",
    "critical": "critical",
}
RIGHT = {"duration", "float", "free_float"}
WIDEST = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", help="our YAML, MS Project XML or PSPLIB .sm; - reads standard input"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--today", type=_date, help="schedule from this date, such as 2026-06-08")
    parser.add_argument(
        "--deadline", type=_moment, help="instead of the file's: a date or a number"
    )
    parser.add_argument("--seconds", type=_seconds, default=10.0, help="for shared resources (10)")


def run(args: argparse.Namespace) -> int:
    from chengyun.planning.plan_answer import answer, told
    from chengyun.planning.plan_files import read
    from chengyun.planning.project_plan import PlanError

    try:
        # What the calendar says of years without published holidays must not stand among the JSON.
        with redirect_stdout(sys.stderr):
            plan = read(_content(args.file))
            today = args.today or plan.start or datetime.now().astimezone().date()
            told_ = told(answer(plan, today, args.deadline, args.seconds))
    except PlanError as error:
        raise CommandError(f"{args.file}: {error}") from None
    return _tell(
        lambda: print(json.dumps(told_, ensure_ascii=False)) if args.json else _table(told_)
    )


def _tell(say: Callable[[], None]) -> int:
    """A reader that went away (`| head`) is no fault, now or at exit."""
    try:
        say()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _content(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(LARGEST)
    try:
        path = Path(name)
        if path.stat().st_size > LARGEST:
            raise CommandError(f"{name} is larger than {LARGEST >> 20} MB; split it")
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}") from None


def _date(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{given} is no date such as 2026-06-08") from None


def _moment(given: str) -> date | int:
    return int(given) if given.lstrip("-").isdecimal() and len(given) < 8 else _date(given)


def _seconds(given: str) -> float:
    try:
        seconds = float(given)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= 86_400:
        raise argparse.ArgumentTypeError(f"{given} is no number of seconds above 0")
    return seconds


def _table(told: dict[str, Any]) -> None:
    rows = ([_cell(row, name) for name in COLUMNS] for row in told["tasks"])
    lines = [list(COLUMNS.values()), *rows]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = zip(line, widths, COLUMNS, strict=True)
        print("  ".join(_aligned(*cell) for cell in cells).rstrip())
    for sentence in _summary(told):
        print(f"· {sentence}")


def _cell(row: Any, name: str) -> str:
    given = row[name]
    if name == "critical":
        return "done" if row["done"] else "●" if given else ""
    text = str(given)
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"


def _width(text: str) -> int:
    """Columns of a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _aligned(text: str, width: int, name: str) -> str:
    room = " " * (width - _width(text))
    return room + text if name in RIGHT else text + room


def _summary(told: dict[str, Any]) -> list[str]:
    unit = f"{told['unit']}s"
    path = " → ".join(map(str, told["critical_path"]))
    said = [f"critical path, {told['critical_path_length']} {unit}: {path}"]
    if told["resources"]:
        best = "proven best" if told["proven"] else f"nothing can be below {told['bound']}"
        said.append(f"with the resources {told['makespan']} {unit}, {best}")
    said.append(f"ends {told['finish']}")
    if told["deadline"] is not None:
        kept = f"missed by {told['missed_by']} {unit}" if told["missed_by"] else "kept"
        said.append(f"deadline {told['deadline']}: {kept}")
    return [*said, *told["notes"]]

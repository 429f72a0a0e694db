"""Score each row of a series by how unusual it is, given the rows before it. Needs no setting."""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO

from chengyun.detection.unusual_rows import NoRows, Row, read
from chengyun.runtime.commands import CommandError

HELP = "score how unusual each row of a series is"
SHOWN = 10
APART = 20
"""Rows of the table are at least so many rows of the file from each other."""
Scored = tuple[Row, float]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="CSV with the columns timestamp,value; - reads standard input")
    parser.add_argument("--json", action="store_true", help="one JSON line for each row")


def run(args: argparse.Namespace) -> int:
    try:
        with _opened(args.file) as lines:
            rows = scored(read(lines))
            _print_lines(rows) if args.json else _print_table(list(rows))
    except (NoRows, OSError) as fault:
        if isinstance(fault, BrokenPipeError):
            return _nobody_listens()
        reason = fault.strerror if isinstance(fault, OSError) else fault
        raise CommandError(f"{args.file}: {reason}") from None
    return 0


def scored(rows: Iterable[Row]) -> Iterator[Scored]:
    """Each row with its score, as it comes. Raises NoRows if there is none.

    A row whose time cannot be read counts as of the time before it.
    """
    from chengyun.detection.unusual import Unusual

    detector, time, row = Unusual(), 0, None
    for row in rows:
        time = time if row.time_us is None else row.time_us
        yield row, 0.0 if row.value is None else detector.score(time, row.value)
    if row is None:
        raise NoRows("it has a header but no rows")


@contextmanager
def _opened(name: str) -> Iterator[TextIO]:
    if name == "-":
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")  # type: ignore[union-attr]
        yield sys.stdin
        return
    with open(name, encoding="utf-8-sig", errors="replace", newline="") as file:  # noqa: PTH123
        yield file


def _print_lines(rows: Iterable[Scored]) -> None:
    for row, score in rows:
        told = {"timestamp": row.timestamp, "value": row.value, "score": round(score, 9)}
        if row.reason:
            told["reason"] = row.reason
        print(json.dumps(told, ensure_ascii=False))
    sys.stdout.flush()


def _print_table(rows: list[Scored]) -> None:
    shown = _moments([score for _, score in rows])
    width = max([len("timestamp"), *(len(rows[at][0].timestamp) for at in shown)])
    print(f"{'timestamp':<{width}}  score       value")
    for at in shown:
        row, score = rows[at]
        print(f"{row.timestamp:<{width}}  {score:.3f}  {row.value:>10g}")
    numbers = sum(row.value is not None for row, _ in rows)
    print(f"· {len(rows)} rows, {numbers} with a number")


def _moments(scores: list[float]) -> list[int]:
    """The highest rows above 0, the highest first, none close to a higher one."""
    shown: list[int] = []
    for at in sorted(range(len(scores)), key=lambda at: -scores[at]):
        if len(shown) == SHOWN or scores[at] <= 0:
            break
        if all(abs(at - other) > APART for other in shown):
            shown.append(at)
    return shown


def _nobody_listens() -> int:
    """The reader of the pipe went away (`| head`): no complaint, now or at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0

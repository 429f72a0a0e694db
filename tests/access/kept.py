"""The kept matrix: one line a door, one column a persona, and how it differs from what was found.

`KEEP_MATRIX=1 python -m pytest tests/access` writes the file anew: for a change that is
meant, and then read line by line before it is committed.
"""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.access.personas import PERSONAS

FILE = Path(__file__).with_name("matrix.txt")
NAMES = [persona.name for persona in PERSONAS]
HEAD = """\
# Who gets what at which door. A cell is what the answer was: ok, go (elsewhere), sign-in, no (403),
# none (404), bad (400, 413, 415, 422), clash (409), slow (429), away (503); + where something was
# changed. Two cells in one, x/y: for an object of sub-district A and 李强's unit, and for one of
# sub-district B and another unit. STREAM lines: the sides of which something came through.
"""
KEEP = "KEEP_MATRIX"
Cells = Mapping[tuple[str, str], str]


def read() -> dict[str, list[str]]:
    """Cells by door, in the order of the personas."""
    lines = FILE.read_text("utf-8").splitlines() if FILE.exists() else []
    rows = [re.split(r" {2,}", line.strip()) for line in lines if line and line[0] != "#"]
    return {row[0]: row[1:] for row in rows[1:]}


def found(cells: Cells) -> dict[str, list[str]]:
    """The same of what the walk found."""
    doors = list(dict.fromkeys(door for door, _persona in cells))
    return {door: [cells[door, name] for name in NAMES] for door in doors}


def keep(cells: Cells) -> None:
    """Write what was found, if that is asked for."""
    if os.environ.get(KEEP) == "1":
        FILE.write_text(HEAD + "".join(f"{line}\n" for line in _table(found(cells))), "utf-8")


def _table(rows: Mapping[str, list[str]]) -> Iterator[str]:
    every = [["door", *NAMES], *([door, *cells] for door, cells in rows.items())]
    wide = [max(len(row[at]) for row in every) for at in range(len(NAMES) + 1)]
    for row in every:
        yield "  ".join(cell.ljust(wide[at]) for at, cell in enumerate(row)).rstrip()


def without_line(cells: Cells) -> list[str]:
    """Sentences for doors that nobody has put into the matrix."""
    told, there = found(cells), read()
    return [
        f"{door} has no line in tests/access/matrix.txt. If this is what each may do there, add:\n"
        + "  ".join([door, *told[door]])
        for door in told
        if door not in there
    ]


def without_door(cells: Cells) -> list[str]:
    """Lines of doors that are no more."""
    told = found(cells)
    return [
        f"{door} is in tests/access/matrix.txt but no door" for door in read() if door not in told
    ]


def differences(cells: Cells) -> list[str]:
    """Cells that are not as they were kept."""
    there = read()
    return [
        f"{door} as {name}: {cell}, kept is {kept}"
        for door, row in found(cells).items()
        if door in there
        for name, cell, kept in zip(NAMES, row, there[door], strict=True)
        if cell != kept
    ]

"""What each source has sent to this process, told to the desk through a file in `run/`."""

import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec


@dataclass
class Line:
    """One source since this process began. Times are seconds since 1970."""

    heard: float = 0.0
    accepted: int = 0
    duplicates: int = 0
    late: int = 0
    early: int = 0
    skew_s: float | None = None
    refused: dict[str, int] = field(default_factory=dict)


class Tally:
    """Lines by source id."""

    def __init__(self) -> None:
        self.lines: dict[int, Line] = {}

    def line(self, source: int) -> Line:
        """The source's line, as of now."""
        line = self.lines.setdefault(source, Line())
        line.heard = time.time()
        return line

    def refuse(self, source: int, reason: str, number: int = 1) -> None:
        refused = self.line(source).refused
        refused[reason] = refused.get(reason, 0) + number

    def write(self, path: Path) -> None:
        """Replace the file in one step."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(msgspec.json.encode(self.lines))
        part.replace(path)


def read(folder: Path) -> dict[int, Line]:
    """What all processes of this machine have counted, added up."""
    total: dict[int, Line] = {}
    for path in sorted(folder.glob("sources-*.json")):
        for source, line in _lines(path).items():
            total[source] = _sum(total.get(source, Line()), line)
    return total


def _lines(path: Path) -> dict[int, Line]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[int, Line])
    except (OSError, msgspec.DecodeError):
        return {}


def _sum(one: Line, two: Line) -> Line:
    counts: dict[str, Any] = {
        name: getattr(one, name) + getattr(two, name)
        for name in ("accepted", "duplicates", "late", "early")
    }
    counts["refused"] = dict(Counter(one.refused) + Counter(two.refused))
    latest = max(one, two, key=lambda line: line.heard)
    skew = latest.skew_s if latest.skew_s is not None else (one.skew_s or two.skew_s)
    return Line(heard=latest.heard, skew_s=skew, **counts)

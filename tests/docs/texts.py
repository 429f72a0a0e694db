"""Reading the documentation: headings, sections, tables and examples of a Markdown file."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide"
SOURCE = ROOT / "src" / "chengyun"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`]+)`")


def tracked(*patterns: str) -> list[Path]:
    """Files of the repository, in the working tree as it stands."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for name in found.stdout.splitlines() if (path := ROOT / name).is_file()]


def prose(text: str) -> str:
    """The text without its fenced blocks."""
    return FENCE.sub("", text)


def headings(path: Path, level: int = 0) -> list[str]:
    """Headings of a file, of one level or (0) of all, without their marks."""
    marks = "#{1,6}" if level == 0 else "#" * level
    return re.findall(rf"^{marks} (.+?)\s*$", prose(path.read_text()), re.MULTILINE)


def sections(path: Path, level: int = 2) -> dict[str, str]:
    """Text below each heading of a level, by heading; lower headings stay inside."""
    text = path.read_text()
    bare = FENCE.sub(lambda block: "·" * len(block[0]), text)
    marks = list(re.finditer(rf"^(#{{1,{level}}}) (.+?)\s*$", bare, re.MULTILINE))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return {
        mark[2]: text[mark.end() : end]
        for mark, end in zip(marks, ends, strict=True)
        if len(mark[1]) == level
    }


def fenced(path: Path, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return [body for kind, body in FENCE.findall(path.read_text()) if kind == language]


def rows(text: str) -> Iterator[list[str]]:
    """Cells of every row of the tables in a text; head rows and rules are left out."""
    for block in re.findall(r"(?:^\|.*\|$\n?)+", text, re.MULTILINE):
        for line in block.splitlines()[2:]:
            yield [cell.strip() for cell in line.strip("|").split("|")]


def codes(cell: str) -> tuple[str, ...]:
    """What stands in code marks in a cell."""
    return tuple(CODE.findall(cell))


def anchor(heading: str) -> str:
    """The fragment that a heading is reached by."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")

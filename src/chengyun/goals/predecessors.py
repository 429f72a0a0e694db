"""What a node follows, as offices write it in one cell: `A1; B2+3; road-01/C-5`."""

import re

# Project ("" is the same one), node, lag in workdays.
Predecessor = tuple[str, str, int]
APART = re.compile(r"[;；,，、\s]+")
# A key may itself hold a hyphen: only signed digits at the end are a lag.
ONE = re.compile(r"(?:(?P<project>[\w-]+)/)?(?P<node>\w[\w.]*?)(?P<lag>[+-]\d{1,3})?")
MINUS = str.maketrans({"＋": "+", "－": "-", "−": "-", "–": "-"})


def parse(text: str) -> tuple[Predecessor, ...]:
    """Predecessors in a cell, in their order. Raises ValueError naming the part that is none."""
    parts = [part for part in APART.split(text.translate(MINUS)) if part]
    return tuple(_one(part) for part in parts)


def _one(part: str) -> Predecessor:
    found = ONE.fullmatch(part)
    if found is None:
        raise ValueError(part)
    return found["project"] or "", found["node"], int(found["lag"] or 0)

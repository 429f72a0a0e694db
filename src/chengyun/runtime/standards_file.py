"""A table of the standard from the command line: told as the desk tells it, then written."""

import sys
from pathlib import Path

from chengyun.cases import standards
from chengyun.cases.standards import kinds, readers
from chengyun.cases.standards.filed import Judged


def take(what: str, file: Path, *, dry_run: bool) -> int:
    """Print every row that cannot be used and write the others; 1 where there was such a row.

    Raises BadFile, OSError.
    """
    standards.install()
    kind = kinds.FILES[what]
    judged = kinds.judged(kind, file.read_bytes(), None)
    _tell(judged)
    if dry_run:
        print("· nothing was written")
    else:
        print(f"· {kind.write(judged, None, file.name):,} rows written")
    return 1 if judged.problems else 0


def _tell(judged: Judged) -> None:
    for problem in judged.problems:
        what, todo = readers.told(problem.code)
        where = f"row {problem.row}, {problem.column}"
        print(f"  {where}: {what}: {problem.given!r}. {todo}", file=sys.stderr)
    told = f"{judged.new:,} new, {judged.changed:,} changed, {judged.same:,} as they are"
    print(f"· {judged.rows:,} rows: {told}, {len(judged.problems):,} that cannot be used")

"""`python -m tests.perf [name …]`: run the benchmarks `bench_<name>.py` (all of them) and print
the table.
"""

import sys
from importlib import import_module
from pathlib import Path

from tests.perf.report import Row, print_table

HERE = Path(__file__).parent


def names() -> list[str]:
    """The benchmarks there are."""
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def rows_of(name: str) -> list[Row]:
    """Run one benchmark."""
    rows: list[Row] = import_module(f"tests.perf.bench_{name}").run()
    return rows


def main(wanted: list[str]) -> None:
    """Run what is wanted, or everything; an unknown name ends with the list of names."""
    if unknown := set(wanted) - set(names()):
        sys.exit(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(names())}")
    print_table([row for name in wanted or names() for row in rows_of(name)])


if __name__ == "__main__":
    main(sys.argv[1:])

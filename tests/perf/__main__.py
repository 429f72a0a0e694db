"""`python -m tests.perf [name …]`: run the benchmarks `bench_<name>.py` (all of them) and print
the table of each as it ends; one that fails is told, and the others run.
"""

import sys
import traceback
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
    failed = [name for name in wanted or names() if not _told(name)]
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


def _told(name: str) -> bool:
    print(f"\n{name}", flush=True)
    try:
        print_table(rows_of(name))
    except Exception:
        traceback.print_exc()
        return False
    return True


if __name__ == "__main__":
    main(sys.argv[1:])

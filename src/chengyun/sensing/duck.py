"""One DuckDB a process: it reads and writes Parquet where it lies, and holds nothing itself."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# What a web process may give to a chart and a worker to a sort; a larger sort goes by the disk.
MEMORY = "512MB"
THREADS = 2

Columns = dict[str, npt.NDArray[Any]]


@cache
def _connection() -> "DuckDBPyConnection":
    # Here, because loading it takes a while and most processes never read history.
    import duckdb

    found = duckdb.connect(config={"memory_limit": MEMORY, "threads": THREADS})
    # A city's network has no internet: nothing is to be fetched at run time.
    found.execute("SET autoinstall_known_extensions = false")
    found.execute("SET parquet_metadata_cache = true")
    return found


def columns(sql: str, /, **values: Any) -> Columns:
    """The answer to a query as NumPy columns by name; `$name` stands for a value."""
    return dict(_connection().cursor().execute(sql, values).fetchnumpy())


def over(tables: Mapping[str, Any], sql: str, /, **values: Any) -> Columns:
    """`columns` of a query that also speaks of columns in memory, by the names of `tables`."""
    cursor = _connection().cursor()
    for name, table in tables.items():
        cursor.register(name, table)
    return dict(cursor.execute(sql, values).fetchnumpy())


def rows(sql: str, /, **values: Any) -> list[tuple[Any, ...]]:
    """The answer to a query as rows."""
    return list(_connection().cursor().execute(sql, values).fetchall())


def from_files(files: Sequence[str]) -> str:
    """The files as a table of a query's FROM."""
    listed = ", ".join("'" + name.replace("'", "''") + "'" for name in files)
    return f"read_parquet([{listed}], hive_partitioning = false)"

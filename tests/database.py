"""The test database on SQLite: migrated once, then copied into the memory of every process.

Kept from run to run under a name made of all that the migrations could have read; on another
database, everything is done as Django does it.
"""

import fcntl
import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import django
from django.core import management
from django.db import connections

SOURCE = Path(__file__).parents[1] / "src" / "chengyun"
# What makes the tables and rows of a new database: migrations, and after them Django's own rows
# for the models that there are. A migration that reads more belongs on this list.
READ = ("*/migrations/*.py", "*/models.py", "*/models/*.py", "*/stamp.py", "cases/searching.py",
        "cases/words.py", "runtime/settings.py")  # fmt: skip


def name() -> str:
    """The same as long as a new database would be the same."""
    known = hashlib.sha256(f"{django.VERSION} {sqlite3.sqlite_version}".encode())
    for path in sorted(path for pattern in READ for path in SOURCE.glob(pattern)):
        known.update(f"{path.relative_to(SOURCE)}\0".encode() + path.read_bytes())
    return f"{known.hexdigest()[:16]}.sqlite3"


@contextmanager
def migrated_once(folder: Path) -> Iterator[None]:
    """Within, `migrate` fills an empty SQLite database from the kept one, which it makes if need
    be; one process makes it, others wait for it."""
    real = management.call_command

    def call(command: Any, *args: Any, **options: Any) -> Any:
        if command != "migrate" or connections[options["database"]].vendor != "sqlite":
            return real(command, *args, **options)
        return _fill(folder, connections[options["database"]], lambda: real(command, **options))

    with patch.object(management, "call_command", call):
        yield


def _fill(folder: Path, connection: Any, migrate: Callable[[], object]) -> None:
    kept = folder / name()
    connection.ensure_connection()
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            migrate()
            _keep(connection.connection, kept)
            return
    with sqlite3.connect(f"file:{kept}?mode=ro", uri=True) as source:
        source.backup(connection.connection)
    source.close()


def _keep(made: sqlite3.Connection, kept: Path) -> None:
    """Under its name only when it is whole; what was kept of earlier migrations goes."""
    for old in kept.parent.glob("*.sqlite3"):
        old.unlink()
    half = kept.with_suffix(".half")
    half.unlink(missing_ok=True)
    with sqlite3.connect(half) as target:
        made.backup(target)
    target.close()
    half.rename(kept)

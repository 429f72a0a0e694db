"""The roles a district runs on, and how each says that it is ready."""

import json
import os
import time
from pathlib import Path

from chengyun.runtime import config

WORKERS = (
    "gateway", "detection", "intake", "clock", "outbox", "history", "vitals", "partners", "notices",
    "packs",
)  # fmt: skip
# A worker touches its file every second; older than this, it is not there.
FRESH_S = 15.0


def folder() -> Path:
    """Where the roles of this run leave word of themselves; emptied at each start."""
    return config.current().data / "run"


def _file(role: str) -> Path:
    return folder() / f"{role}.json"


def say_ready(role: str) -> None:
    """Tell the others that this role is up; called about once a second by its loop."""
    put(_file(role), json.dumps({"pid": os.getpid(), "at": time.time()}))


def put(path: Path, text: str) -> None:
    """Write a file so that whoever reads it sees the old or the new one whole."""
    path.parent.mkdir(exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.write_text(text)
    part.replace(path)


def not_ready() -> list[str]:
    """The roles that have not spoken lately."""
    return [role for role in WORKERS if not fresh(_file(role))]


def fresh(path: Path) -> bool:
    """Was it written lately."""
    try:
        return time.time() - path.stat().st_mtime < FRESH_S
    except OSError:
        return False

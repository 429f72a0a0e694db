"""The roles a district runs on, and how each says that it is ready."""

import json
import os
import time
from pathlib import Path

from chengyun.runtime import config

WORKERS = ("gateway", "detection", "intake", "clock", "outbox", "history", "vitals")
# A worker touches its file every second; older than this, it is not there.
FRESH_S = 15.0


def _file(role: str) -> Path:
    return config.current().data / "run" / f"{role}.json"


def say_ready(role: str) -> None:
    """Tell the others that this role is up; called about once a second by its loop."""
    path = _file(role)
    path.parent.mkdir(exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}")
    part.write_text(json.dumps({"pid": os.getpid(), "at": time.time()}))
    part.replace(path)


def not_ready() -> list[str]:
    """The roles that have not spoken lately."""
    return [role for role in WORKERS if not _fresh(_file(role))]


def _fresh(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime < FRESH_S
    except OSError:
        return False

"""Reading the columns of a large city beside those who ask for them, and how far that is.

A worker does it when it starts and keeps them fresh; where none has, the first question starts it.
One file says that it is being done and how far it is; one that is no longer touched was left by a
process that ended.
"""

import contextlib
import json
import threading
import time
from pathlib import Path

import structlog
from django.db import connection

from chengyun.cases.evaluation import kept
from chengyun.cases.models import Case

log = structlog.get_logger()
# A batch takes seconds, the ledger at the end a minute or so.
LEFT_AFTER_S = 300
# When so many kept cases have changed, a worker writes them anew.
WORTH_REWRITING = 500


def keep() -> None:
    """Have the columns kept and fresh; returns when they are, or when another is at it."""
    if kept.renewed(WORTH_REWRITING) is None and _is_large() and _claim():
        _build()


def begin() -> int:
    """Start to read the columns unless that is going on; returns how far it is, in percent."""
    if _claim():
        threading.Thread(target=_build_apart, name="evaluation", daemon=True).start()
    return percent()


def percent() -> int:
    """How many of the cases are read, of a hundred; 0 where nothing is."""
    try:
        told = json.loads(_sign().read_text("utf-8"))
        return min(99, 100 * int(told["done"]) // max(1, int(told["all"])))
    except (OSError, ValueError, KeyError):
        return 0


def _is_large() -> bool:
    return Case.objects.count() >= kept.WORTH_KEEPING


def _sign() -> Path:
    return kept.folder() / "building.json"


def _claim() -> bool:
    """True for one of all processes that ask at a time."""
    sign = _sign()
    sign.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        if time.time() - sign.stat().st_mtime > LEFT_AFTER_S:
            sign.unlink()
    try:
        sign.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _build() -> None:
    total = Case.objects.count()
    try:
        kept.build(lambda done: _tell(done, total))
    finally:
        _sign().unlink(missing_ok=True)


def _tell(done: int, total: int) -> None:
    fresh = _sign().with_suffix(".new")
    fresh.write_text(json.dumps({"done": done, "all": total}), "utf-8")
    fresh.replace(_sign())


def _build_apart() -> None:
    try:
        _build()
    except Exception:
        log.exception("columns of the evaluation not read")
    finally:
        connection.close()

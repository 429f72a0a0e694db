"""A history that an older version wrote, whose days were texts, becomes one of today's."""

from pathlib import Path

import numpy as np
import structlog
from deltalake import DeltaTable
from deltalake.exceptions import TableNotFoundError

from chengyun.bus.batch import Batch
from chengyun.sensing import duck
from chengyun.sensing.history import History

log = structlog.get_logger()
ASIDE = "-before"


def adopt(folder: Path) -> int:
    """Rewrite an older table in `folder`, file by file; returns its rows, 0 where there is none.

    The old one is moved beside it first and stays there. After a crash in between it is begun
    again: what is written twice is stored once.
    """
    aside = folder.with_name(folder.name + ASIDE)
    if _is_older(folder):
        folder.rename(aside)
    mark = aside / "adopted"
    if not aside.exists() or mark.exists():
        return 0
    rows = sum(_take(file, History(folder)) for file in DeltaTable(str(aside)).file_uris())
    mark.touch()
    log.info("older history adopted", rows=rows, kept=str(aside))
    return rows


def _is_older(folder: Path) -> bool:
    try:
        fields = DeltaTable(str(folder)).schema().fields
    except TableNotFoundError:
        return False
    return any(f.name == "day" and f.type.type == "string" for f in fields)


def _take(file: str, history: History) -> int:
    found = duck.columns(f"SELECT stream, time, value FROM {duck.from_files([file])}")
    time = np.asarray(found["time"], np.int64)
    stream, value = np.asarray(found["stream"], np.int32), np.asarray(found["value"], np.float64)
    return history.append([Batch(stream, time, value)], 0) if len(time) else 0

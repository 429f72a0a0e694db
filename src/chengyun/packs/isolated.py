"""Every call into a pack goes through `call`: what raises or takes too long is counted, named on
the desk and logged once; the rest goes on. When it works again, that is logged once too.

The database being away is nobody's fault here: it is raised on.
"""

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import structlog
from django.db import InterfaceError, OperationalError
from django.db.models import F
from django.utils import timezone

from chengyun.packs.models import PackFault
from chengyun.people.privacy import masked_text

log = structlog.get_logger()
T = TypeVar("T")
# Seconds: what a page may take, and what a hook may.
PAGE_S, HOOK_S = 2.0, 30.0
LONGEST = 300


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What a pack's function gave, or why it did not, in a sentence."""

    value: T | None = None
    fault: str = ""


class _Standing:
    """What this process knows: parts that were well when last called, and parts that were not."""

    def __init__(self) -> None:
        self.well: set[tuple[str, str]] = set()
        self.failing: set[tuple[str, str]] = set()


_standing = _Standing()


def call(
    pack: str, where: str, run: Callable[..., T], *args: Any, budget_s: float = PAGE_S
) -> Outcome[T]:
    """Call a function of a pack. Raises only what is the database's, not the pack's."""
    begun = time.perf_counter()
    try:
        value = run(*args)
    except (OperationalError, InterfaceError):
        raise
    except (Exception, SystemExit) as error:
        said = sentence(error)
        failed(pack, where, said)
        return Outcome(fault=said)
    took = time.perf_counter() - begun
    if took > budget_s:
        failed(pack, where, f"took {took:.1f} s where {budget_s:g} s are allowed")
    else:
        _well(pack, where)
    return Outcome(value)


def sentence(error: BaseException) -> str:
    """What went wrong and on which line of the pack, without personal numbers."""
    frames = traceback.extract_tb(error.__traceback__)
    at = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    said = masked_text(f"{type(error).__name__}: {error}".replace("\n", " "))
    return f"{said[: LONGEST - len(at)]}{at}"


def failed(pack: str, where: str, said: str) -> None:
    """Count a fault; the first of a row is logged."""
    key, now = (pack, where), timezone.now()
    rows = PackFault.objects.filter(pack=pack, where=where)
    again = {"last_at": now, "sentence": said, "recovered_at": None}
    if not rows.update(count=F("count") + 1, **again):
        PackFault.objects.create(pack=pack, where=where, first_at=now, last_at=now, sentence=said)
    if key not in _standing.failing:
        log.error("pack_failed", pack=pack, where=where, reason=said)
    _standing.failing.add(key)
    _standing.well.discard(key)


def _well(pack: str, where: str) -> None:
    key = (pack, where)
    if key in _standing.well:
        return
    _standing.well.add(key)
    _standing.failing.discard(key)
    standing = PackFault.objects.filter(pack=pack, where=where, recovered_at=None)
    if standing.update(recovered_at=timezone.now()):
        log.info("pack_recovered", pack=pack, where=where)


def standing() -> list[PackFault]:
    """What fails now, the latest first."""
    return list(PackFault.objects.filter(recovered_at=None))

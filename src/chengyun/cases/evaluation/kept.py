"""The columns of a large city kept on disk, so that an evaluation reads only what has changed.

Every change of a case has its ledger row. What is kept says up to which row it goes and what that
row's hash was: younger rows name the cases to read again, and another hash means another database.
Nothing is kept of a small city, and what cannot be used is simply made anew: where that takes long,
beside the question (`building`), which is told how far it is.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.conf import settings

from chengyun.cases.evaluation.columns import KINDS, Columns, joined, read, read_some
from chengyun.cases.models import Case, Counter, LedgerEntry

# Below this many cases they are read from the database each time.
WORTH_KEEPING = 20_000
# When so many kept cases have changed, they are written anew.
WORTH_REWRITING = 5_000
# With more cases than this to read, nobody who asks waits for it.
AT_ONCE = 50_000
FORMAT = 1
FACTS = "facts.json"


@dataclass(frozen=True)
class Kept:
    """Columns and the ledger row, with its hash, that they go up to."""

    columns: Columns
    seq: int
    digest: str


class NotReadyError(Exception):
    """The columns must be read anew first, which takes longer than one can wait."""


def current(*, wait: bool = False) -> Columns:
    """The columns of every case as it stands now. Raises NotReadyError where very many cases must
    be read first, unless it is to `wait`.
    """
    if (fresh := renewed(WORTH_REWRITING)) is not None:
        return fresh
    if not wait and Case.objects.count() > AT_ONCE:
        raise NotReadyError
    return build()


def renewed(rewriting: int) -> Columns | None:
    """What is kept, with what changed since; written anew where so many have changed. None where
    nothing is kept that could be used.
    """
    head, old = _head(), _load(folder())
    fresh = _renewed(old, head, rewriting) if old and _is_ours(old) else None
    if fresh is not None and len(fresh.columns) == Case.objects.count():
        return fresh.columns
    return None


def build(tell: Callable[[int], object] = int) -> Columns:
    """All columns read from the database, and kept if they are worth it; `tell` as for `read`."""
    head = _head()
    whole = read(Case.objects.all(), LedgerEntry.objects.all(), tell)
    if len(whole) >= WORTH_KEEPING:
        _save(folder(), Kept(whole, head.value, head.text))
    return whole


def _head() -> Counter:
    return Counter.objects.filter(name="ledger").first() or Counter(name="ledger")


def folder() -> Path:
    """Where the columns are kept."""
    return Path(settings.CONFIG.data) / "evaluation"


def _is_ours(old: Kept) -> bool:
    """The ledger still holds the row that the columns go up to."""
    if not old.seq:
        return not LedgerEntry.objects.exists()
    return LedgerEntry.objects.filter(seq=old.seq, digest=old.digest).exists()


def _renewed(old: Kept, head: Counter, rewriting: int) -> Kept | None:
    """What was kept with the cases that changed since read again; None where they are too many."""
    changed = LedgerEntry.objects.filter(seq__gt=old.seq, seq__lte=head.value)
    ids = sorted(set(changed.order_by().values_list("case_id", flat=True)))
    if not ids:
        return old
    if len(ids) > AT_ONCE:
        return None
    new = Kept(joined(old.columns, read_some(ids)), head.value, head.text)
    if len(ids) >= rewriting:
        _save(folder(), new)
    return new


def _load(where: Path) -> Kept | None:
    """The youngest columns that are whole; None where there are none that can be read."""
    for found in sorted(_versions(where), reverse=True):
        try:
            return _read(found)
        except (OSError, ValueError, KeyError):
            continue
    return None


def _versions(where: Path) -> Iterator[Path]:
    """Finished ones; a name with a dot is still being written."""
    return (path.parent for path in where.glob(f"[!.]*/{FACTS}"))


def _read(where: Path) -> Kept:
    told = json.loads((where / FACTS).read_text("utf-8"))
    if told["format"] != FORMAT:
        raise ValueError
    data = {name: np.load(where / f"{name}.npy", mmap_mode="r") for name in KINDS}
    texts = {name: tuple(values) for name, values in told["texts"].items()}
    return Kept(Columns(data, texts), told["seq"], told["digest"])


def _save(where: Path, kept: Kept) -> None:
    """Write beside what there is, then take its place; who still reads the old goes on reading."""
    where.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=where))
    for name in KINDS:
        np.save(fresh / f"{name}.npy", np.ascontiguousarray(kept.columns[name]))
    told = {"format": FORMAT, "seq": kept.seq, "digest": kept.digest, "texts": kept.columns.texts}
    (fresh / FACTS).write_text(json.dumps(told), "utf-8")
    done = fresh.replace(where / f"{kept.seq:020d}-{fresh.name.removeprefix('.new-')}")
    for old in [path for path in _versions(where) if path.name < done.name]:
        shutil.rmtree(old, ignore_errors=True)

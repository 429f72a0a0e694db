"""Proving the history of matters and their proof files, as `cases.services.ledger` does cases'."""

from dataclasses import dataclass

from chengyun.cases import chain
from chengyun.cases.models import Counter
from chengyun.cases.services import Broken, Proof
from chengyun.cases.services.file_proof import BadFile, FileProof, fault_of
from chengyun.goals.models import MatterProof, MatterStep
from chengyun.goals.services.matter_steps import HEAD, facts_of

CHUNK = 2_000


@dataclass
class _Walk:
    link: int = 0
    digest: str = chain.BEGINNING


def verify() -> Proof:
    """Walk the chain from its first row; stops at the first broken one. `Broken.case` is the
    number of the matter."""
    head = Counter.objects.filter(name=HEAD).first() or Counter(name=HEAD)
    walk = _Walk()
    rows = MatterStep.objects.filter(link__lte=head.value).select_related("matter")
    for row in rows.order_by("link").iterator(CHUNK):
        if fault := _fault(walk, row):
            number = "" if fault == "missing" else row.matter.number
            return Proof(walk.link, walk.digest, Broken(walk.link + 1, number, fault))
        walk.link, walk.digest = row.link, row.digest
    return Proof(walk.link, walk.digest, _ends_wrong(walk, head))


def _fault(walk: _Walk, row: MatterStep) -> str:
    if row.link != walk.link + 1:
        return "missing"
    if row.previous != walk.digest:
        return "not the successor of the row before it"
    return "" if chain.digest(facts_of(row), row.previous) == row.digest else "changed"


def _ends_wrong(walk: _Walk, head: Counter) -> Broken | None:
    """Rows gone from the end leave a whole chain; the head still knows how long it was."""
    if walk.link < head.value:
        return Broken(walk.link + 1, "", "missing")
    matches = walk.digest == (head.text or chain.BEGINNING)
    return None if matches else Broken(walk.link, "", "not what the head of the chain says")


def verify_files() -> FileProof:
    """Read every proof file that a step tells of and that was not erased."""
    erased = set(MatterProof.objects.exclude(erased_at=None).values_list("key", flat=True))
    known: dict[str, str] = {}
    files, bad = 0, []
    for row in MatterStep.objects.exclude(detail={}).select_related("matter").order_by("link"):
        for file in row.detail.get("files", ()):
            if file["file"] in erased:
                continue
            files += 1
            if fault := fault_of(file["sha256"], known):
                bad.append(BadFile(row.link, row.matter.number, file["file"], fault))
    return FileProof(files, bad)

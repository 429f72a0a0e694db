"""Proving the history of matters and their proof files, as `cases.services.ledger` does cases'."""

from chengyun.cases import chain
from chengyun.cases.services.file_proof import BadFile, FileProof, fault_of
from chengyun.cases.services.ledger import Chained, Proof, prove
from chengyun.goals.models import Matter, MatterProof, MatterStep
from chengyun.goals.services.matter_steps import HEAD, facts_of


def verify() -> Proof:
    """Walk the chain; `Broken.case` is the number of the matter."""
    return prove(HISTORY)


def _digest(row: MatterStep) -> str:
    return chain.digest(facts_of(row), row.previous)


def _number(row: MatterStep) -> str:
    return Matter.objects.get(pk=row.matter_id).number


HISTORY = Chained(MatterStep, HEAD, _digest, _number, place="link")


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

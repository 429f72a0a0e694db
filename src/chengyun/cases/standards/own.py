"""Filing conditions of a kind's own, which go before those of its national category.

They stand in the same table, under an edition that is no national one and the kind's number.
"""

from chengyun.cases.models import CaseType

EDITION = "pack"


def code_of(kind: CaseType) -> str:
    """The code under which the conditions of a kind's own stand."""
    return f"{kind.pk:05d}"

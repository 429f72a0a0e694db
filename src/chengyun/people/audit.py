"""Who took what out of the system: exports, case files, imports. Read by administrators."""

from typing import Any

from django.utils import timezone

from chengyun.people.models import AuditEntry, User


def note(actor: User | None, action: str, target: str, **detail: Any) -> AuditEntry:
    """Record one act on data: `export`, `case_file` or `import`, what it was of, and how much.

    `detail` holds counts and filters, never the data itself. `actor` None is the command line.
    """
    return AuditEntry.objects.create(
        actor=actor, action=action, target=target[:80], at=timezone.now(), detail=detail
    )

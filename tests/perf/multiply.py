"""Some cases made into many, inside the database: a million in a minute; on PostgreSQL by a
superuser of it.

Each case is copied with its words, some seconds later than itself and under a number of its own, so
that the many are spread over the same year as the few.
"""

from datetime import timedelta

TIMES = (
    "opened_at", "seen_at", "warn_at", "due_at", "step_due_at", "verified_at", "filed_at",
    "dispatched_at", "accepted_at", "handled_at", "closed_at", "suspended_at", "objected_at",
)  # fmt: skip


def multiply(times: int, apart: timedelta) -> int:
    """Have every case `times` times, copies `apart` from each other; returns how many there are."""
    from django.db import connection, transaction

    from chengyun.cases.models import Case

    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # What is copied points where its original does: a million copies need no check at the
            # end, which takes longer than copying them.
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SELECT max(id) FROM cases_case")
        step = int(cursor.fetchone()[0])
        for turn in range(1, times):
            shift = apart * turn
            cursor.execute(_copy_cases(turn, step, shift), [step])
            cursor.execute(_copy_words(turn * step), [step])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Case.objects.count()


def _copy_cases(turn: int, step: int, shift: timedelta) -> str:
    from django.db import connection

    from chengyun.cases.models import Case

    names = [field.column for field in Case._meta.concrete_fields]
    told = ", ".join(_value(name, turn, turn * step, shift) for name in names)
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    return f"INSERT INTO cases_case ({quoted}) SELECT {told} FROM cases_case WHERE id <= %s"


def _value(name: str, turn: int, step: int, shift: timedelta) -> str:
    from django.db import connection

    if name == "id":
        return f"id + {step}"
    if name == "number":
        return f"number || '-' || {turn}"
    if name not in TIMES:
        return connection.ops.quote_name(name)
    seconds = int(shift.total_seconds())
    if connection.vendor == "postgresql":
        return f"{name} + interval '{seconds} seconds'"
    return f"strftime('%%Y-%%m-%%d %%H:%%M:%%f000', {name}, '+{seconds} seconds')"


def _copy_words(step: int) -> str:
    return (
        "INSERT INTO cases_casewords (case_id, words) "
        f"SELECT case_id + {step}, words FROM cases_casewords WHERE case_id <= %s"
    )

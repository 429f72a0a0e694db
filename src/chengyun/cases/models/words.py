from typing import Any

from django.db import models

from chengyun.cases.models.case import Case


class Words(models.TextField):  # type: ignore[type-arg]
    """Words as the database's own index keeps them: text, and read already on PostgreSQL."""

    def db_type(self, connection: Any) -> str | None:
        return "tsvector" if connection.vendor == "postgresql" else super().db_type(connection)


class CaseWords(models.Model):
    """What `cases.searching` keeps of a case's text, as the database's full-text index wants it."""

    case = models.OneToOneField(
        Case, primary_key=True, on_delete=models.CASCADE, related_name="words"
    )
    words = Words()

    def __str__(self) -> str:
        return str(self.case_id)

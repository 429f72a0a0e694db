from django.db import models

from chengyun.cases.models.case import Case


class CaseWords(models.Model):
    """What `cases.searching` keeps of a case's text, as the database's full-text index wants it."""

    case = models.OneToOneField(
        Case, primary_key=True, on_delete=models.CASCADE, related_name="words"
    )
    words = models.TextField()

    def __str__(self) -> str:
        return str(self.case_id)

from django.db import models

from chengyun.places.models import in_language


class Category(models.Model):
    """小类 of the national category table: a component or a matter, in one edition of it."""

    edition = models.CharField(max_length=4, help_text="2013 or 2026")
    code = models.CharField(max_length=5)
    group_zh = models.CharField(max_length=30)
    group_en = models.CharField(max_length=60, blank=True)
    is_component = models.BooleanField(default=False)
    title_zh = models.CharField(max_length=60)
    title_en = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["edition", "code"]
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="category_edition_code")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def title(self) -> str:
        return in_language(self.title_zh, self.title_en)


class Condition(models.Model):
    """立案条件 of a category: when a case is filed, how long it has, and when it may be closed."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="conditions")
    number = models.PositiveSmallIntegerField(help_text="Counts the conditions of one category")
    filing_zh = models.CharField(max_length=200)
    filing_en = models.CharField(max_length=300, blank=True)
    closing_zh = models.CharField(max_length=200)
    closing_en = models.CharField(max_length=300, blank=True)
    # As `calendar.Limit` writes it: 2uh, 4h, 3wd, 15d.
    limit = models.CharField(max_length=10)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["category", "number"]
        constraints = [
            models.UniqueConstraint(fields=["category", "number"], name="condition_number")
        ]

    def __str__(self) -> str:
        return self.filing

    @property
    def filing(self) -> str:
        return in_language(self.filing_zh, self.filing_en)

    @property
    def closing(self) -> str:
        return in_language(self.closing_zh, self.closing_en)

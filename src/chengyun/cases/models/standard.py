from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chengyun.places.models import Titled, in_language


class Kind(models.TextChoices):
    """What a code of the table names: a thing in the street, or something that happens there."""

    COMPONENT = "component", _("Component")
    MATTER = "matter", _("Matter")


class Category(Titled):
    """小类 of the national category table: a component or a matter, in one edition of it.

    In the edition of 2026 the matter of a component has the component's code and its title with
    异常 behind it, so that one row is both. In that of 2013 the codes of components and matters
    are two series.
    """

    edition = models.CharField(max_length=4, help_text="2013 or 2026")
    code = models.CharField(max_length=5)
    group_zh = models.CharField(max_length=30)
    group_en = models.CharField(max_length=60, blank=True)
    is_component = models.BooleanField(default=False)
    title_zh = models.CharField(max_length=60)
    title_en = models.CharField(max_length=80, blank=True)
    withdrawn = models.BooleanField(default=False)
    edited = models.BooleanField(
        default=False, help_text="Changed by an office: what is installed leaves it alone"
    )

    class Meta:
        ordering = ["edition", "-is_component", "code"]
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "is_component", "code"], name="category_edition_code"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def group(self) -> str:
        return in_language(self.group_zh, self.group_en)

    @property
    def major(self) -> str:
        """大类: the first two digits."""
        return self.code[:2]

    @property
    def kind(self) -> Kind:
        return Kind.COMPONENT if self.is_component else Kind.MATTER


class Crosswalk(models.Model):
    """What a category of the earlier edition became; without `new` it has no successor."""

    old = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="became")
    new = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="came_from"
    )
    note_zh = models.CharField(max_length=200, blank=True)
    note_en = models.CharField(max_length=300, blank=True)
    edited = models.BooleanField(default=False)

    class Meta:
        ordering = ["old", "new"]
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="crosswalk_pair")]

    def __str__(self) -> str:
        return f"{self.old} → {self.new or '—'}"

    @property
    def note(self) -> str:
        return in_language(self.note_zh, self.note_en)


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
    edited = models.BooleanField(
        default=False, help_text="Written by an office: what is installed leaves it alone"
    )

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


class StandardChange(models.Model):
    """Who changed what of the table, appended and never edited."""

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        db_index=False,
        help_text="none is the command line",
    )
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="changes")
    condition = models.ForeignKey(
        Condition, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    action = models.CharField(max_length=10, help_text="add, change, withdraw or restore")
    source = models.CharField(max_length=120, blank=True, help_text="the file it came from")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.category_id} {self.action} {self.at:%Y-%m-%d %H:%M}"

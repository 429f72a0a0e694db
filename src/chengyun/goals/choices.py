from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    """Which way an indicator should go."""

    UP = "up", _("The more the better")
    DOWN = "down", _("The less the better")


class PlanKind(models.TextChoices):
    """What kind of plan it is."""

    ANNUAL = "annual", _("Annual plan")
    SPECIAL = "special", _("Special plan")
    DEPARTMENT = "department", _("Plan of a department")


class Shape(models.TextChoices):
    """The curve by which progress is expected."""

    LINEAR = "linear", _("The same each day")
    SEASONAL = "seasonal", _("By the season")
    STEPPED = "stepped", _("By steps")


class Frequency(models.TextChoices):
    """How often a figure is due."""

    MONTH = "month", _("Monthly")
    QUARTER = "quarter", _("Quarterly")
    HALF = "half", _("Half-yearly")
    YEAR = "year", _("Yearly")

    @property
    def months(self) -> int:
        return {"month": 1, "quarter": 3, "half": 6, "year": 12}[self.value]


class Origin(models.TextChoices):
    """Where the figures come from."""

    TYPED = "typed", _("Typed in")
    EXCEL = "excel", _("From Excel")
    FORMULA = "formula", _("Counted by the system")


class Adding(models.TextChoices):
    """How the figures of units make the figure of the whole."""

    SUM = "sum", _("The units add up to it")
    APART = "apart", _("It is reported by itself")


class Decision(models.TextChoices):
    """What became of an appeal."""

    OPEN = "open", _("To be decided")
    UPHELD = "upheld", _("Upheld: the figure does not count")
    REJECTED = "rejected", _("Rejected: the figure stands")

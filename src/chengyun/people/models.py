from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models

from chengyun.calendar import parse_duty_hours
from chengyun.people.choices import PostKind, Role
from chengyun.places.models import Area, Titled, in_language


def check_hours(text: str) -> None:
    """Duty hours as `calendar.parse_duty_hours` reads them. Raises ValidationError."""
    try:
        parse_duty_hours(text)
    except ValueError as fault:
        raise ValidationError(str(fault)) from None


class Unit(models.Model):
    """单位: an office or firm to which cases are dispatched."""

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=30, db_index=True)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT)
    # "" is the usual 08:00-12:00,14:00-18:00.
    duty_hours = models.CharField(max_length=60, blank=True, validators=[check_hours])

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.name_zh, self.name_en)


class User(AbstractUser):
    """An officer. What they see follows from role, unit and area (`people.policy`)."""

    name = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.GRID_OFFICER)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT)
    simulated = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name or self.username


class Holiday(models.Model):
    """A date that is worked or not, against the published notice; of one unit or of all."""

    date = models.DateField()
    worked = models.BooleanField(default=False, help_text="a make-up workday 调休")
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="holidays"
    )
    name = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(
                fields=["date"], condition=models.Q(unit=None), name="holiday_of_all"
            ),
            models.UniqueConstraint(fields=["date", "unit"], name="holiday_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class Post(Titled):
    """岗位: someone is on duty at it by the rota; of one unit, or of the whole house."""

    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="posts"
    )
    kind = models.CharField(max_length=14, choices=PostKind.choices)
    title_zh = models.CharField(max_length=40)
    title_en = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["unit__code", "pk"]


class Shift(models.Model):
    """An officer's time at a post: once, or again every so many days until it is ended."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="shifts")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="shifts")
    start = models.DateTimeField()
    end = models.DateTimeField()
    every_days = models.PositiveSmallIntegerField(default=0, help_text="0 is once")
    until = models.DateTimeField(null=True, blank=True, help_text="no turn begins after it")

    class Meta:
        ordering = ["start"]
        indexes = [models.Index(fields=["post", "start"], name="shift_post")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.start:%m-%d %H:%M}"


class Token(models.Model):
    """A bearer token for the API or a kiosk link; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=10, default="api")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.user_id}"


class SignInGuard(models.Model):
    """Failed sign-ins under one name, whether or not somebody has it."""

    username = models.CharField(max_length=150, unique=True)
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField()
    closed_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.username} {self.failures}"


class AuditEntry(models.Model):
    """审计: someone took data out or brought it in. Written by `people.audit`, never edited."""

    actor = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT)
    action = models.CharField(max_length=20)
    target = models.CharField(max_length=80)
    at = models.DateTimeField(db_index=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.action} {self.target}"


from chengyun.people.field_models import Patrol, PatrolBatch, Received  # noqa: E402

__all__ = [
    "AuditEntry",
    "Holiday",
    "Patrol",
    "PatrolBatch",
    "Post",
    "Received",
    "Shift",
    "SignInGuard",
    "Token",
    "Unit",
    "User",
    "check_hours",
]

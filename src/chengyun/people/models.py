from django.contrib.auth.models import AbstractUser
from django.db import models

from chengyun.people.choices import Role
from chengyun.places.models import Area, in_language


class Unit(models.Model):
    """单位: an office or firm to which cases are dispatched."""

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=30, db_index=True)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT)

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

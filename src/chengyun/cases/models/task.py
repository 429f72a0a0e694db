from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chengyun.cases.choices import Severity
from chengyun.cases.models.case import Case
from chengyun.people.models import Unit
from chengyun.places.models import Titled


class TaskKind(models.TextChoices):
    """Why a unit works on a case that is another's."""

    SUPPORT = "support", _("Support")
    SCENE = "scene", _("To the scene")
    STEP = "step", _("Step of a playbook")


class TaskStage(models.TextChoices):
    """How far a task is. It waits while the tasks before it are not done."""

    WAITING = "waiting", _("Waiting for other tasks")
    OPEN = "open", _("To be accepted")
    ACCEPTED = "accepted", _("Under way")
    ARRIVED = "arrived", _("At the scene")
    DONE = "done", _("Done")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Cancelled")


TASK_ENDED = (TaskStage.DONE, TaskStage.DECLINED, TaskStage.CANCELLED)
UNFINISHED = ~models.Q(stage__in=TASK_ENDED)


class Playbook(Titled):
    """联动预案: what several units do when a case of a kind is filed, side by side and in turn.

    Declared by a pack. `steps` holds `{key, title_zh, title_en, kind, unit_kind, limit, after}`.
    """

    key = models.CharField(max_length=40, unique=True)
    pack = models.CharField(max_length=40)
    title_zh = models.CharField(max_length=60)
    title_en = models.CharField(max_length=80, blank=True)
    case_types = models.JSONField(default=list)
    # Starts by itself for cases at least this grave; 0: only by hand.
    severity = models.PositiveSmallIntegerField(default=0)
    steps = models.JSONField(default=list)
    on = models.BooleanField(default=True)

    class Meta:
        ordering = ["key"]


class Task(Titled):
    """协办任务: what one unit does for the case of another. Written only by `services.tasks`."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=10, choices=TaskKind.choices)
    stage = models.CharField(max_length=10, choices=TaskStage.choices, default=TaskStage.OPEN)
    # Its name within the playbook that it is of, and the names of those before it.
    key = models.CharField(max_length=40, blank=True)
    after = models.JSONField(default=list)
    playbook = models.ForeignKey(Playbook, null=True, blank=True, on_delete=models.PROTECT)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160, blank=True)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="tasks")
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # As `calendar.Limit` writes it; counted from when the task can begin.
    limit = models.CharField(max_length=10, blank=True)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    # How far from the case's place the arrival was told, in metres; None where it told no place.
    arrived_m = models.PositiveIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    overdue = models.BooleanField(default=False)
    result = models.TextField(blank=True)

    class Meta:
        ordering = ["case", "id"]
        indexes = [
            models.Index(fields=["unit", "ended_at", "due_at"], name="task_unit"),
            models.Index(
                fields=["due_at"],
                name="task_due",
                condition=models.Q(ended_at__isnull=True, overdue=False),
            ),
        ]

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None

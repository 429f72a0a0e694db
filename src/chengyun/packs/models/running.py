"""What running packs leave: where they are off, their settings, faults, positions and use."""

from django.db import models

from chengyun.people.models import User
from chengyun.places.models import Area


class PackOff(models.Model):
    """A pack that is on in the district rests in this area and all within it."""

    pack = models.CharField(max_length=40)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "area"], name="pack_off_once")]

    def __str__(self) -> str:
        return f"{self.pack} {self.area_id}"


class PackSetting(models.Model):
    """A setting of a pack as an area has it; the nearest area above a place counts."""

    pack = models.CharField(max_length=40)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=40)
    value = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "area", "key"], name="setting_once")]

    def __str__(self) -> str:
        return f"{self.pack}.{self.key}"


class PackFault(models.Model):
    """A part of a pack that failed: how often, what it said last, and whether it works again."""

    pack = models.CharField(max_length=40)
    where = models.CharField(max_length=80)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)
    sentence = models.CharField(max_length=300)
    recovered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-last_at"]
        constraints = [models.UniqueConstraint(fields=["pack", "where"], name="fault_once")]

    def __str__(self) -> str:
        return f"{self.pack} {self.where}: {self.sentence}"


class Missed(models.Model):
    """Something that a hook failed on, to be heard again."""

    pack = models.CharField(max_length=40)
    hook = models.CharField(max_length=80)
    event = models.CharField(max_length=10)
    body = models.JSONField()
    tries = models.PositiveSmallIntegerField(default=1)
    next_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.pack} {self.hook}"


class HookPosition(models.Model):
    """How far a hook has heard: of days the last one, of stages the row of the history."""

    name = models.CharField(max_length=120, unique=True)
    value = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class Usage(models.Model):
    """How often the pages of a pack were opened on a day. Of whom is not kept."""

    pack = models.CharField(max_length=40)
    day = models.DateField()
    opened = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "day"], name="usage_once")]

    def __str__(self) -> str:
        return f"{self.pack} {self.day} {self.opened}"


class Challenge(models.Model):
    """揭榜挂帅: a problem wanted solved, who took it up, the pack on trial, and what came of it."""

    title = models.CharField(max_length=80)
    text = models.TextField(max_length=2000)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    wanted_by = models.CharField(max_length=60)
    measure = models.CharField(max_length=200)
    until = models.DateField()
    taken_by = models.CharField(max_length=60, blank=True)
    taken_at = models.DateTimeField(null=True)
    pack = models.CharField(max_length=40, blank=True)
    trial_at = models.DateTimeField(null=True)
    # Declared by whoever put the pack on trial: what one opening of it spares.
    minutes_saved = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=200, blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> str:
        """wanted, taken, trial or ended."""
        if self.ended_at:
            return "ended"
        return "trial" if self.pack else "taken" if self.taken_by else "wanted"


class Rating(models.Model):
    """What one officer says of a pack, 1 to 5; they may change their mind."""

    pack = models.CharField(max_length=40)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    stars = models.PositiveSmallIntegerField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "user"], name="rating_once")]

    def __str__(self) -> str:
        return f"{self.pack} {self.stars}"

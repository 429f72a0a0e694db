"""Counts how often the pages of a pack are opened, and what officers think of it."""

from datetime import date

from django.db.models import F

from chengyun.packs.models import Rating, Usage
from chengyun.people.models import User


def opened(pack: str, today: date) -> None:
    """One page of the pack was opened. By whom is not kept."""
    rows = Usage.objects.filter(pack=pack, day=today)
    if not rows.update(opened=F("opened") + 1):
        _, new = Usage.objects.get_or_create(pack=pack, day=today, defaults={"opened": 1})
        if not new:
            rows.update(opened=F("opened") + 1)


def rate(user: User, pack: str, stars: int) -> None:
    """What the officer thinks of the pack, 1 to 5. Raises ValueError."""
    if stars not in (1, 2, 3, 4, 5):
        raise ValueError("1 to 5 stars")
    Rating.objects.update_or_create(pack=pack, user=user, defaults={"stars": stars})

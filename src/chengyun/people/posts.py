"""Taking in the posts of the rota from a file, with who takes turns at them."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.utils import timezone

from chengyun.people.choices import PostKind
from chengyun.people.models import Post, Shift, Unit, User
from chengyun.places.district_file import PostRow
from chengyun.places.faults import ImportFault
from chengyun.places.taking import ids_of, look_up

DAY = timedelta(days=1)


def take_posts(rows: Sequence[PostRow]) -> None:
    """Insert the posts that are not there (by unit, kind and title). The officers of a new post
    take turns from today on, a day each. Raises ImportFault for what does not exist."""
    units, users = ids_of(Unit, "code"), ids_of(User, "username")
    known = set(Post.objects.values_list("unit_id", "kind", "title_zh"))
    for row in rows:
        if row.kind not in PostKind.values:
            raise ImportFault(f"post {row.title_zh} has the kind {row.kind!r}, which is none")
        unit = look_up(units, row.unit, f"post {row.title_zh}", "unit")
        named = (look_up(users, name, f"post {row.title_zh}", "officer") for name in row.officers)
        takers = [user for user in named if user is not None]
        if (unit, row.kind, row.title_zh) not in known:
            _open(row, unit, takers)


def _open(row: PostRow, unit: int | None, takers: list[int]) -> None:
    post = Post.objects.create(
        unit_id=unit, kind=row.kind, title_zh=row.title_zh[:40], title_en=row.title_en[:60]
    )
    begin = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    Shift.objects.bulk_create(
        Shift(
            post=post,
            user_id=user,
            start=begin + n * DAY,
            end=begin + (n + 1) * DAY,
            every_days=len(takers),
        )
        for n, user in enumerate(takers)
    )

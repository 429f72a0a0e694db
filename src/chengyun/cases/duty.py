"""Who of a unit is on duty."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from chengyun.cases.dispatching.persons import Duty
from chengyun.people import rota
from chengyun.people.models import Post, Unit, User

MOMENT = timedelta(microseconds=1)


def duties(unit: Unit, persons: Sequence[User], at: datetime) -> dict[int, Duty]:
    """The duty of each person by id, by the rota. Where the unit has no posts, nobody knows."""
    posts = list(Post.objects.filter(unit=unit))
    if not posts:
        return {person.pk: Duty() for person in persons}
    until = {turn.shift.user_id: turn.end for turn in rota.turns(posts, at, at + MOMENT)}
    return {p.pk: Duty(p.pk in until, until.get(p.pk)) for p in persons}

"""Who of a unit is on duty."""

from collections.abc import Sequence
from datetime import datetime

from chengyun.cases.dispatching.persons import Duty
from chengyun.people.models import Unit, User


def duties(unit: Unit, persons: Sequence[User], at: datetime) -> dict[int, Duty]:
    """The duty of each person by id. Without a rota nobody knows."""
    return {person.pk: Duty() for person in persons}

"""The world of the access tests, made app by app.

Every text of a parcel carries a word that stands nowhere else: what a page shows tells whose it is.
"""

from django.utils import timezone

from tests.access.world import cases, goals, notices, packs, people, places, sensing
from tests.access.world.parcels import PARCEL, SPOTS, World

__all__ = ["PARCEL", "World", "build"]


def build() -> World:
    """Two sub-districts, three units, cases and devices in each, and every persona."""
    world = World()
    places.areas(world)
    people.persons(world)
    cases.kinds(world)
    sensing.devices(world)
    for parcel in SPOTS:
        cases.case(world, parcel)
    cases.alarms(world)
    sensing.windows(world)
    cases.rule(world)
    people.shifts(world)
    cases.tasks(world)
    notices.inboxes(world)
    goals.projects(world)
    goals.supervision(world)
    _stamps()
    goals.plans(world)
    packs.entries(world)
    packs.challenges(world)
    cases.filters(world)
    _published()
    return world


def _stamps() -> None:
    """What the first reader of SensorThings would otherwise cause to be written."""
    from chengyun.api.sensorthings import handling

    handling._Known.things = (-1, -1)
    handling.complete()


def _published() -> None:
    """The open figures as the clock counts them; there is no brief of today."""
    from chengyun.insight.publications import publish

    publish(timezone.localdate())

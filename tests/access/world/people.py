"""Officers, their keys, posts, shifts and patrols."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from tests.access.personas import PERSONAS
from tests.access.world.parcels import World


def persons(world: World) -> None:
    from chengyun.cases.services import partners
    from chengyun.people import services as people
    from chengyun.people.models import User
    from chengyun.sensing.services import create_source

    for persona in PERSONAS:
        if persona.user:
            facts = {k: world.things.get(str(v), v) if k in ("area", "unit") else v
                     for k, v in persona.facts.items()}  # fmt: skip
            user = User.objects.create(username=persona.user, name=persona.user, **facts)
            world.things[persona.user] = user
    screen = User.objects.create(username="screen", role="leader", area=world["street_a"])
    secrets = world.secrets
    secrets["kiosk"] = people.issue_token(screen, people.KIOSK)
    secrets["api-token"] = people.issue_token(world["liqiang"])
    secrets["revoked"] = people.issue_token(world["admin"])
    people.revoke(secrets["revoked"])
    secrets["expired"] = people.issue_token(world["admin"], ttl=timedelta(seconds=-1))
    sources = [create_source("plain"), create_source("manager", manages=True)]
    secrets["source-key"], secrets["managing-key"] = (made.key for made in sources)
    world.things["source"] = sources[0].source
    partner = partners.add("neighbour")
    secrets["partner-key"], world.things["partner"] = partner.key, partner.partner


def shifts(world: World) -> None:
    """A patrol of each side, and a post with a shift."""
    from chengyun.people.models import Patrol, Post, Shift

    now = timezone.now()
    for unit, side, who in (("water", "a", "liqiang"), ("fire", "b", "sunwei")):
        post = Post.objects.create(unit=world[unit], kind="handler", title_zh="x")
        officer = world["wangfang" if side == "a" else who]
        world.things[f"patrol_{side}"] = Patrol.objects.create(
            key=uuid4(), user=officer, started_at=now, area_path=world[f"street_{side}"].path
        )
        world.things[f"shift_{side}"] = Shift.objects.create(
            post=post, user=world[who], start=now, end=now + timedelta(hours=8)
        )

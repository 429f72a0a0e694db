"""Entries of a register and problems on the board."""

from datetime import timedelta

from django.utils import timezone

from tests.access.world.parcels import World, phone


def entries(world: World) -> None:
    """A key place of each side in a register of a pack."""
    from chengyun.packs.district import Bound

    for side, at in (("a", (121.4300, 31.1900)), ("b", (121.4120, 31.1770))):
        told = {"title": f"场所 {side}", "risk": "red", "trade": "shops", "licence": side,
                "address": "某路1号", "keeper_phone": phone(f"entry {side}")}  # fmt: skip
        world.things[f"entry_{side}"] = Bound("hazards", None).add("hazard_place", told, at=at)


def challenges(world: World) -> None:
    """A problem on the board in each sub-district."""
    from chengyun.packs.models import Challenge

    for side in "ab":
        parcel = f"{side}-device"
        world.things[f"challenge_{side}"] = Challenge.objects.create(
            title=world.word(parcel, "challenge"), text=world.word(parcel, "problem"),
            area=world[f"street_{side}"], wanted_by="街道", measure="十天内", pack="flood",
            until=timezone.localdate() + timedelta(days=30), author=world["zhoumin"],
            taken_by="供排水所", taken_at=timezone.now(), trial_at=timezone.now(),
        )  # fmt: skip

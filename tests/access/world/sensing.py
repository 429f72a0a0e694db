"""Devices, what they measure, what cameras saw last, windows of maintenance."""

import io
from datetime import timedelta

from django.utils import timezone
from PIL import Image

from tests.access.world.parcels import A_BOX, B_BOX, World


def _still(world: World, side: str) -> None:
    """A camera of a side, and what it saw last."""
    from chengyun.cases.services import stills
    from chengyun.sensing.models import Source, Thing

    at = world[f"thing_{side}"]
    camera = Thing.objects.create(
        key=world.word(f"{side}-device", "camera"), name=world.word(f"{side}-device", "eye"),
        kind="camera", area=at.area, lon=at.lon, lat=at.lat,
    )  # fmt: skip
    source, _ = Source.objects.get_or_create(name="cameras", key_digest="0" * 64)
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "red" if side == "a" else "blue").save(picture, "PNG")
    world.things[f"still_{side}"] = stills.keep(source, camera.key, picture)


def devices(world: World) -> None:
    from chengyun.places.models import Component
    from chengyun.sensing.models import Datastream, ObservedProperty, Thing

    level, _ = ObservedProperty.objects.get_or_create(
        code="water_level", defaults={"name_zh": "水", "minimum": -10, "maximum": 10})  # fmt: skip
    for side, box in (("a", A_BOX), ("b", B_BOX)):
        parcel, grid = f"{side}-device", world[f"grid_{side}"]
        thing = Thing.objects.create(
            key=world.word(parcel, "key"), name=world.word(parcel, "name"), kind="gauge",
            description=world.word(parcel, "description"), area=grid, lon=box[0] + 0.002,
            lat=box[1] + 0.002, properties={"note": world.word(parcel, "properties")},
        )  # fmt: skip
        stream = Datastream.objects.create(
            key=f"{thing.key}/level", thing=thing, observed_property=level, interval_s=60,
            name=world.word(parcel, "stream"),
        )  # fmt: skip
        world.things |= {f"thing_{side}": thing, f"stream_{side}": stream}
        _still(world, side)
        world.things[f"component_{side}"] = Component.objects.create(
            code=f"{grid.code[:12]}{'1' if side == 'a' else '2'}0101", category="10101",
            name=world.word(parcel, "component"), authority_code="1", authority_name="x",
            grid=grid.code, state="intact", begun_on="2026-01-01", area_path=grid.path,
            remark=world.word(parcel, "remark"),
        )  # fmt: skip


def windows(world: World) -> None:
    """A window of maintenance of each side's device."""
    from chengyun.sensing import maintenance

    now = timezone.now()
    for side in "ab":
        window = maintenance.Window(
            since=now, until=now + timedelta(hours=2), thing=world[f"thing_{side}"],
            reason=world.word(f"{side}-device", "maintenance"),
        )  # fmt: skip
        world.things[f"window_{side}"] = maintenance.plan(world["zhoumin"], window)

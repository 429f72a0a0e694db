"""Inboxes, channels, messages and a webhook."""

from django.utils import timezone

from tests.access.world.parcels import PARCEL, World


def inboxes(world: World) -> None:
    """An inbox for each handler, messages in it, and one of a case that is not theirs any more."""
    from chengyun.notices import calendar_feed
    from chengyun.notices.models import Channel, Delivery, Posting, Webhook

    now = timezone.now()
    world.secrets["calendar-link"] = calendar_feed.new_link(world["liqiang"]).rpartition("=")[2]
    for side, who in (("a", "liqiang"), ("b", "sunwei")):
        facts = {"user": world[who], "created_at": now}
        inbox = Channel.objects.create(kind="app", **facts)
        own = Channel.objects.create(title=world.word(PARCEL[side], "channel"), **facts)
        for at, parcel in enumerate((PARCEL["a"], PARCEL["b"])):
            made = Delivery.objects.create(
                channel=inbox, event=at + 1, kind="dispatched", case=world[f"case_{parcel}"],
                at=now, created_at=now, next_at=now, state="sent", settled_at=now,
            )  # fmt: skip
            if parcel == PARCEL[side]:
                world.things[f"message_{side}"] = made
        world.things[f"channel_{side}"] = own
    hook = Webhook.objects.create(
        title="hook", url="", shown="https://x", secrets="", created_at=now,
        created_by=world["admin"],
    )  # fmt: skip
    world.things["webhook"] = hook
    world.things["posting"] = Posting.objects.create(
        webhook=hook, event=1, type="x", body=world.word("a-water", "body"), created_at=now
    )

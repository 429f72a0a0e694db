"""What the worker does beside sending: forgetting what is old, and telling how it stands."""

from datetime import datetime, timedelta

from prometheus_client import Gauge

from chengyun.notices.choices import UNSENT, State
from chengyun.notices.models import Channel, Delivery, Posting, Webhook

KEPT = timedelta(days=90)
# What a stopped webhook has not been told; the bus itself forgets after two weeks.
KEPT_UNSENT = timedelta(days=30)
BATCH = 5_000
WAITING = Gauge("chengyun_notices_waiting", "What is still to be sent", ["way"])
FAILING = Gauge("chengyun_notices_failing", "Places that failed the last time", ["way"])
GIVEN_UP = Gauge("chengyun_notices_given_up", "What was given up and not tried again", ["way"])


def measure() -> None:
    """Set the gauges."""
    WAITING.labels("channel").set(Delivery.objects.filter(state__in=UNSENT).count())
    WAITING.labels("webhook").set(Posting.objects.filter(state__in=UNSENT).count())
    FAILING.labels("channel").set(Channel.objects.filter(on=True, failures__gt=0).count())
    FAILING.labels("webhook").set(Webhook.objects.filter(on=True, failures__gt=0).count())
    GIVEN_UP.labels("channel").set(Delivery.objects.filter(state=State.GIVEN_UP).count())
    GIVEN_UP.labels("webhook").set(Posting.objects.filter(state=State.GIVEN_UP).count())


def forget(now: datetime) -> int:
    """Drop what is older than is kept, at most a batch of each; returns how many rows went."""
    old = (
        Delivery.objects.filter(created_at__lt=now - KEPT).exclude(state__in=UNSENT),
        Posting.objects.filter(created_at__lt=now - KEPT).exclude(state__in=UNSENT),
        Posting.objects.filter(created_at__lt=now - KEPT_UNSENT, webhook__stopped_at__isnull=False),
    )
    gone = 0
    for rows in old:
        ids = list(rows.order_by().values_list("pk", flat=True)[:BATCH])
        gone += rows.model.objects.filter(pk__in=ids).delete()[0]
    return gone

"""Making and changing webhooks; administrators do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from chengyun.cases.choices import Action
from chengyun.notices import cloudevents, post
from chengyun.notices.models import Webhook
from chengyun.people.models import Unit, User
from chengyun.people.refused import Refused
from chengyun.people.secrets import seal, unseal
from chengyun.places.models import Area

BOTH_SIGN = timedelta(hours=24)
MOST = 50
BAD_URL = _("This is not a web address; names and passwords do not belong into it.")
BAD_EVENT = _("There is no such event.")
NEEDS_TITLE = _("Give it a name.")
TOO_MANY = _("There are as many webhooks as there may be.")


@dataclass(frozen=True)
class HookIn:
    """A webhook as asked for. No events are all events; no area and unit is the whole city."""

    title: str
    url: str
    events: Sequence[str] = ()
    area: Area | None = None
    unit: Unit | None = None


def make(actor: User, asked: HookIn, now: datetime) -> tuple[Webhook, str]:
    """A new webhook and its secret, which is told here and never again.

    Raises Refused: needs_title, bad_url, bad_event, too_many.
    """
    if Webhook.objects.count() >= MOST:
        raise Refused("too_many", TOO_MANY, 422)
    secret = cloudevents.new_secret()
    hook = Webhook(created_at=now, created_by=actor, secrets=seal({"current": secret}))
    _apply(hook, asked)
    hook.save()
    return hook, secret


def change(hook: Webhook, asked: HookIn) -> Webhook:
    """All but its secret; an empty address keeps the one there is. Raises Refused."""
    _apply(hook, asked)
    hook.save(update_fields=["title", "url", "shown", "events", "area", "unit"])
    return hook


def _apply(hook: Webhook, asked: HookIn) -> None:
    if not asked.title.strip():
        raise Refused("needs_title", NEEDS_TITLE, 422)
    if not set(asked.events) <= set(Action.values):
        raise Refused("bad_event", BAD_EVENT, 422)
    if asked.url or not hook.url:
        hook.shown, hook.url = _shown(asked.url), seal({"url": asked.url.strip()})
    hook.title, hook.events = asked.title.strip()[:60], sorted(set(asked.events))
    hook.area, hook.unit = asked.area, asked.unit


def _shown(url: str) -> str:
    try:
        return post.check(url)
    except post.BadUrl:
        raise Refused("bad_url", BAD_URL, 422) from None


def rotate(hook: Webhook, now: datetime) -> str:
    """A new secret, told here only; for a day the one before it signs as well."""
    secret, before = cloudevents.new_secret(), unseal(hook.secrets).get("current", "")
    Webhook.objects.filter(pk=hook.pk).update(
        secrets=seal({"current": secret, "previous": before}), previous_until=now + BOTH_SIGN
    )
    return secret


def switch(hook: Webhook, on: bool) -> None:
    """What happens while it is off is not told; what waited is told when it is on again."""
    Webhook.objects.filter(pk=hook.pk).update(
        on=on, stopped_at=None, hold_until=None, failing_since=None, failures=0
    )


def remove(hook: Webhook) -> None:
    """With all that it was told, and was still to be told."""
    hook.delete()

"""The tables of notices; written only by `notices.services`."""

from chengyun.notices.models.channel import Channel, Manner, Preference
from chengyun.notices.models.delivery import Delivery
from chengyun.notices.models.webhook import Posting, Webhook

__all__ = ["SEALED", "Channel", "Delivery", "Manner", "Posting", "Preference", "Webhook"]

# What is encrypted, for those who change the key.
SEALED = ((Channel, "sealed"), (Webhook, "url"), (Webhook, "secrets"))

"""Tags of the notices: how many are unread, and what a message says."""

from typing import Any

from django import template

from chengyun.notices import queries, words
from chengyun.notices.models import Delivery

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_notices(context: template.Context) -> Any:
    """How many messages the reader has not read: one query."""
    return queries.unread(context["request"].user)


@register.filter
def headline(delivery: Delivery) -> str:
    return words.headline(delivery)


@register.filter
def whereabouts(delivery: Delivery) -> str:
    return words.whereabouts(delivery)


@register.filter
def subject_page(delivery: Delivery) -> str:
    """The address of what the message is about."""
    return words.path(delivery)

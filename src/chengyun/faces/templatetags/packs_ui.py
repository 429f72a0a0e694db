from django import template
from django.core.cache import cache

from chengyun.packs import isolated
from chengyun.people.choices import Role
from chengyun.people.models import User

register = template.Library()
KEY, FRESH_S = "packs-failing", 15


@register.simple_tag
def failing_packs(user: User) -> list[str]:
    """The names of packs of which a part fails now, for administrators; a quarter minute old."""
    if getattr(user, "role", "") != Role.ADMINISTRATOR:
        return []
    names: list[str] | None = cache.get(KEY)
    if names is None:
        names = sorted({fault.pack for fault in isolated.standing()})
        cache.set(KEY, names, FRESH_S)
    return names

"""Components 管理部件 read and written. Policy stands above places: callers pass a path."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from chengyun.places.models import Component
from chengyun.places.taking import upsert

CHUNK = 2000


def within(path: str | None) -> QuerySet[Component]:
    """The components of an area by its path; "" is everywhere, None nowhere."""
    if path is None:
        return Component.objects.none()
    return Component.objects.filter(area_path__within=path) if path else Component.objects.all()


def search(
    path: str | None, words: str = "", category: str = "", state: str = ""
) -> QuerySet[Component]:
    """Those whose code begins with the words or whose name or owner holds them."""
    found = within(path)
    if category:
        found = found.filter(category=category)
    if state:
        found = found.filter(state=state)
    if not words:
        return found
    if words.isdigit():
        return found.filter(code__startswith=words)
    return found.filter(
        Q(name__contains=words) | Q(authority_name__contains=words) | Q(remark__contains=words)
    )


def take_components(rows: Sequence[Component]) -> int:
    """Insert or update by code; how many."""
    for start in range(0, len(rows), CHUNK):
        upsert(Component, "code", rows[start : start + CHUNK])
    return len(rows)

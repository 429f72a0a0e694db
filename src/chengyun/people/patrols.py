"""Patrols and their tracks. Where an officer was is read by the officer and by those who lead."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from chengyun.geo import GeometryError, polygon_from_geojson
from chengyun.geo.areas import Boundary
from chengyun.geo.track import Fix, length_m, pieces, seen_m2
from chengyun.people import audit
from chengyun.people.choices import Role
from chengyun.people.models import Patrol, PatrolBatch, User
from chengyun.people.policy import Viewer, scope_for, viewer_of
from chengyun.people.refused import Refused
from chengyun.people.secrets import seal, unseal
from chengyun.places.models import Area

# Who leads officers in the field, within the area that they are over.
LEADS = (Role.DUTY_OFFICER, Role.LEADER)
MOST_POINTS = 2000
ENDED = _("This patrol was begun by someone else.")
BAD_POINTS = _("The positions cannot be read.")


@dataclass(frozen=True)
class Batch:
    """Positions of a patrol as a phone sends them; `ended_at` with the last ones."""

    key: UUID
    patrol: UUID
    started_at: datetime
    fixes: tuple[Fix, ...]
    ended_at: datetime | None = None


def fixes_of(rows: object) -> tuple[Fix, ...]:
    """From [[seconds, lon, lat, accuracy], …]. Raises Refused (bad_points)."""
    if not isinstance(rows, list) or len(rows) > MOST_POINTS:
        raise Refused("bad_points", BAD_POINTS, 422)
    try:
        fixes = tuple(Fix(*(float(part) for part in row)) for row in rows)
    except (TypeError, ValueError):
        raise Refused("bad_points", BAD_POINTS, 422) from None
    if not all(_on_earth(fix) for fix in fixes):
        raise Refused("bad_points", BAD_POINTS, 422)
    return fixes


def take(user: User, batch: Batch) -> Patrol:
    """Add positions to a patrol, which begins with its first; the same batch twice is once.

    Raises Refused (not_yours) for the patrol of someone else.
    """
    patrol = _patrol(user, batch)
    points = json.dumps([[f.at, f.lon, f.lat, f.accuracy] for f in batch.fixes])
    PatrolBatch.objects.get_or_create(
        key=batch.key, defaults={"patrol": patrol, "points": seal({"points": points})}
    )
    if batch.ended_at:
        patrol.ended_at = batch.ended_at
    _measure(patrol)
    patrol.save()
    return patrol


def visible(viewer: Viewer) -> QuerySet[Patrol]:
    """The viewer's own patrols, and for those who lead the ones within their area."""
    rule = Q(user=viewer.user_id)
    if viewer.role in LEADS:
        path = scope_for(viewer).area_path
        rule = rule | Q(area_path__within=path) if path else Q()
    return Patrol.objects.filter(rule).select_related("user", "area").defer("area__boundary")


def track(user: User, key: UUID) -> list[list[Fix]]:
    """The positions of a patrol. Reading another's is written into the audit.

    Raises Patrol.DoesNotExist if there is none, or none for this reader.
    """
    patrol = visible(viewer_of(user)).get(key=key)
    if patrol.user_id != user.pk:
        audit.note(user, "patrol_track", str(patrol.pk), officer=patrol.user_id)
    return pieces(_fixes(patrol))


def forget(now: datetime, keep_days: int) -> int:
    """Erase the positions of patrols begun more than `keep_days` ago; how many patrols."""
    due = Patrol.objects.filter(erased_at=None, started_at__lt=now - timedelta(days=keep_days))
    keys = list(due.values_list("pk", flat=True))
    PatrolBatch.objects.filter(patrol__in=keys).delete()
    return Patrol.objects.filter(pk__in=keys).update(erased_at=now)


def _patrol(user: User, batch: Batch) -> Patrol:
    path = user.area.path if user.area else ""
    patrol, _made = Patrol.objects.get_or_create(
        key=batch.patrol,
        defaults={
            "user": user, "area": user.area, "area_path": path, "started_at": batch.started_at,
        },
    )  # fmt: skip
    if patrol.user_id != user.pk:
        raise Refused("not_yours", ENDED, 403)
    return patrol


def _measure(patrol: Patrol) -> None:
    """Anew from all positions: batches may come in any order."""
    found = pieces(_fixes(patrol))
    seen, whole = seen_m2(found, _outline(patrol.area))
    patrol.metres, patrol.seen_m2, patrol.area_m2 = (
        round(length_m(found)),
        round(seen),
        round(whole),
    )


def _fixes(patrol: Patrol) -> Sequence[Fix]:
    rows = patrol.batches.values_list("points", flat=True)
    return [
        Fix(*row) for sealed in rows for row in json.loads(unseal(sealed).get("points") or "[]")
    ]


def _outline(area: Area | None) -> Boundary | None:
    if area is None or not area.boundary:
        return None
    try:
        return polygon_from_geojson(area.boundary)
    except GeometryError:
        return None


def _on_earth(fix: Fix) -> bool:
    # Comparisons with NaN are false, so this refuses it too.
    return abs(fix.lon) <= 180 and abs(fix.lat) <= 90 and fix.at > 0 and fix.accuracy >= 0

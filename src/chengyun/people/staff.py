"""Officers as an administrator keeps them. Whatever is done here is audited."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengyun.people import audit
from chengyun.people.choices import Role
from chengyun.people.models import Unit, User
from chengyun.people.policy import Viewer, scope_for, viewer_of
from chengyun.people.refused import refuse_unless
from chengyun.people.services import revoke_all
from chengyun.places.models import Area

# `new` is an address of its own.
USERNAME = re.compile(r"(?!new$)[a-z][a-z0-9._-]{1,39}")

NOT_YOURS = gettext_lazy("Only an administrator keeps officers and units, within their own area.")
BAD_USERNAME = gettext_lazy(
    "A user name has 2 to 40 small letters, digits, dots or hyphens and begins with a letter."
)
TAKEN = gettext_lazy("An officer has this user name already.")
NO_NAME = gettext_lazy("Give the officer’s name.")
NO_ROLE = gettext_lazy("Choose a role.")
NO_UNIT = gettext_lazy("A handler needs a unit: its cases are what a handler sees.")
NO_AREA = gettext_lazy("A grid officer needs an area: its cases are what a grid officer sees.")
YOURSELF = gettext_lazy(
    "Another administrator changes your role, area and account, so that one always stays."
)


@dataclass(frozen=True)
class OfficerFacts:
    """What an administrator decides of an officer."""

    name: str
    role: str
    unit: Unit | None = None
    area: Area | None = None


def may_keep(user: User) -> bool:
    """True for those who keep officers and units."""
    return user.role == Role.ADMINISTRATOR


def visible(viewer: Viewer) -> QuerySet[User]:
    """The officers whom an administrator keeps: all, or those of their own area."""
    path = scope_for(viewer).area_path
    if viewer.role != Role.ADMINISTRATOR or path is None:
        return User.objects.none()
    found = User.objects.select_related("unit", "area").defer("area__boundary")
    return found.filter(area__path__startswith=path) if path else found


def narrowed(found: QuerySet[User], asked: Mapping[str, str]) -> QuerySet[User]:
    """Officers by words of their name, role, unit; `gone` "1": who may no longer sign in, "0": who
    may, "": both.
    """
    words, gone = asked.get("q", ""), asked.get("gone", "")
    told = {"role": asked.get("role", ""), "unit__code": asked.get("unit", "")}
    kept = {name: value for name, value in told.items() if value}
    found = found.filter(Q(username__icontains=words) | Q(name__icontains=words), **kept)
    return found.filter(is_active=gone != "1") if gone else found


@transaction.atomic
def add(author: User, username: str, facts: OfficerFacts) -> User:
    """A new officer, who cannot sign in before using an invitation. Raises Refused."""
    allow(author, facts.area)
    refuse_unless(bool(USERNAME.fullmatch(username)), "bad_username", BAD_USERNAME)
    refuse_unless(not User.objects.filter(username=username).exists(), "taken", TAKEN)
    user = User(username=username)
    user.set_unusable_password()
    _take(user, facts)
    audit.note(author, "officer", username, did="added", **_told(user))
    return user


@transaction.atomic
def change(author: User, user: User, facts: OfficerFacts) -> User:
    """Another name, role, unit or area. Raises Refused."""
    allow(author, user.area)
    allow(author, facts.area)
    before = _told(user)
    same = (facts.role, facts.area) == (user.role, user.area)
    refuse_unless(author.pk != user.pk or same, "yourself", YOURSELF)
    _take(user, facts)
    audit.note(author, "officer", user.username, did="changed", before=before, **_told(user))
    return user


@transaction.atomic
def dismiss(author: User, user: User) -> None:
    """The officer can no longer sign in; everything they did stays under their name."""
    allow(author, user.area)
    refuse_unless(author.pk != user.pk, "yourself", YOURSELF)
    user.is_active = False
    user.save(update_fields=["is_active"])
    revoke_all(user)
    audit.note(author, "officer", user.username, did="dismissed")


@transaction.atomic
def restore(author: User, user: User) -> None:
    """The officer can sign in again, with the password they had."""
    allow(author, user.area)
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.note(author, "officer", user.username, did="restored")


def inside(viewer: Viewer) -> Q:
    """Areas that an administrator may give to officers and units."""
    path = scope_for(viewer).area_path
    return Q(path__startswith=path or "") if path is not None else Q(pk__in=[])


def allow(author: User, area: Area | None) -> None:
    path = scope_for(viewer_of(author)).area_path
    there = not path or (area is not None and area.path.startswith(path))
    refuse_unless(may_keep(author) and path is not None and there, "not_yours", NOT_YOURS)


def _take(user: User, facts: OfficerFacts) -> None:
    refuse_unless(bool(facts.name), "no_name", NO_NAME)
    refuse_unless(facts.role in Role.values, "no_role", NO_ROLE)
    refuse_unless(facts.role != Role.HANDLER or bool(facts.unit), "no_unit", NO_UNIT)
    refuse_unless(facts.role != Role.GRID_OFFICER or bool(facts.area), "no_area", NO_AREA)
    user.name, user.role = facts.name[:60], facts.role
    user.unit, user.area = facts.unit, facts.area
    # Django's own administration knows no areas: it is for administrators of the whole.
    user.is_staff = user.is_superuser = _rules_all(facts)
    user.save()


def _rules_all(facts: OfficerFacts) -> bool:
    whole = facts.area is None or facts.area.parent_id is None
    return facts.role == Role.ADMINISTRATOR and whole


def _told(user: User) -> dict[str, str]:
    unit, area = user.unit, user.area
    return {
        "role": user.role,
        "unit": unit.code if unit else "",
        "area": area.code if area else "",
    }


def sees(user: User) -> str:
    """What an officer's role, unit and area let them see, in a sentence."""
    scope = scope_for(viewer_of(user))
    if scope.area_path is None:
        return _("Nothing yet: the role needs a unit or an area.")
    where = user.area.title if user.area else _("the whole district")
    if scope.unit_id and user.unit:
        named = {"unit": user.unit.title, "area": where}
        return _("The cases of %(unit)s in %(area)s") % named
    return _("All cases in %(area)s") % {"area": where}

"""Who sends a request, and what they may see and do: the one policy, and sources' keys.

Officers see their area; an administrator also writes. A source's key writes observations; that of
a source marked `manages` also entities, and sees the whole city. A key or token may come as Bearer
or as the password of Basic, with any name.
"""

import base64
import binascii

from django.http import HttpRequest

from chengyun.api.auth import Kiosk, Session
from chengyun.api.sensorthings.context import Access
from chengyun.api.sensorthings.errors import Fault
from chengyun.people.choices import Role
from chengyun.people.models import User
from chengyun.people.policy import scope_for, viewer_of
from chengyun.people.services import user_for_token
from chengyun.sensing import sta_places
from chengyun.sensing.models import Source
from chengyun.sensing.queries import source_of


def access_of(request: HttpRequest) -> Access:
    """What the sender may do. Raises Fault 401."""
    secret = _secret(request.headers.get("Authorization", ""))
    user = user_for_token(secret) if secret else Session()(request)
    if user is None and secret and (source := _source(secret)):
        return source
    if user is None:
        user = Kiosk().authenticate(request, request.GET.get("token"))
    if user is None:
        raise Fault(401, "sign in first: Authorization: Bearer TOKEN")
    return _officer(user)


def _officer(user: User) -> Access:
    path = scope_for(viewer_of(user)).area_path
    rules = user.role == Role.ADMINISTRATOR
    home = (user.area or sta_places.whole()) if rules else None
    return Access(path, observes=rules, manages=rules, home=home)


def _source(key: str) -> Access | None:
    found = source_of(key)
    if found is None:
        return None
    if not found.manages:
        return Access(None, observes=True, source=found.pk)
    return managing(found)


def managing(source: Source) -> Access:
    """What a source that manages things may do."""
    return Access("", observes=True, manages=True, source=source.pk, home=sta_places.whole())


def _secret(header: str) -> str:
    scheme, _, rest = header.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(rest.strip(), validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""

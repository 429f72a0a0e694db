"""Who asks: a session, a bearer token, or a kiosk link's token (which may only look)."""

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import APIKeyQuery, HttpBearer
from ninja.utils import check_csrf

from chengyun.people.models import User
from chengyun.people.policy import Viewer, scope_for, viewer_of
from chengyun.people.services import KIOSK, user_for_token

SAFE = ("GET", "HEAD", "OPTIONS")


class Session:
    """The signed-in officer; what writes must carry the CSRF token."""

    def __call__(self, request: HttpRequest) -> User | None:
        user = request.user
        if not isinstance(user, User):
            return None
        if request.method not in SAFE and check_csrf(request):
            return None
        return user


class Bearer(HttpBearer):
    """An officer's API token in the Authorization header."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        return user_for_token(token)


class Kiosk(APIKeyQuery):
    """A wall without a keyboard: its link carries a token that may read and nothing else."""

    param_name = "token"

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        return user_for_token(key, KIOSK) if key and request.method in SAFE else None


OFFICER = [Session(), Bearer()]
READER = [Session(), Bearer(), Kiosk()]


def viewer(request: HttpRequest) -> Viewer:
    """The viewer of a request that passed one of the above."""
    return viewer_of(request.auth)  # type: ignore[attr-defined]


def officer(request: HttpRequest) -> User | None:
    """Who is signed in or sends a token; for views that are not ninja's."""
    user = Session()(request)
    header = request.headers.get("Authorization", "")
    if user is None and header.lower().startswith("bearer "):
        user = user_for_token(header[7:].strip())
    return user


def reader(request: HttpRequest) -> Viewer | None:
    """The viewer of any request, or None; as `officer`, and for a kiosk's link."""
    user = officer(request)
    if user is None:
        user = Kiosk().authenticate(request, request.GET.get("token"))
    return viewer_of(user) if user else None


def own_path(request: HttpRequest) -> str:
    """The area whose devices and figures the reader may see. 404 for one who may see none."""
    path = scope_for(viewer(request)).area_path
    if path is None:
        raise HttpError(404, "no area is yours to see")
    return path

"""Signing in and tokens. Only hashes of tokens are kept; failures slow down, name by name."""

import secrets
from datetime import datetime, timedelta
from functools import lru_cache

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chengyun.people.keys import digest
from chengyun.people.models import SignInGuard, Token, User
from chengyun.people.refused import Refused

API, KIOSK = "api", "kiosk"
SESSION = timedelta(hours=14)
FREE_FAILURES = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)

WRONG = _("The name or the password is wrong.")
WAIT = _("Too many failed attempts; try again in a few minutes.")


class SignInRefused(Refused):
    """`code` is wrong or wait."""


def authenticate(username: str, password: str, now: datetime | None = None) -> User:
    """The officer of that name and password. Raises SignInRefused, also while the name is closed.

    After five failures a name is closed for 30 s, then twice as long each time, at most 15 min;
    a name that nobody has behaves the same.
    """
    moment = now or timezone.now()
    name = username.strip()[:150]
    _refuse_while_closed(name, moment)
    user = User.objects.filter(username=name, is_active=True).first()
    right = check_password(password, user.password if user else _nobody())
    if user is None or not right:
        _count_failure(name, moment)
        raise SignInRefused("wrong", WRONG)
    SignInGuard.objects.filter(username=name).delete()
    return user


def sign_in(username: str, password: str, now: datetime | None = None) -> tuple[str, datetime]:
    """A new API token for that officer, and when it expires. Raises SignInRefused."""
    moment = now or timezone.now()
    user = authenticate(username, password, moment)
    return issue_token(user, API, SESSION, moment), moment + SESSION


def issue_token(
    user: User, purpose: str = API, ttl: timedelta = SESSION, now: datetime | None = None
) -> str:
    """A new token; its text is told here and never again. Kiosk tokens only read the wall."""
    text = secrets.token_urlsafe(32)
    expires = (now or timezone.now()) + ttl
    Token.objects.create(user=user, digest=digest(text), purpose=purpose, expires_at=expires)
    return text


def user_for_token(text: str, purpose: str = API, now: datetime | None = None) -> User | None:
    """The officer whose token for this purpose it is, while it is good."""
    good = Token.objects.filter(
        digest=digest(text),
        purpose=purpose,
        revoked_at=None,
        expires_at__gt=now or timezone.now(),
        user__is_active=True,
    )
    token = good.select_related("user__area", "user__unit").defer("user__area__boundary").first()
    return token.user if token else None


def revoke(text: str) -> bool:
    """End a token; False if it is not good any more."""
    good = Token.objects.filter(digest=digest(text), revoked_at=None)
    return good.update(revoked_at=timezone.now()) > 0


def revoke_all(user: User) -> int:
    """End every token of an officer, as after a lost telephone; returns how many."""
    return user.tokens.filter(revoked_at=None).update(revoked_at=timezone.now())


@lru_cache
def _nobody() -> str:
    """Checked when there is no such user, so that the answer takes as long as for one there is."""
    return make_password(secrets.token_urlsafe(16))


def _refuse_while_closed(name: str, now: datetime) -> None:
    guard = SignInGuard.objects.filter(username=name, closed_until__gt=now).first()
    if guard:
        left = guard.closed_until - now
        raise SignInRefused("wait", WAIT, 429, int(left.total_seconds()) + 1)


def _count_failure(name: str, now: datetime) -> None:
    with transaction.atomic():
        SignInGuard.objects.filter(failed_at__lt=now - FORGOTTEN_AFTER).delete()
        facts = {"failed_at": now, "closed_until": now}
        locked = SignInGuard.objects.select_for_update()
        guard, _new = locked.get_or_create(username=name, defaults=facts)
        guard.failures += 1
        guard.failed_at = now
        guard.closed_until = now + _wait(guard.failures)
        guard.save()


def _wait(failures: int) -> timedelta:
    if failures < FREE_FAILURES:
        return timedelta(0)
    doublings = min(failures - FREE_FAILURES, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)

"""Invitations and passwords: an officer sets a password with a link that works once."""

from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from chengyun.people import audit
from chengyun.people.models import Token, User
from chengyun.people.refused import Refused, refuse_unless
from chengyun.people.services import issue_token, revoke_all, user_for_token
from chengyun.people.staff import NOT_YOURS, allow

INVITATION = "invite"
INVITED_FOR = timedelta(hours=72)
OLD_LINK = gettext_lazy("This invitation is used or too old. Ask your administrator for a new one.")
WRONG_PASSWORD = gettext_lazy("The present password is wrong.")


@transaction.atomic
def invite(author: User, user: User, now: datetime | None = None) -> str:
    """The secret of a link with which the officer sets a password; the link before ends."""
    allow(author, user.area)
    refuse_unless(user.is_active, "not_yours", NOT_YOURS)
    moment = now or timezone.now()
    user.tokens.filter(purpose=INVITATION, revoked_at=None).update(revoked_at=moment)
    audit.note(author, "officer", user.username, did="invited")
    return issue_token(user, INVITATION, INVITED_FOR, moment)


@transaction.atomic
def accept(secret: str, password: str, now: datetime | None = None) -> User:
    """Set the password of whom an invitation is for; it works once. Raises Refused."""
    moment = now or timezone.now()
    user = user_for_token(secret, INVITATION, moment)
    if user is None:
        raise Refused("old_link", OLD_LINK, 410)
    _set_password(user, password)
    Token.objects.filter(user=user, purpose=INVITATION).update(revoked_at=moment)
    audit.note(user, "password", user.username, did="set by invitation")
    return user


@transaction.atomic
def change_password(user: User, present: str, password: str) -> None:
    """The officer's own: the present one first. Ends all other sessions and tokens."""
    refuse_unless(user.check_password(present), "wrong_password", WRONG_PASSWORD)
    _set_password(user, password)
    audit.note(user, "password", user.username, did="changed")


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise Refused("weak", " ".join(fault.messages), 422) from None
    user.set_password(password)
    user.save(update_fields=["password"])
    revoke_all(user)

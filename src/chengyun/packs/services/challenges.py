"""揭榜挂帅: problems wanted solved, taken up, tried out, judged by use. Audited."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengyun.packs.models import Challenge
from chengyun.packs.queries.switched import switched_on
from chengyun.people import audit
from chengyun.people.choices import Role
from chengyun.people.models import User
from chengyun.people.policy import scope_for, viewer_of
from chengyun.places.models import Area

WRITERS = (Role.DUTY_OFFICER, Role.DISPATCHER, Role.LEADER, Role.ADMINISTRATOR)


class Refused(ValueError):
    """Why it was not done, in a sentence."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True)
class Wanted:
    """A problem as someone puts it up."""

    title: str
    text: str
    area: Area
    wanted_by: str
    measure: str
    until: date


def may_write(user: User) -> bool:
    """Who puts problems up and decides on them."""
    return user.role in WRITERS


@transaction.atomic
def put_up(user: User, wanted: Wanted, now: datetime) -> Challenge:
    """Put a problem on the board. Raises Refused."""
    _need_right(user)
    if not (wanted.title and wanted.text and wanted.wanted_by and wanted.measure):
        raise Refused(_("Say what is wanted, by whom, and how one will know that it is solved."))
    if wanted.until < now.date():
        raise Refused(_("The day lies in the past."))
    if not scope_for(viewer_of(user)).allows(
        {"area_path": wanted.area.path, "unit_id": user.unit_id}
    ):
        raise Refused(_("There is no such area within your own."))
    row = Challenge.objects.create(author=user, **vars(wanted))
    _note(user, row, "wanted")
    return row


@transaction.atomic
def take_up(user: User, row: Challenge, by: str, now: datetime) -> None:
    """Someone takes it up: a unit, a firm, a person. Raises Refused."""
    _need(user, row, "wanted")
    if not by.strip():
        raise Refused(_("Say who takes it up."))
    row.taken_by, row.taken_at = by.strip(), now
    row.save(update_fields=["taken_by", "taken_at"])
    _note(user, row, "taken")


@transaction.atomic
def try_out(user: User, row: Challenge, pack: str, minutes: int, now: datetime) -> None:
    """A pack that is on is tried out; minutes is what one opening of it is said to spare."""
    _need(user, row, "taken")
    if pack not in switched_on():
        raise Refused(_("There is no pack of this name that is on."))
    if not 0 <= minutes <= 480:
        raise Refused(_("Minutes spared are 0 to 480."))
    row.pack, row.trial_at, row.minutes_saved = pack, now, minutes
    row.save(update_fields=["pack", "trial_at", "minutes_saved"])
    _note(user, row, "trial")


@transaction.atomic
def end(user: User, row: Challenge, verdict: str, now: datetime) -> None:
    """It is over: what came of it, in a sentence. Raises Refused."""
    _need_right(user)
    if row.ended_at:
        raise Refused(_("It has ended already."))
    if not verdict.strip():
        raise Refused(_("Say what came of it."))
    row.verdict, row.ended_at = verdict.strip()[:200], now
    row.save(update_fields=["verdict", "ended_at"])
    _note(user, row, "ended")


def _need(user: User, row: Challenge, state: str) -> None:
    _need_right(user)
    if row.state != state:
        raise Refused(_("Someone has been here before you; look again."))


def _need_right(user: User) -> None:
    if not may_write(user):
        raise Refused(_("The desk and its leaders write on the board."))


def _note(user: User, row: Challenge, did: str) -> None:
    audit.note(user, "challenge", str(row.pk), did=did)

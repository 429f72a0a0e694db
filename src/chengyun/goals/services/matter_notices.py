"""Reminders, slips and circulars: what units are sent about their matters, each once.

A notice stands on the unit's pages until it is marked as seen, and goes to message services as
their owners want to be told (`notices`).
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.goals.choices_matters import AT_UNITS, NoticeKind, Slip
from chengyun.goals.matter_topic import MATTER
from chengyun.goals.models import Circular, Matter, MatterNotice
from chengyun.goals.queries import matters as queries
from chengyun.goals.refused import Refused
from chengyun.goals.rights import LEADERS, OFFICE
from chengyun.goals.services.matter_steps import write_step
from chengyun.notices.services.telling import Word, tell
from chengyun.people import audit
from chengyun.people.choices import Role
from chengyun.people.models import User
from chengyun.people.policy import viewer_of


def remind(today: date) -> int:
    """Send what the day brings, each once: a slip in the colour that a matter has come to, and a
    reminder where a unit has not signed in time. The number of notices sent.
    """
    rows = Matter.objects.filter(stage__in=AT_UNITS).select_related("lead")
    return sum(_of_day(matter, today) for matter in queries.loaded(rows))


def _of_day(matter: Matter, today: date) -> int:
    colour = queries.state_of(matter, today).computed
    with transaction.atomic():
        sent = 0
        if matter.sign_due and today >= matter.sign_due:
            late = [p.unit_id for p in matter.parties.all() if p.signed_at is None]
            sent += send(matter, NoticeKind.SIGN, colour, only=late)
        if colour != Slip.GREEN:
            sent += send(matter, NoticeKind.SLIP, colour)
        return sent


def send(
    matter: Matter, kind: NoticeKind, colour: Slip, note: str = "", *, unique: bool = True,
    only: Sequence[int] | None = None, circular: Circular | None = None,
) -> int:  # fmt: skip
    """A notice to the units of a matter, or to `only` some. The number that were new.

    `unique`: once for each unit, kind, colour and date of the matter.
    """
    now = timezone.now()
    about = f"{colour}-{matter.due:%Y%m%d}" if unique else f"{now.timestamp():.6f}"
    made = [
        MatterNotice(
            key=f"{kind}-{matter.pk}-{party.unit_id}-{about}", matter=matter, unit_id=party.unit_id,
            kind=kind, lamp=colour, due=matter.due, note=note, made_at=now, circular=circular,
        )
        for party in matter.parties.all()
        if only is None or party.unit_id in only
    ]  # fmt: skip
    known = set(
        MatterNotice.objects.filter(key__in=[n.key for n in made]).values_list("key", flat=True)
    )
    new = [notice for notice in made if notice.key not in known]
    MatterNotice.objects.bulk_create(new)
    tell([_word(matter, notice) for notice in new], now)
    if new and unique:
        detail = {"kind": str(kind), "lamp": str(colour), "units": len(new)}
        write_step(matter, None, "notice", matter.stage, "", detail)
    return len(new)


def _word(matter: Matter, notice: MatterNotice) -> Word:
    """The message of a notice: to the unit's addresses, and to whoever signed for it there, or to
    all of the unit's handlers where nobody has."""
    handlers = User.objects.filter(unit=notice.unit_id, role=Role.HANDLER, is_active=True)
    parties = [party for party in matter.parties.all() if party.unit_id == notice.unit_id]
    owner = handlers.filter(pk__in=[party.signed_by_id for party in parties])
    return Word(
        MATTER, notice.pk, matter.number, f"matter_{notice.kind}", (notice.unit_id,),
        tuple((owner or handlers).values_list("pk", flat=True)),
        {"kind": notice.kind, "lamp": notice.lamp, "due": matter.due.isoformat()},
    )  # fmt: skip


@transaction.atomic
def circulate(actor: User, note: str) -> Circular:
    """通报 of everything overdue that the actor sees, to all units of it. Raises Refused."""
    if actor.role not in (*OFFICE, *LEADERS):
        raise Refused(_("Leaders and the office send circulars."))
    today, viewer = timezone.localdate(), viewer_of(actor)
    rows = queries.visible(viewer).filter(stage__in=AT_UNITS, due__lt=today)
    overdue = [m for m in queries.loaded(rows) if queries.state_of(m, today).computed == Slip.RED]
    if not overdue:
        raise Refused(_("Nothing is overdue."))
    circular = Circular.objects.create(
        number=_number(today.year), day=today, note=note.strip(), made_at=timezone.now(),
        made_by=actor, area_path=actor.area.path if actor.area else "",
    )  # fmt: skip
    for matter in overdue:
        _circulated(matter, actor, circular)
    audit.note(actor, "matter", circular.number, act="circulate", matters=len(overdue))
    return circular


def _circulated(matter: Matter, actor: User, circular: Circular) -> None:
    send(matter, NoticeKind.CIRCULAR, Slip.RED, unique=False, circular=circular)
    detail = {"progress": matter.progress, "due": matter.due.isoformat()}
    write_step(matter, actor, "circulate", matter.stage, circular.number, detail)


def _number(year: int) -> str:
    begins = f"TB{year}-"
    return f"{begins}{Circular.objects.filter(number__startswith=begins).count() + 1:03d}"


def seen(actor: User, pk: int) -> MatterNotice:
    """Mark a notice to the actor's unit as seen. Raises MatterNotice.DoesNotExist for another's."""
    if not actor.unit_id:
        raise MatterNotice.DoesNotExist
    notice = MatterNotice.objects.get(pk=pk, unit=actor.unit_id)
    if notice.read_at is None:
        notice.read_at, notice.read_by = timezone.now(), actor
        notice.save(update_fields=["read_at", "read_by"])
    return notice

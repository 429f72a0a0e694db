"""The only writers of matters under supervision. Each act is one transaction: the matter, a row of
its history, and the audit.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from chengyun.goals import rules_matters as rules
from chengyun.goals.choices_matters import MatterSource
from chengyun.goals.models import Matter
from chengyun.goals.queries import matters as queries
from chengyun.goals.refused import Refused
from chengyun.goals.rights import LEADERS, OFFICE
from chengyun.goals.services import matter_acts, matter_proofs
from chengyun.goals.services.matter_steps import write_step
from chengyun.goals.transitions import permit
from chengyun.people import audit
from chengyun.people.models import User
from chengyun.people.policy import viewer_of
from chengyun.places.models import Area

REGISTRARS = (*OFFICE, *LEADERS)
TRIES = 5
Given = Mapping[str, Any]


@dataclass(frozen=True)
class NewMatter:
    """What is registered. `number` "" takes the next one."""

    title: str
    source: str
    due: date
    text: str = ""
    source_ref: str = ""
    title_en: str = ""
    number: str = ""


def may_register(role: str) -> bool:
    """Leaders give instructions, the office writes them down."""
    return role in REGISTRARS


def register(actor: User, new: NewMatter) -> Matter:
    """立项 in the area of whoever registers. Raises Refused."""
    if not may_register(actor.role):
        raise Refused(_("Leaders and the office register matters."))
    today = timezone.localdate()
    _check(new, today)
    for _turn in range(TRIES):
        try:
            with transaction.atomic():
                return _registered(actor, new, today)
        except IntegrityError:
            if new.number:
                break
    raise Refused(_("There is a matter of this number already."))


def _check(new: NewMatter, today: date) -> None:
    if not new.title.strip():
        raise Refused(_("Give the matter a title."))
    if new.source not in MatterSource.values:
        raise Refused(_("Say what the matter comes from."))
    if new.due < today:
        raise Refused(_("The date has gone by already."))


def _registered(actor: User, new: NewMatter, today: date) -> Matter:
    matter = Matter.objects.create(
        number=new.number or next_number(today.year), title_zh=new.title.strip(),
        title_en=new.title_en, text=new.text.strip(), source=new.source,
        source_ref=new.source_ref.strip(), registered_on=today, due=new.due, first_due=new.due,
        area_path=_path_of(actor),
    )  # fmt: skip
    write_step(matter, actor, "register", "", new.source_ref.strip())
    audit.note(actor, "matter", matter.number, act="register")
    return matter


def _path_of(actor: User) -> str:
    if actor.area:
        return actor.area.path
    root = Area.objects.filter(parent=None).first()
    return root.path if root else ""


def next_number(year: int) -> str:
    """The number after the last of the year."""
    begins = f"DB{year}-"
    last = Matter.objects.filter(number__startswith=begins).aggregate(last=Max("number"))["last"]
    done = last.removeprefix(begins) if last else ""
    return f"{begins}{int(done) + 1 if done.isdecimal() else 1:04d}"


def act(actor: User, number: str, action: str, given: Given) -> Matter:
    """Do something of the table with a matter. Raises Refused, Matter.DoesNotExist out of scope."""
    row = rules.BY_ACTION.get(action)
    if row is None:
        raise Refused(_("There is no such action."))
    viewer = viewer_of(actor)
    with transaction.atomic():
        visible = queries.visible(viewer).order_by().values("pk")
        matter = Matter.objects.select_for_update().get(number=number, pk__in=visible)
        before = matter.stage
        facts = queries.facts(matter)
        permit(row, before, queries.actor_of(viewer, matter), facts, given)
        detail = _effect(action)(matter, actor, given) or {}
        if given.get("files") and "files" in (*row.needs, *row.takes):
            files, item = given["files"], given.get("item")
            detail["files"] = matter_proofs.keep(matter, actor, action, files, item)
        matter.stage = row.to or matter.stage
        matter.save()
        write_step(matter, actor, action, before, _note(given), detail)
        audit.note(actor, "matter", matter.number, act=action)
    return matter


def _effect(action: str) -> Callable[[Matter, User, Given], dict[str, Any] | None]:
    return matter_acts.EFFECTS.get(action, matter_acts.nothing)


def _note(given: Given) -> str:
    return str(given.get("result") or given.get("reason") or "").strip()

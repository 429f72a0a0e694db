"""What messages say of a matter under supervision, and who may read them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from chengyun.goals.choices_matters import NoticeKind, Slip
from chengyun.goals.models import Matter
from chengyun.goals.queries import matters as queries
from chengyun.notices.models import Delivery
from chengyun.notices.topics import Topic
from chengyun.people.policy import Viewer

MATTER = "matter"


def headline(delivery: Delivery) -> str:
    """“督办单（已超期）：乐山路积水点改造”."""
    detail = delivery.detail
    kind, lamp = NoticeKind(detail["kind"]).label, Slip(detail["lamp"]).label
    told = {"kind": kind, "lamp": lamp, "title": _title(delivery.ref)}
    return _("%(kind)s (%(lamp)s): %(title)s") % told


def _title(number: str) -> str:
    found = Matter.objects.filter(number=number).first()
    return found.title if found else number


def place(delivery: Delivery) -> str:
    """Its number and its date."""
    return " · ".join([delivery.ref, _("Due %(time)s") % {"time": delivery.detail["due"]}])


def path(delivery: Delivery) -> str:
    return f"/goals/matters/{delivery.ref}/"


def visible(viewer: Viewer) -> QuerySet[Any, Any]:
    return queries.visible(viewer).order_by().values("number")


TOPIC = Topic(headline, place, path, visible)

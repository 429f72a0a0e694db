"""What a message says: short, in the reader's language, with the link; no word of a reporter."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chengyun.cases.models import Case
from chengyun.notices.events import BY_KEY
from chengyun.notices.models import Delivery
from chengyun.notices.topics import TOPICS

LISTED = 20


@dataclass(frozen=True)
class Message:
    title: str
    body: str


def message(deliveries: Sequence[Delivery], language: str) -> Message:
    """One message for one delivery, a list for several; "" is the language of the house."""
    with translation.override(language or settings.LANGUAGE_CODE):
        return _single(deliveries[0]) if len(deliveries) == 1 else _list(deliveries)


def headline(delivery: Delivery) -> str:
    """What happened to what, in the active language: “超时：道路积水”."""
    return TOPICS[delivery.about].headline(delivery) if delivery.about else _of_case(delivery)


def whereabouts(delivery: Delivery) -> str:
    """Where it is, and its number."""
    if delivery.case is None:
        return TOPICS[delivery.about].place(delivery)
    return place(delivery.case)


def path(delivery: Delivery) -> str:
    """The page that it is about."""
    if delivery.case is None:
        return TOPICS[delivery.about].path(delivery)
    return f"/desk/cases/{delivery.case.number}/"


def _of_case(delivery: Delivery) -> str:
    """Never the case's own title: of a report it may be what the reporter wrote."""
    assert delivery.case
    event = BY_KEY.get(delivery.kind)
    title = str(event.title) if event else delivery.kind
    if step := delivery.detail.get("step"):
        title = _("%(event)s, step %(step)s") % {"event": title, "step": step}
    return _("%(event)s: %(kind)s") % {"event": title, "kind": delivery.case.type.title}


def place(case: Case) -> str:
    """Where, by the names of areas, and the number: “徐家汇街道 · CY20261121-000123”."""
    names = [area.title for area in (case.street, case.area) if area]
    return " · ".join([*dict.fromkeys(names), case.number])


def link(path: str) -> str:
    return f"{settings.CONFIG.base}{path}"


def trial(language: str) -> Message:
    """What the test button sends."""
    with translation.override(language or settings.LANGUAGE_CODE):
        return Message(
            _("Test of your channel"),
            _("If you read this, notices reach you here.") + f"\n{link('/desk/notices/')}",
        )


def _single(delivery: Delivery) -> Message:
    lines = [whereabouts(delivery), _deadline(delivery.case), link(path(delivery))]
    return Message(headline(delivery), "\n".join(filter(None, lines)))


def _deadline(case: Case | None) -> str:
    if case is None or case.due_at is None or case.closed_at or case.suspended_at:
        return ""
    return _("Due %(time)s") % {"time": f"{timezone.localtime(case.due_at):%m-%d %H:%M}"}


def _list(deliveries: Sequence[Delivery]) -> Message:
    n = len(deliveries)
    title = ngettext("%(n)s notice", "%(n)s notices", n) % {"n": n}
    lines = [f"{_moment(d)} {headline(d)}（{whereabouts(d)}）" for d in deliveries[:LISTED]]
    if n > LISTED:
        lines.append(_("and %(n)s more") % {"n": n - LISTED})
    return Message(title, "\n".join([*lines, link("/desk/notices/")]))


def _moment(delivery: Delivery) -> str:
    return f"{timezone.localtime(delivery.at):%m-%d %H:%M}"

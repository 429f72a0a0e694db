"""督办单: a matter on one sheet, by typst. All that is printed comes as data."""

import json
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chengyun.cases.casefile import fonts
from chengyun.faces.goals import matter_view
from chengyun.goals.choices_matters import Slip
from chengyun.goals.models import Matter
from chengyun.goals.queries.matters import State

TEMPLATE = Path(__file__).parent / "slip.typ"
INK = {"green": "#0b6a72", "blue": "#1f4f9e", "yellow": "#7a5600", "red": "#b0201a"}
WASH = {"green": "#e4efee", "blue": "#e3eaf6", "yellow": "#fbf0cf", "red": "#f9e3e1"}
MARKS = {"green": "●", "blue": "◔", "yellow": "▲", "red": "◆"}


def to_pdf(matter: Matter, state: State) -> bytes:
    """A4 upright. Raises NoFont."""
    serif, sans = fonts.faces()
    inputs = {"data": json.dumps(sheet(matter, state)), "serif": serif, "sans": sans}
    made = typst.compile(TEMPLATE.read_bytes(), format="pdf", sys_inputs=inputs)
    assert isinstance(made, bytes)
    return made


def sheet(matter: Matter, state: State) -> dict[str, Any]:
    """What is printed: the head with its colour, pairs, sub-items, places to sign."""
    colour = state.computed
    return {
        "title": _("Supervision slip"),
        "number": matter.number,
        "subject": matter.title,
        "lamp": f"{MARKS[colour]} {colour.label}",
        "ink": INK[colour],
        "wash": WASH[colour],
        "pace": _pace(matter, state),
        "pairs": _pairs(matter),
        "wanted": [_("What is to be done"), matter.text] if matter.text else [],
        "by_hand": _by_hand(matter, state),
        "items_head": [_("Sub-item"), _("Unit"), _("Due"), _("Share"), pgettext("share", "Done")],
        "items": [_item(one) for one in matter_view.items_of(matter)],
        "sign": [_("Signed for (unit, name, day)"), _("Reply of the unit"), _("Leader")],
        "made": _("Printed %(at)s") % {"at": f"{timezone.localtime():%Y-%m-%d %H:%M}"},
        "note": _("Part of the data is simulated.") if matter.simulated else "",
    }


def _pace(matter: Matter, state: State) -> str:
    told = {"done": matter.progress, "expected": round(100 * state.expected)}
    pace = _("%(done)d %% done, %(expected)d %% expected by now") % told
    if state.days_left < 0:
        return _("%(n)d days over") % {"n": state.days_over} + " · " + pace
    return _("%(n)d days left") % {"n": state.days_left} + " · " + pace


def _pairs(matter: Matter) -> list[list[str]]:
    supporting = [p.unit.title for p in matter.parties.all() if not p.leads]
    due = matter.due.isoformat()
    if matter.due != matter.first_due:
        due += " " + _("(first %(day)s)") % {"day": matter.first_due.isoformat()}
    return [
        [_("Comes from"), " ".join(filter(None, (_source(matter), matter.source_ref)))],
        [_("Registered on"), matter.registered_on.isoformat()],
        [_("Due"), due],
        [_("Leading unit"), matter.lead.title if matter.lead else "—"],
        [_("Supporting units"), pgettext("list", ", ").join(supporting) or "—"],
        [_("Stage"), matter.get_stage_display()],
    ]


def _source(matter: Matter) -> str:
    return str(matter.get_source_display())


def _by_hand(matter: Matter, state: State) -> str:
    if state.by_hand is None:
        return ""
    told = {
        "lamp": Slip(state.by_hand).label,
        "who": matter.lamp_by or "",
        "reason": matter.lamp_reason,
    }
    return _("Set by hand to “%(lamp)s” by %(who)s: %(reason)s") % told


def _item(one: matter_view.Item) -> list[str]:
    row = one.item
    return [
        "　" * one.depth + row.title,
        row.unit.title if row.unit else "—",
        row.due.isoformat(),
        f"{row.share}",
        f"{one.percent} %",
    ]

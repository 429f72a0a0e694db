"""Words and numbers of the pages of goals."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chengyun.goals.choices import Decision
from chengyun.goals.transitions import NEEDS
from chengyun.people.models import AuditEntry, Unit
from chengyun.planning.lamps import Lamp

register = template.Library()
LAMPS: Mapping[str, tuple[str, str | Promise]] = {
    Lamp.GREEN: ("good", _("On pace")),
    Lamp.YELLOW: ("watch", _("Slipping")),
    Lamp.RED: ("bad", _("Behind")),
    "none": ("stale", _("No figure")),
}
MINUS, NOTHING = "\u2212", "—"


@register.filter
def amount(value: Any) -> str:
    """A figure without idle digits: 12000.0 as 12,000, 3.10 as 3.1; a dash where there is none."""
    if not isinstance(value, int | float):
        return NOTHING
    text = f"{abs(value):,.2f}".rstrip("0").rstrip(".")
    return f"{MINUS}{text}" if value < 0 and text != "0" else text


@register.filter
def about(value: Any) -> str:
    """A figure that is reckoned, not told: three digits that count, and no fraction above 100."""
    if not isinstance(value, int | float):
        return NOTHING
    size = abs(value)
    return amount(round(value, 0 if size >= 100 else 1 if size >= 10 else 2))


@register.filter
def signed(value: Any) -> str:
    """A difference with its sign."""
    text = amount(value)
    return f"+{text}" if text not in (NOTHING, "0") and not text.startswith(MINUS) else text


@register.filter
def per_cent(share: Any) -> str:
    """A share as whole per cent."""
    return NOTHING if not isinstance(share, int | float) else f"{100 * share:.0f}"


@register.filter
def points(share: Any) -> str:
    """A difference of shares in points, with its sign: −4.2."""
    if not isinstance(share, int | float):
        return NOTHING
    text = f"{abs(100 * share):.1f}"
    return f"{MINUS if share < 0 else '+'}{text}" if text != "0.0" else text


@register.filter
def across(share: float | None) -> str:
    """A share as the width of a bar, 0 to 100, for CSS."""
    return f"{100 * min(1.0, max(0.0, share or 0.0)):.1f}"


@register.simple_tag
def lamp_chip(lamp: str | None) -> SafeString:
    """A lamp: mark, colour and word."""
    tone, word = LAMPS[lamp or "none"]
    return format_html('<span class="state state-{}">{}</span>', tone, word)


@register.inclusion_tag("goals/_way.html")
def way_bar(done: float | None, expected: float, lamp: str | None) -> dict[str, str]:
    """What is done as a bar, with a stroke where the curve expects it."""
    return {"done": across(done), "expected": across(expected), "tone": lamp_tone(lamp)}


@register.filter
def lamp_word(lamp: Any) -> str:
    """A lamp in a word."""
    return str(LAMPS[str(lamp or "none")][1])


@register.filter
def lamp_tone(lamp: Any) -> str:
    """The tone of a lamp, as classes of CSS have it."""
    return LAMPS[str(lamp or "none")][0]


@register.filter
def need_label(name: str) -> str:
    """What an action asks for, as the label of its field."""
    words = str(NEEDS[name])
    return words[:1].upper() + words[1:]


# What the audit keeps of an act on an indicator, in words. Numbers of rows tell nobody anything.
DETAILS: Mapping[str, str | Promise] = {
    "period": _("Period"),
    "value": _("Figure told"),
    "before": _("Before"),
    "unit": _("Unit"),
    "helper": _("Helps"),
    "helped": _("Is helped"),
    "lamp": _("Lamp"),
    "decision": _("Decision"),
    "until": _("Until"),
    "reason": _("Reason"),
    "target": _("Target"),
    "baseline": _("Baseline"),
    "weight": _("Weight"),
    "formula": _("Formula"),
}
UNITS = ("unit", "helper", "helped")


@register.filter
def details(row: AuditEntry) -> list[tuple[str, str]]:
    """Details of an audited act as label and value; of an appeal `value` is the figure's row."""
    kept = {name: value for name, value in row.detail.items() if name in DETAILS}
    if row.action == "appeal":
        kept.pop("value", None)
    names = Unit.objects.in_bulk([kept[n] for n in UNITS if n in kept], field_name="code")
    return [(str(DETAILS[name]), _detail(name, value, names)) for name, value in kept.items()]


def _detail(name: str, value: Any, names: Mapping[str, Unit]) -> str:
    if name in UNITS:
        return str(names.get(value, value))
    if name == "lamp":
        return lamp_word(value) if value in LAMPS else gettext("as computed")
    if name == "decision":
        return str(dict(Decision.choices).get(value, value))
    return amount(value) if isinstance(value, int | float) else str(value)

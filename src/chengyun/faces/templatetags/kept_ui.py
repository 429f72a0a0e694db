"""What was chosen once and goes along, as a row of chips: `{% kept_row %}`."""

from typing import Any

from django import template

from chengyun.faces.desk import kept

register = template.Library()


@register.inclusion_tag("desk/_kept.html", takes_context=True)
def kept_row(context: dict[str, Any]) -> dict[str, Any]:
    """The choices in force here that other pages take too, each with a way to forget it."""
    request = context["request"]
    return {"chips": kept.chips(request), "clear": kept.clear(request)}


@register.simple_tag(takes_context=True)
def kept_clear(context: dict[str, Any]) -> str:
    """The address of this page with nothing chosen."""
    return kept.clear(context["request"])

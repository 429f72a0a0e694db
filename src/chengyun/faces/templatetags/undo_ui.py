"""The way back from what was just done: `{% undo done %}`."""

from typing import Any

from django import template

from chengyun.faces.desk import action_bar

register = template.Library()


@register.inclusion_tag("desk/_undo.html", takes_context=True)
def undo(context: dict[str, Any], done: str) -> dict[str, Any]:
    """A button that takes the action `done` back, or a link to its form where it needs a reason;
    nothing where it cannot be taken back.
    """
    case = context["case"]
    button = action_bar.undo(context["request"].viewer, case, done or "")
    return {"case": case, "undo": button, "query": context.get("query", "")}
